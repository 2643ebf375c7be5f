-- Whether a figure counts its whole group of victims: it names no part of it, or names an armed group's own fighters,
-- which are all the militants that group can speak of.
create or replace macro counts_whole_group(victim_subgroup) as
    victim_subgroup is null or victim_subgroup = 'own_fighters';
