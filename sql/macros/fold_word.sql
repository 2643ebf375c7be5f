-- One word of an actor's name as it is compared. Words of five letters and more lose what transliteration adds: doubled letters, a plural s (six letters
-- and more), e for i, o for u, q for k, w for v, y for i, ph for f, a last h. Shorter ones are kept: BRAS is not BRA, an army is not the army's plural.
create or replace macro fold_word(word) as
    case when length(word) < 5 or regexp_matches(word, '[^a-z]') then word
        else regexp_replace(fold_doubles(translate(replace(
            case when length(word) >= 6 and word[-1] = 's' and word[-2] <> 's' then word[:-2] else word end, 'ph', 'f'), 'eoqwy', 'iukvi')), 'ah$', 'a')
    end;
