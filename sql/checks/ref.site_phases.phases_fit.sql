-- description: a phase belongs to a site, ends after it begins, and is no longer than to the next one of its site
select phase.site_id, phase.phase, phase.date_start, phase.date_end
from ref.site_phases as phase
left join ref.cpec_sites as site on site.site_id = phase.site_id
where site.site_id is null or phase.date_end <= phase.date_start
    or phase.phase not in (select code from ref.vocabularies where vocabulary = 'site_phase')
    or exists (
        select 1 from ref.site_phases as later
        where later.site_id = phase.site_id and later.date_start > phase.date_start
            and phase.date_end > later.date_start
    )
order by phase.site_id, phase.date_start
