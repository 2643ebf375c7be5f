-- The words of an actor's name as they are compared. `spellings` is a map of word to the word it stands for, or to
-- nothing (ref.actor_words); it reads Urdu into Latin letters too, letter names included (بی ایل اے is BLA). Letters
-- that stand alone in a row are initials and become one word; al, ul, -e-, -i- and their like between words are
-- dropped, and so is the possessive s. An Urdu plural in -on is its singular. What folding would make alike in Urdu is
-- read before it: جے and جی, آور and اور.
create or replace macro words_of_actor(written, spellings) as
    list_transform(
        list_filter(
            string_split(replace(regexp_replace(replace(array_to_string(list_transform(list_filter(
                string_split(array_to_string(list_transform(
                    string_split(fold_characters(regexp_replace(regexp_replace(regexp_replace(replace(written, '&',
                        ' and '), 'حملہ ?آور(?:وں)?', 'assailant', 'g'), '(^|[\s(])جے([\s)]|$)', '\1j\2', 'g'),
                        '[''’`´]s\b', '', 'g')), ' '),
                    lambda word: coalesce(spellings[word], spellings[regexp_extract(word, '^(.{2,})ون$', 1)], word)
                ), ' '), ' '),
                lambda word: word <> ''), lambda word: case when length(word) = 1 then '~' || word else word end
            ), ' '), ' ~', '~'), '([^~ ][^~ ])~', '\1 ~', 'g'), '~', ''), ' '),
            lambda word, place: word <> 'al' and (place = 1
                or word not in ('e', 'i', 'ul', 'el', 'ur', 'ud', 'us', 'ad', 'as', 'un', 'uz', 'ush'))
        ),
        lambda word: fold_word(word)
    );
