-- Whether a text names the province itself and nothing in it. One plain pattern and not fold_name: it stands in conditions read once per record.
create or replace macro is_balochistan(written) as
    regexp_full_match(lower(trim(written)), '(?:province of )?bal[ou]chistan(?: province)?|(?:صوبہ )?بلوچستان');
