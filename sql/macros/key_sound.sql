-- A folded Latin name as it roughly sounds: consonants as in key_consonants, and three vowels: i for e, i, y, ai, ay;
-- u for o, u, w, au, aw; a. Nushki, Noshki and Naushki are one, Mashkai and Mashkey too; Kalat and Kulat are not. No
-- silent e at the end.
create or replace macro key_sound(folded) as
    nullif(fold_doubles(regexp_replace(regexp_replace(replace(
        translate(regexp_replace(
            replace(replace(replace(
                regexp_replace(regexp_replace(folded, '[^a-z]+', '', 'g'), '([a-z]{3}[rmnlk])e$', '\1'),
                'sh', 'S'), 'ch', 'C'), 'zh', 'Z'),
            '([bdgjklmnrtz])h', '\1', 'g'), 'cx', 'kk'),
        'h', ''), 'a?[eiy]+', 'i', 'g'), 'a?[ouw]+', 'u', 'g')), '');
