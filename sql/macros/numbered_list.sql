-- The texts of a list with their places in it, from 1: what unnest would give in no certain order.
create or replace macro numbered_list(texts) as
    list_transform(texts, lambda each, place: {'place': place, 'written': each});
