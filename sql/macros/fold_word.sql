-- One word of an actor's name as it is compared. Words of five letters and more lose what transliteration adds:
-- doubled letters, ee for i, oo and ou for u, q for k, w for v, ph for f, a last h, and a plural s (six letters and
-- more). Single vowels stay, or Reuters were rioters. Shorter words are kept: BRAS is not BRA, armies are not an army.
create or replace macro fold_word(word) as
    case when length(word) < 5 or regexp_matches(word, '[^a-z]') then word
        else regexp_replace(fold_doubles(translate(replace(replace(replace(replace(
            case when length(word) >= 6 and word[-1] = 's' and word[-2] <> 's' then word[:-2] else word end, 'ph',
                'f'), 'ee', 'i'), 'oo', 'u'), 'ou', 'u'), 'qw', 'kv')), 'ah$', 'a')
    end;
