-- Whether a cell says nothing: it is empty, holds only punctuation, or one of the words that tables write for what is
-- not known.
create or replace macro is_not_said(written) as
    coalesce(trim(written), '') in ('', '-', '-9', '-99')
    or fold_characters(written) in (
        '', 'na', 'n a', 'nan', 'nil', 'null', 'none', 'unknown', 'unkown', 'unknow', 'unk', 'unknown province',
        'province unknown', 'unknown country',
        'country unknown', 'unknown district', 'unknown location', 'unknown place', 'not known', 'not named',
        'not stated', 'not specified', 'not given',
        'not available', 'not applicable', 'not reported', 'not recorded', 'not clear', 'unclear', 'unspecified',
        'unidentified', 'undisclosed', 'missing',
        'blank', 'tbd', 'no data', 'no province', 'no country', 'نامعلوم', 'معلوم نہیں'
    );
