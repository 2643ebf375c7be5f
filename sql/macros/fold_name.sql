-- A name as it is compared: lower case, no accents, no punctuation, no "district" and the like around it.
-- Two spellings are the same name when they fold alike. Arabic script keeps its letters.
create or replace macro fold_name(written) as
    nullif(trim(regexp_replace(
        regexp_replace(
            trim(regexp_replace(lower(strip_accents(nfc_normalize(written))), '[^a-z0-9\x{0600}-\x{06FF}]+', ' ', 'g')),
            '^(district|tehsil|town of|city of) | (district|distt|tehsil|town|city|province|division)$', '', 'g'
        ),
        '\s+', ' ', 'g'
    )), '');
