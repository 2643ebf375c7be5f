-- Whether a text is an abbreviation by its looks: one word of 2 to 10 letters, two of them capitals at least (LeJ,
-- BNP-M), or names of letters in Urdu alone.
create or replace macro is_abbreviation(text) as
    coalesce(length(text) <= 10 and regexp_matches(text, '^[A-Za-z.-]*[A-Z][A-Za-z.-]*[A-Z][A-Za-z.-]*$')
        or regexp_matches(text,
            '^(?:(?:اے|بی|سی|ڈی|ای|ایف|جی|ایچ|آئی|جے|کے|ایل|ایم|این|او|پی|کیو|آر|ایس|ٹی|یو|وی|ڈبلیو|ایکس|وائی|زیڈ)\s*){2,}$'), false);
