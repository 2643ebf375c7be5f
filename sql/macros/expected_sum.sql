-- The sum of expected deaths that are known, `unknown` being the events of each row that say nothing: null where none
-- says, and where a zero stands beside unknowns.
create or replace macro expected_sum(deaths, unknown) as
    case when sum(deaths) = 0 and sum(unknown) > 0 then null else exact_sum(deaths) end;
