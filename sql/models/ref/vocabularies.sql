-- description: One row per code of a closed list, with its meaning.
-- grain: vocabulary, code
-- columns:
--   vocabulary VARCHAR: the closed list
--   code VARCHAR: value as stored
--   label VARCHAR: wording to print
--   definition VARCHAR: what the code means
select vocabulary, code, label, definition from raw.vocabularies
union all
select vocabulary, code, label, definition from raw.vocabularies_places_actors
order by vocabulary, code
