-- The Monday of a date's ISO week.
create or replace macro week_of(day) as cast(date_trunc('week', cast(day as date)) as date);
