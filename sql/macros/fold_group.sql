-- An actor's name as it is compared: as fold_name, but letters stay doubled, for initials would run together
-- otherwise: BLA-A is not BLA.
create or replace macro fold_group(written) as
    nullif(regexp_replace(regexp_replace(regexp_replace(replace(fold_each_word(written), ' ', ''), 'e{2,}', 'i', 'g'),
        'o{2,}', 'u', 'g'), 'ah+$', 'a'), '');
