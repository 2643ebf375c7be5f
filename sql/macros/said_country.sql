-- What a country column says of one country, compared folded: named, none (nothing, a code nobody can read, only the
-- province, or a near misspelling, which names no other country) or another. A text that names the country beside
-- another says another.
create or replace macro said_country(written, country) as
    case
        when lower(trim(written)) = lower(country) then 'named'
        -- The plain names of other countries, which are most of a publisher's rows, are told by their letters alone.
        when regexp_full_match(written, '[A-Za-z ()]{4,}')
            and not regexp_matches(lower(written),
                '^(?:null|none|no |not |un[ksidc]|missing|blank)|unknown|bal[ou]chistan')
            and not contains(lower(written), left(lower(country), 3))
                and damerau_levenshtein(lower(trim(written)), lower(country)) > 2 then 'another'
        when is_not_said(written) then 'none'
        else list_transform(
            [array_to_string(list_filter(string_split(fold_characters(written), ' '), lambda word: word not in (
                'the', 'islamic', 'republic', 'of', 'province', 'balochistan', 'baluchistan', 'صوبہ', 'بلوچستان',
                'اسلامی', 'جمہوریہ'
            )), '')],
            lambda core: case
                when core = fold_characters(country) then 'named'
                when lower(country) = 'pakistan' and core in ('pak', 'pk', 'pakistani', 'پاکستان', '586') then 'named'
                when core = '' or damerau_levenshtein(core, fold_characters(country)) <= 2
                    and length(core) > 4 then 'none'
                else 'another'
            end
        )[1]
    end;
