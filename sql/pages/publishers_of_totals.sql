-- description: The definitions under which totals were published that are known by the day, with the number of their figures, older versions included, and of the revised ones.
select definition.definition_id, definition.organisation, definition.name, definition.kind, definition.area, definition.counts, definition.counts_operations,
    definition.counts_militants, definition.credit, definition.licence, definition.url, definition.source, definition.note,
    count(*)::bigint as figures, count(total.revised_from)::bigint as revised
from ref.publishers_of_totals as definition
join marts.published_totals as total using (definition_id)
group by all, definition.rank
order by definition.rank, definition.definition_id
