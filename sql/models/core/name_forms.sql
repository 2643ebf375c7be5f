-- description: One row per distinct name that records write and per way it may be put before it is looked up, folded once: the only place where names are folded.
-- grain: kind, written, way
-- columns:
--   kind VARCHAR: district (read in a district column), place or actor
--   written VARCHAR: the name as written
--   way INTEGER: 1 as written; 2 and up the other ways, the plainest first
--   how VARCHAR: written, publisher_pattern, extra_words (without words that only say near what, or what kind of place) or word_order (its words in
--     the order of the alphabet)
--   folded VARCHAR: that form as it is compared (macro fold_name; fold_group for actors)
--   consonants VARCHAR: its consonants (macro key_consonants); null for actors, reviewed forms and Arabic script
--   sound VARCHAR: how it roughly sounds (macro key_sound); null likewise
--   is_district_name BOOLEAN: "district" in the name itself, or the column it stands in, makes it a district's name
--   is_division BOOLEAN: it is a division's name; a division holds several districts
-- A reviewed form is not folded again, nor put in other ways.
with reviewed as materialized (
    select distinct false as is_actor, alias as text, folded from ref.district_aliases
    union
    select distinct true, alias, folded from ref.actor_aliases
),
names as materialized (
    select name.kind, name.written, reviewed.text is not null as is_reviewed,
        case when reviewed.text is null and name.kind <> 'actor' then fold_each_word(name.written) end as words
    from (select distinct kind, written from core.written_names) as name
    left join reviewed on reviewed.is_actor = (name.kind = 'actor') and reviewed.text = name.written
),
texts as materialized (
    select kind, written, 1 as way, 'written' as how, written as text from names
    union all
    select kind, written, way, 'publisher_pattern', shorter
    from (
        select kind, written, unnest([
            -- ACLED: "Frontier Corps (Pakistan)", "BLA: Baloch Liberation Army", "Military Forces of Pakistan (2022-) Frontier Corps".
            {'way': 2, 'shorter': regexp_extract(written, '^(.+?)\s*\((?:Pakistan|Balochistan)\)\s*$', 1)},
            -- Before a colon stands an abbreviation, or it is not such a name: "India: Levies".
            {'way': 3, 'shorter': regexp_extract(written, '^[^:\s]*[A-Z][^:\s]*[A-Z][^:\s]*:\s*(.+)$', 1)},
            -- The abbreviation alone, of a name nobody knows, must at least begin as that name does: not "TTP: Afghan Taliban".
            {'way': 4, 'shorter': case when lower(written[1]) = lower(ltrim(string_split(written, ':')[2])[1])
                then regexp_extract(written, '^([^:\s]*[A-Z][^:\s]*[A-Z][^:\s]*):\s*.+$', 1) end},
            {'way': 5, 'shorter': regexp_extract(written, '\(\d{4}-(?:\d{4})?\)\s*-?\s*(\S.*)$', 1)},
            {'way': 6, 'shorter': regexp_extract(written, '^(.+?)\s*\(\d{4}-(?:\d{4})?\)', 1)},
            -- UCDP writes three X and a country's number for an unknown group; ACLED "Unidentified Armed Group (Pakistan)"; GTD "Unknown".
            {'way': 7, 'shorter': case when regexp_matches(written, '^(?:X{3}\d+|Unidentified .*|Unknown(?: .*)?)$') then 'Unidentified' end},
            -- UCDP calls the followers of a local leader "Supporters of" and his name; ACLED "... Tribal Militia (Pakistan)" or "... Communal Militia".
            {'way': 8, 'shorter': case when regexp_matches(written, '^Supporters of |(?:Tribal|Communal|Clan) (?:Group|Militia)') then 'Tribal militia' end}
        ], recursive := true)
        from names where kind = 'actor' and not is_reviewed
    )
    where shorter <> ''
    union all
    select kind, written, 2, 'extra_words',
        regexp_replace(regexp_replace(words, '^(?:(?:near|in|at|of|from|around|outside|the|area|areas|outskirts|suburbs?|town|towns|city|village|district|districts|tehsil|both|downtown|greater|main|central|killi|kili|goth|ضلع|تحصیل|علاقہ|علاقی|شہر|گاون|قصبہ|قصبی|کلی|گوٹہ) )+', '', 'g'),
            '(?: (?:areas?|region|locality|towns?|city|villages?|cantt|cantonment|headquarters|hq|pakistan|balochistan|baluchistan|districts?|districs|tehsils?|sub tehsil|outskirts|suburbs?|cent(?:er|re)|main|old|new|bazz?aa?rs?|markets?|bypass|by pass|chow?ks?|cross|crossing|crossings|mills?|roads?|colony|colonies|hospital|air ?port|rail ?way|station|check ?posts?|check ?points?|camps?|mor|morr|bus|terminal|stand|adda|jail|prison|university|college|school|borders?|gas ?fields?|fields?|coal|coal ?mines?|coal ?fields?|mines?|sea ?port|port|harbou?r|fish|refugees?|sub ?divisions?|sub ?districts?|fc|frontier corps|compound|track|authority|base|site|levies|police|thana|valley|industrial|estate|zone|ship ?breaking|yard|garrison|dam|grain|mall|office|press club|engineering|general|civil|dig|toll plaza|fort|mosque|square|street|railway|بازار|چوک|بایی پاس|اییرپورٹ|ریلوی|اسٹیشن|کراس|روڈ|کالونی|ہسپتال|شہر|کینٹ|چہاونی|مارکیٹ|کیمپ|علاقی|علاقہ|ملز|چیک پوسٹ|سرحد|گاون|کلی|ٹاون|ہوایی اڈہ|ہوایی اڈا|بندرگاہ|اڈہ|مین|گوٹہ))+$',
            '', 'g')
    from names where words is not null
    union all
    select kind, written, 3, 'word_order', array_to_string(list_sort(string_split(words, ' ')), ' ')
    from names where contains(words, ' ')
),
new_texts as materialized (
    select distinct kind = 'actor' as is_actor, text from texts
    except
    select is_actor, text from reviewed
),
folded_texts as materialized (
    select is_actor, text, case when is_actor then fold_group(text) else fold_name(text) end as folded from new_texts
    union all
    select is_actor, text, folded from reviewed
),
-- Only what is not a reviewed form is compared by its letters.
keys as materialized (
    select folded, key_consonants(folded) as consonants, key_sound(folded) as sound
    from (
        select distinct folded_texts.folded
        from folded_texts
        where not folded_texts.is_actor and (is_actor, text) in (select (is_actor, text) from new_texts)
    )
)
select texts.kind, texts.written, texts.way, texts.how, folded_texts.folded,
    case when texts.kind <> 'actor' then keys.consonants end as consonants,
    case when texts.kind <> 'actor' then keys.sound end as sound,
    texts.kind = 'district' or regexp_matches(lower(texts.written), '(?:^(?:district|ضلع) )|(?: (?:district|distrcit|distt)\.?$)') as is_district_name,
    texts.kind <> 'actor' and regexp_matches(lower(texts.written), '(?:^|\s)(?:division|ڈویژن)(?:\s|$)') as is_division
from texts
join folded_texts on folded_texts.is_actor = (texts.kind = 'actor') and folded_texts.text = texts.text
left join keys on keys.folded = folded_texts.folded
where folded_texts.folded is not null
order by texts.kind, texts.written, texts.way
