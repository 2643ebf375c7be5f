-- description: One row per distinct name of a place that records write: the reviewed form that it folds like, as
--   written or put in another way, if there is one. A step towards core.name_readings.
-- grain: kind, written
-- released: no
-- columns:
--   kind VARCHAR: district (read in a district column) or place
--   written
--   folded VARCHAR: the name as it is compared (macro fold_name)
--   consonants VARCHAR: its consonants (macro key_consonants); null for reviewed forms and Arabic script
--   sound VARCHAR: how it roughly sounds (macro key_sound); null likewise
--   is_district_name, is_division
--   how VARCHAR: written or extra_words, as in core.name_forms; null where no form folds like it
--   known_folded VARCHAR: that form as it is compared
--   could_be
--   is_open BOOLEAN: it decides nothing alone
--   is_elsewhere BOOLEAN: no form folds like it, and a place outside the province has the name
-- A name with its words for a kind of place may be known elsewhere: "Wah Cantt", "Karachi airport".
with known_elsewhere as (
    select form.kind, form.written, min(form.way) as way
    from core.name_forms as form
    join ref.places_elsewhere as elsewhere on elsewhere.folded = form.folded
    where form.how <> 'word_order'
    group by form.kind, form.written
),
found as (
    select form.kind, form.written, form.how, form.folded, form.is_district_name, meanings.could_be,
        case when form.is_district_name then meanings.is_open_as_district
            else meanings.is_open_as_place or meanings.has_district_reading end as is_open
    from core.name_forms as form
    join ref.place_meanings as meanings on meanings.folded = form.folded
    left join known_elsewhere on known_elsewhere.kind = form.kind and known_elsewhere.written = form.written
        and known_elsewhere.way < form.way
    where form.how <> 'word_order' and known_elsewhere.written is null
        and (not meanings.has_kind_in_name or regexp_matches(lower(form.written), '\b(?:town|village|city|area)\b'))
    qualify row_number() over (partition by form.kind, form.written order by form.way, form.folded) = 1
)
select asked.kind, asked.written, asked.folded, asked.consonants, asked.sound, asked.is_district_name,
    asked.is_division, found.how, found.folded as known_folded, found.could_be, found.is_open,
    found.written is null and known_elsewhere.written is not null as is_elsewhere
from core.name_forms as asked
left join found on found.kind = asked.kind and found.written = asked.written
left join known_elsewhere on known_elsewhere.kind = asked.kind and known_elsewhere.written = asked.written
where asked.way = 1
order by asked.kind, asked.written
