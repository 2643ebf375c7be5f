-- description: One row per distinct name of a place that records write and per way it may be put before it is looked
--   up, folded once. Actors: core.actor_forms.
-- grain: kind, written, way
-- columns:
--   kind VARCHAR: district (read in a district column) or place
--   written
--   way INTEGER: 1 as written; 2 and up the other ways, the plainest first
--   how VARCHAR: written, extra_words (without words that only say near what, or what kind of place) or word_order
--     (its words in the order of the alphabet)
--   folded VARCHAR: that form as it is compared (macro fold_name)
--   consonants VARCHAR: its consonants (macro key_consonants); null for reviewed forms and Arabic script
--   sound VARCHAR: how it roughly sounds (macro key_sound); null likewise
--   is_district_name, is_division
-- A reviewed form is not folded again, nor put in other ways.
with reviewed as materialized (
    select distinct alias as text, folded from ref.district_aliases
),
names as materialized (
    select name.kind, name.written, reviewed.text is not null as is_reviewed,
        case when reviewed.text is null then fold_each_word(name.written) end as words
    from (select distinct kind, written from core.written_names where kind <> 'actor') as name
    left join reviewed on reviewed.text = name.written
),
texts as materialized (
    select kind, written, 1 as way, 'written' as how, written as text from names
    union all
    select kind, written, 2, 'extra_words',
        regexp_replace(regexp_replace(words,
            '^(?:(?:near|in|at|of|from|around|outside|the|area|areas|outskirts|suburbs?|town|towns|city|village|district|districts|tehsil|both|downtown|greater|main|central|killi|kili|goth|ضلع|تحصیل|علاقہ|علاقی|شہر|گاون|قصبہ|قصبی|کلی|گوٹہ) )+', '', 'g'),
            '(?: (?:areas?|region|locality|towns?|city|villages?|cantt|cantonment|headquarters|hq|pakistan|balochistan|baluchistan|districts?|districs|tehsils?|sub tehsil|outskirts|suburbs?|cent(?:er|re)|main|old|new|bazz?aa?rs?|markets?|bypass|by pass|chow?ks?|cross|crossing|crossings|mills?|roads?|colony|colonies|hospital|air ?port|rail ?way|station|check ?posts?|check ?points?|camps?|mor|morr|bus|terminal|stand|adda|jail|prison|university|college|school|borders?|gas ?fields?|fields?|coal|coal ?mines?|coal ?fields?|mines?|sea ?port|port|harbou?r|fish|refugees?|sub ?divisions?|sub ?districts?|fc|frontier corps|compound|track|authority|base|site|levies|police|thana|valley|industrial|estate|zone|ship ?breaking|yard|garrison|dam|grain|mall|office|press club|engineering|general|civil|dig|toll plaza|fort|mosque|square|street|railway|بازار|چوک|بایی پاس|اییرپورٹ|ریلوی|اسٹیشن|کراس|روڈ|کالونی|ہسپتال|شہر|کینٹ|چہاونی|مارکیٹ|کیمپ|علاقی|علاقہ|ملز|چیک پوسٹ|سرحد|گاون|کلی|ٹاون|ہوایی اڈہ|ہوایی اڈا|بندرگاہ|اڈہ|مین|گوٹہ))+$',
            '', 'g')
    from names where words is not null
    union all
    select kind, written, 3, 'word_order', array_to_string(list_sort(string_split(words, ' ')), ' ')
    from names where contains(words, ' ')
),
new_texts as materialized (
    select text from texts
    except
    select text from reviewed
),
folded_texts as materialized (
    select text, fold_name(text) as folded, true as is_new from new_texts
    union all
    select text, folded, false from reviewed
),
-- Only what is not a reviewed form is compared by its letters.
keys as materialized (
    select folded, key_consonants(folded) as consonants, key_sound(folded) as sound
    from (select distinct folded from folded_texts where is_new)
)
select texts.kind, texts.written, texts.way, texts.how, folded_texts.folded,
    keys.consonants, keys.sound, texts.kind = 'district' or regexp_matches(lower(texts.written),
        '(?:^(?:district|ضلع) )|(?: (?:district|distrcit|distt)\.?$)') as is_district_name,
    regexp_matches(lower(texts.written), '(?:^|\s)(?:division|ڈویژن)(?:\s|$)') as is_division
from texts
join folded_texts on folded_texts.text = texts.text
left join keys on keys.folded = folded_texts.folded
where folded_texts.folded is not null
order by texts.kind, texts.written, texts.way
