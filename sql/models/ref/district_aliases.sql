-- description: One row per written form of a place that names a district, in Latin or Arabic script.
-- grain: alias, district_id, kind, valid_from
-- columns:
--   alias, folded
--   ordered VARCHAR: its words in the order of the alphabet, as they are compared; null for a single word
--   consonants VARCHAR: its consonants (macro key_consonants); null in Arabic script
--   sound VARCHAR: how it roughly sounds (macro key_sound); null in Arabic script
--   district_id VARCHAR: district it means
--   script
--   kind VARCHAR: canonical, spelling variant, tehsil, locality, ...
--   match_scope
--   is_ambiguous BOOLEAN: it may mean another place too, so it decides nothing alone
--   ambiguous_with VARCHAR: the other districts
--   valid_from DATE: first day it means this district; null means always
--   valid_to DATE: first day it no longer does; null means it still does
--   latitude DOUBLE: degrees north of the named place, where known
--   longitude DOUBLE: degrees east
--   point_kind VARCHAR: what the point is: town, locality, airport, ...
--   confidence, note
--   source VARCHAR: where the alias comes from
--   origin VARCHAR: shipped, or entered on this machine
with written as (
    select *, 'shipped' as origin from raw.district_aliases
    union all by name
    select * exclude (entered_by, entered_at), 'entered' as origin from raw.entered_district_aliases as given
    anti join raw.district_aliases as shipped
        on given.alias = shipped.alias and given.district_id = shipped.district_id and given.kind = shipped.kind
            and given.valid_from is not distinct from shipped.valid_from
),
words as materialized (
    select alias, list_sort(string_split(fold_each_word(alias), ' ')) as words from (select distinct alias from written)
),
ordered as materialized (
    select alias, array_to_string(words, ' ') as text from words where len(words) > 1
),
-- Folded in one pass: planning this macro costs more than a thousand names.
forms as materialized (
    select text, fold_name(text) as folded from (select alias as text from words union select text from ordered)
),
keys as materialized (
    select folded, key_consonants(folded) as consonants, key_sound(folded) as sound
        from (select distinct folded from forms)
)
select
    given.alias,
    form.folded,
    ordered_form.folded as ordered,
    keys.consonants,
    keys.sound,
    given.district_id,
    given.script,
    given.kind,
    given.match_scope,
    given.is_ambiguous = 'yes' as is_ambiguous,
    given.ambiguous_with,
    given.valid_from::date as valid_from,
    given.valid_to::date as valid_to,
    given.point_latitude::double as latitude,
    given.point_longitude::double as longitude,
    given.point_kind,
    given.confidence,
    given.note,
    given.source,
    given.origin
from written as given
join forms as form on form.text = given.alias
left join ordered on ordered.alias = given.alias
left join forms as ordered_form on ordered_form.text = ordered.text
left join keys on keys.folded = form.folded
order by given.alias, given.district_id, given.kind, given.valid_from
