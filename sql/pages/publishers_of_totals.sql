-- description: The definitions under which totals were published that are known by the day, with the number of their
--   figures, older versions included, and of the revised ones.
with known as (
    select definition_id, count(*)::bigint as figures, count(revised_from)::bigint as revised
    from marts.published_totals
    group by all
)
select definition.definition_id, definition.organisation, definition.name, definition.kind, definition.area,
    definition.counts, definition.counts_operations,
    definition.counts_militants, definition.credit, definition.licence, definition.url, definition.source,
    definition.note,
    known.figures, known.revised
from ref.publishers_of_totals as definition
join known using (definition_id)
order by definition.rank, definition.definition_id
