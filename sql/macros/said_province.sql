-- What a province column says, compared folded: balochistan (the province itself, in a spelling on the list, with or
-- without "province", "صوبہ" or the country); like_balochistan (nearly its name, or its name beside something else:
-- the record's own place must confirm it); none (nothing is said); another. Iran's Sistan and Baluchestan is another,
-- and so is Baltistan.
create or replace macro said_province(written) as
    case
        when lower(trim(written)) in ('balochistan', 'balochistan province', 'baluchistan') then 'balochistan'
        -- The neighbours' plain names, which are most of a publisher's rows.
        when regexp_full_match(lower(trim(written)),
            '(?:sindh?|punjab|khyber pakhtunk?h?wa|north-west frontier|azad (?:jammu (?:and|&) )?kashmir|gilgit-baltistan|federally administered tribal areas|islamabad|fata)(?: province| capital territory)?')
            then 'another'
        when is_not_said(written) then 'none'
        else list_transform([string_split(fold_characters(written), ' ')], lambda words: list_transform(
            -- The name twice, as in two scripts, is the name.
            [regexp_replace(array_to_string(list_filter(words, lambda word: word not in (
                'the', 'province', 'prov', 'provincial', 'region', 'of', 'pakistan', 'pak', 'صوبہ', 'پاکستان', 'کا',
                'islamic', 'republic'
            )), ''), '^(b[ao]l[ou]chistan|بلوچستان)(?:b[ao]l[ou]chistan|بلوچستان)$', '\1')],
            lambda core: case
                when core = '' then 'none'
                when core in (
                    'balochistan', 'baluchistan', 'belochistan', 'beluchistan', 'baloochistan', 'balouchistan',
                    'baluchisthan', 'balochisthan',
                    'belutschistan', 'belutchistan', 'baloutchistan', 'beloutchistan', 'belucistan', 'balucistan',
                    'بلوچستان', 'pkba'
                ) then 'balochistan'
                when list_has_any(words, ['sistan', 'seistan', 'siestan', 'systan', 'iran', 'irani', 'iranian',
                    'afghan', 'afghanistan', 'سیستان', 'ایران', 'افغانستان'])
                    or contains(core, 'sistanba') or contains(core, 'sistanva') or contains(core, 'sistanand')
                        or contains(core, 'sistanu') then 'another'
                when least(damerau_levenshtein(core, 'balochistan'), damerau_levenshtein(core, 'baluchistan'),
                    damerau_levenshtein(core, 'بلوچستان')) <= 2
                    or regexp_matches(core, '^b[ae]l(?:o|u|oo|ou|oa)ch|b[ae]l(?:o|u|oo|ou|oa)c?h[ie]stan|بلوچستان')
                    or len(list_filter(words, lambda word: length(word) >= 9
                        and damerau_levenshtein(word, 'balochistan') <= 2)) > 0 then 'like_balochistan'
                else 'another'
            end
        )[1])[1]
    end;
