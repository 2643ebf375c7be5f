-- The source whose records a raw table holds: the ledger has three such tables, a publisher's has the source's name;
-- null for what holds no records, which what was entered does not.
create or replace macro record_source(table_name) as
    case
        when table_name in ('ledger_incidents', 'ledger_landmarks', 'ledger_second_reports') then 'ledger'
        when not regexp_matches(table_name, '^(ledger|entered)_') then table_name
    end;
