-- The consonants of a folded Latin name: what is left of it when the vowels, which every transliteration writes in its
-- own way, are taken out (Gwadar, Gawadar and Gwader are all g-d-r; w and y count as vowels). kh, gh, dh and the like
-- lose their h; sh, ch and zh stay one letter each (S, C, Z); a first vowel stays as A. Null for a name in Arabic
-- script.
create or replace macro key_consonants(folded) as
    nullif(fold_doubles(regexp_replace(
        regexp_replace(
            translate(regexp_replace(
                replace(replace(replace(regexp_replace(folded, '[^a-z]+', '', 'g'), 'sh', 'S'), 'ch', 'C'), 'zh', 'Z'),
                '([bdgjklmnrtz])h', '\1', 'g'), 'cx', 'kk'),
            '^[aeiouy]+', 'A'
        ),
        '[aeiouywh]+', '', 'g'
    )), '');
