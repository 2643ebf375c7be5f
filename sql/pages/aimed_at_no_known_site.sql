-- description: Documented incidents that a source says were aimed at CPEC, by the site as it names it, where that is
--   no site of the registry.
select aimed.site_as_written, count(*) as incidents
from marts.incidents_aimed_at_cpec as aimed
where aimed.source_id = $source_id and aimed.site_id is null and aimed.site_as_written is not null
    and aimed.date <= $as_of::date
group by all
order by incidents desc, aimed.site_as_written
