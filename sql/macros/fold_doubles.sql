-- No letter twice in a row.
create or replace macro fold_doubles(letters) as
    array_to_string(list_transform(
        regexp_extract_all(
            letters,
            'a+|b+|c+|d+|e+|f+|g+|h+|i+|j+|k+|l+|m+|n+|o+|p+|q+|r+|s+|t+|u+|v+|w+|x+|y+|z+|A+|S+|C+|Z+|ا+|ب+|ت+|د+|ر+|س+|ک+|ل+|م+|ن+|و+|ہ+|ی+|.'
        ),
        lambda run: run[1]
    ), '');
