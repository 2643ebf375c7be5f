-- description: The closed lists: code, wording and definition.
select vocabulary, code, label, definition from ref.vocabularies order by vocabulary, code
