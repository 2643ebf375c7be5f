-- description: One row per event known by the as-of date. Its leading report gives place, actor and toll; other
--   accounts give the interval. Those of the province have a district_id.
-- grain: source_id, incident_id
-- csv: yes
-- columns:
--   incident_id VARCHAR: key within the source
--   source_id
--   leading_report_id VARCHAR: the report whose fields this row carries
--   reports BIGINT: reports of the event known by the as-of date
--   date
--   date_precision VARCHAR: day, week, month or year
--   week DATE: Monday of that day's ISO week; null where it is dated only to the month or the year, which is in no
--     single week
--   crosses_week BOOLEAN: its days, as far as they are known, lie in more than that week, in which it is counted
--     whole; null where it is dated too coarsely for a week
--   place_as_written
--   district_as_written VARCHAR: district, as the page has it
--   district_id VARCHAR: district as of that day; 'balochistan' is the province bucket; null outside the province: a
--     table of one's own keeps its rows of elsewhere here, so count where district_id is not null
--   district_method
--   place_flag VARCHAR: what to know about the place
--   where_prec INTEGER: UCDP's scale, 1 exact to 6 country
--   latitude DOUBLE: degrees north of the reviewed point
--   longitude, actor_id, family, target_as_written, target_type, tactic, event_class
--   killed_best INTEGER: deaths by the leading report; null where it gives none, or only an armed group's own count
--   killed_low INTEGER: lowest total of any side but the armed groups' that sets an end, and no less than any group
--     and than what one voice gives of several together, as in core.toll_intervals; widened to hold killed_best
--   killed_high INTEGER: highest total of any side but the armed groups' that sets an end, and no less than any
--     standing figure of a group or a part, and than what one voice gives of several groups together; widened to hold
--     killed_best
--   killed_high_armed_group INTEGER: highest standing figure of an armed group's own count, of all the dead or of one
--     group of victims; the claim of one party, in no other column but killed_claimed_by_armed_group
--   killed_security INTEGER: deaths of security forces, by the leading report
--   killed_civilian INTEGER: deaths of civilians, by the leading report
--   killed_militant INTEGER: deaths of militants, by the leading report
--   killed_unknown INTEGER: deaths whose side it does not say
--   killed_claimed_by_armed_group INTEGER: deaths that only an armed group's own count vouches for; not in killed_best
--   injured_best INTEGER: people injured, by the leading report
--   campaign_id
--   targets_cpec BOOLEAN: aimed at CPEC, as the page or the compiler says
--   targets_chinese, target_evidence, audit_mark
--   is_landmark BOOLEAN: chosen because it is well known (reference/ledger/landmarks.csv): found in lists, claims and
--     campaigns, counted in no series
--   note
--   source_url VARCHAR: the leading report's page
--   source_name
--   known_at DATE: first day on which the event could be known
--   file_name VARCHAR: the file the leading report was read from: its publisher's name of it, or its path under
--     reference/
--   snapshot_sha256 VARCHAR: digest of that file, as in core.record_files; null for the ledger, whose files only grow
--   row_number BIGINT: its row there, as a spreadsheet shows it: a header line that comes first is row 1, the first
--     record then row 2
with lead_reports as (
    select *,
        count(*) over (partition by source_id, incident_id) as reports,
        min(known_at) over (partition by source_id, incident_id) as first_known_at
    from core.reports
    qualify row_number() over (partition by source_id, incident_id order by is_second_report, known_at, report_id) = 1
),
tolls as (
    select source_id, event_id as incident_id, low, high, high_armed_group, is_said
    from core.toll_intervals
    where event_kind = 'incident' and victim_group = 'total' and metric = 'killed'
),
own as (
    -- The row's own figure lies in its interval, superseded or not; a source's interval that leaves its best figure
    -- out is flagged in the record, and widened to hold it.
    select source_id, incident_id,
        case when figures_claimant_side <> 'militant' then least(killed_low, killed_total) end as low,
        case when figures_claimant_side <> 'militant' then greatest(killed_high, killed_total) end as high,
        case when figures_claimant_side = 'militant' then greatest(killed_high, killed_total) end as high_armed_group
    from lead_reports
    -- Bounds without a figure between them are an interval all the same.
    where coalesce(killed_total, killed_low, killed_high) is not null
),
intervals as (
    select source_id, incident_id,
        -- What only some groups are said to have lost is no total.
        least(case when tolls.is_said or own.low is not null then tolls.low end, own.low) as low,
        greatest(case when tolls.is_said or own.high is not null then tolls.high end, own.high) as high,
        greatest(tolls.high_armed_group, own.high_armed_group) as high_armed_group
    from tolls
    full join own using (source_id, incident_id)
)
select
    lead_report.incident_id,
    lead_report.source_id,
    lead_report.report_id as leading_report_id,
    lead_report.reports,
    lead_report.date,
    lead_report.date_precision,
    case when lead_report.date_precision in ('day', 'week') then lead_report.week end as week,
    case
        when lead_report.date_precision not in ('day', 'week') then null
        when lead_report.date_end > lead_report.date then week_of(lead_report.date_end) <> lead_report.week
        -- Within a week of that day, before it or after.
        else lead_report.date_precision = 'week'
    end as crosses_week,
    lead_report.place_as_written,
    lead_report.district_as_written,
    lead_report.district_id,
    lead_report.district_method,
    lead_report.place_flag,
    lead_report.where_prec,
    lead_report.latitude,
    lead_report.longitude,
    lead_report.actor_id,
    lead_report.family,
    lead_report.target_as_written,
    lead_report.target_type,
    lead_report.tactic,
    lead_report.event_class,
    case when lead_report.figures_claimant_side <> 'militant' then lead_report.killed_total end as killed_best,
    intervals.low as killed_low,
    intervals.high as killed_high,
    intervals.high_armed_group as killed_high_armed_group,
    case when lead_report.figures_claimant_side <> 'militant' then lead_report.killed_security end as killed_security,
    case when lead_report.figures_claimant_side <> 'militant' then lead_report.killed_civilian end as killed_civilian,
    case when lead_report.figures_claimant_side <> 'militant' then lead_report.killed_militant end as killed_militant,
    case when lead_report.figures_claimant_side <> 'militant' then lead_report.killed_unknown end as killed_unknown,
    case when lead_report.figures_claimant_side = 'militant'
        then lead_report.killed_total end as killed_claimed_by_armed_group,
    case when lead_report.figures_claimant_side <> 'militant' then lead_report.injured_total end as injured_best,
    lead_report.campaign_id,
    lead_report.targets_cpec,
    lead_report.targets_chinese,
    lead_report.target_evidence,
    lead_report.audit_mark,
    list_contains(lead_report.record_flags, 'landmark_attack') as is_landmark,
    lead_report.note,
    lead_report.source_url,
    lead_report.source_name,
    lead_report.first_known_at as known_at,
    file.file_name,
    case when lead_report.source_id <> 'ledger' then lead_report.snapshot_sha256 end as snapshot_sha256,
    lead_report.row_number
from lead_reports as lead_report
left join core.record_files as file
    on file.source_id = lead_report.source_id and file.snapshot_sha256 = lead_report.snapshot_sha256
left join intervals on intervals.source_id = lead_report.source_id and intervals.incident_id = lead_report.incident_id
order by lead_report.source_id, lead_report.incident_id
