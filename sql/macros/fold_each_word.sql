-- The words of a name, without those that only say what kind of place it is (district, tehsil, town, ... and ضلع,
-- تحصیل, شہر) at its ends. No final h after a, no -e- or -i- between words; al, ul, el, ur between words are one. What
-- is only such a word stays as it is.
create or replace macro fold_each_word(written) as
    trim(regexp_replace(regexp_replace(regexp_replace(regexp_replace(
        regexp_replace(
            regexp_replace(
                fold_characters(written),
                '^(?:(?:the|district|distt?|distr?i?ct|distrcit|zill?a|tehsil|tahsil|tehseel|town|city|village|province|division|ضلع|تحصیل|صوبہ)(?: of)? )+', ''
            ),
            '(?: (?:district|distt?|distr?i?ct|distrcit|tehsil|tahsil|tehseel|town|city|village|area|province|division|subdivision|sub division|شہر|تحصیل|ڈویژن))+$', ''
        ),
        'ah+( |$)', 'a\1', 'g'),
        ' (?:ul|el|ur|al|ud|us) ', ' al ', 'g'),
        ' [ei] ', ' ', 'g'),
        ' +', ' ', 'g'));
