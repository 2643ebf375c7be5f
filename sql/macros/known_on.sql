-- The day on which a report could first be read: its page's date, never before the event; a page without a date counts
-- as read some days after the event (setting undated_page_lag_days), late rather than early.
create or replace macro known_on(published, event_date, lag_days) as
    case when published is null then event_date + cast(lag_days as integer) else greatest(published, event_date) end;
