-- description: One row per name left open and per district or actor it might mean, the likeliest first: proposals for
--   a reviewer, never decisions.
-- grain: kind, written, rank
-- columns:
--   kind, written
--   rank BIGINT: 1 is the likeliest; at most 5
--   id VARCHAR: district or actor proposed
--   alias VARCHAR: its reviewed form that is most like the name
--   score DOUBLE: likeness, 0 to 1
--   reason VARCHAR: why it is proposed
with open_records as (
    select source_id, record_kind, record_id, ['district', 'place'] as kinds from core.place_resolutions
    where method in ('unresolved', 'several_districts')
    union all
    select source_id, record_kind, record_id, ['actor'] from core.actor_resolutions where method = 'unresolved'
),
open_names as materialized (
    select name.kind, name.written, name.source_id, name.record_kind, name.record_id
    from core.written_names as name
    join open_records on open_records.source_id = name.source_id and open_records.record_kind = name.record_kind
        and open_records.record_id = name.record_id
        and list_contains(open_records.kinds, name.kind)
    where name.part = 0
),
asked as materialized (
    select open_names.kind, open_names.written, reading.folded, key_consonants(reading.folded) as consonants,
        key_sound(reading.folded) as sound,
        list_sort(list_distinct(flatten(list(reading.could_be)))) as could_be
    from (select distinct kind, written from open_names) as open_names
        join core.name_readings as reading using (kind, written)
    group by all
),
known as materialized (
    select 'place' as kind, folded, min(alias) as alias, district_id as id, min(consonants) as consonants,
        min(sound) as sound
    from ref.district_aliases group by folded, district_id
    union all
    select 'actor', key, min(name), actor_id, key_consonants(key), key_sound(key) from ref.actor_names group by key,
        actor_id
),
compared as (
    select asked.kind, asked.written, known.id, known.alias,
        list_contains(asked.could_be, known.id) and asked.folded = known.folded as is_known,
        asked.consonants = known.consonants as has_same_consonants,
        asked.sound = known.sound as has_same_sound,
        length(known.folded) >= 4 and contains(asked.folded, known.folded) as holds_it,
        levenshtein(asked.folded, known.folded) as letters_apart,
        0.5 * jaro_winkler_similarity(asked.folded, known.folded)
            + 0.4 * (1 - levenshtein(asked.folded, known.folded) / greatest(length(asked.folded), length(known.folded)))
            + 0.05 * coalesce(asked.consonants = known.consonants, false)::integer
            + 0.05 * coalesce(asked.sound = known.sound, false)::integer as likeness
    from asked join known on known.kind = case when asked.kind = 'actor' then 'actor' else 'place' end
    where abs(length(asked.folded) - length(known.folded)) <= 4 or contains(asked.folded, known.folded)
),
scored as (
    select kind, written, id, alias,
        case when is_known then 1.0 when holds_it then greatest(likeness, 0.7 + 0.01 * length(alias))
            else likeness end as score,
        case
            when is_known then 'the name is known to mean this, among others'
            when has_same_sound then 'sounds the same'
            when has_same_consonants then 'same consonants'
            when letters_apart = 1 then 'one letter apart'
            when holds_it then 'the text holds this name'
            else 'similar spelling'
        end as reason
    from compared
),
-- Where the record has a good point: the known places round it, whatever they are called.
neighbours as (
    select name.kind, name.written, known.district_id as id, known.alias,
        min(km_between(mention.point_latitude, mention.point_longitude, known.latitude, known.longitude)) as km
    from open_names as name
    join core.place_mentions as mention using (source_id, record_kind, record_id)
    join ref.district_aliases as known
        on abs(known.latitude - mention.point_latitude) < 0.2 and abs(known.longitude - mention.point_longitude) < 0.25
            and not known.is_ambiguous
    where mention.where_prec in (1, 2)
    group by all
),
best as (
    select kind, written, id, max_by(struct_pack(alias, score, reason), (score, alias, reason)) as proposal
    from (
        select * from scored
        union all
        select kind, written, id, alias, 0.75 - km / 100,
            'the point lies ' || round(km)::integer || ' km from this place' from neighbours where km <= 20
    )
    where score >= 0.55
    group by kind, written, id
),
ranked as (
    select kind, written, id, proposal, row_number() over (partition by kind, written order by proposal.score desc,
        id) as rank from best
)
select kind, written, rank, id, proposal.alias as alias, round(least(proposal.score, 1.0), 3)::double as score,
    proposal.reason as reason
from ranked
where rank <= 5
order by kind, written, rank
