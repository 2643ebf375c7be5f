-- The same counts added up over rows, what is unknown counted as nothing: two ways of cutting the same events agree in
-- it.
create or replace macro summed_counts(counts) as {
    'killed_best': coalesce(sum(struct_extract(counts, 'killed_best')), 0)::bigint,
    'killed_low': coalesce(sum(struct_extract(counts, 'killed_low')), 0)::bigint,
    'killed_high': coalesce(sum(struct_extract(counts, 'killed_high')), 0)::bigint,
    'killed_security': coalesce(sum(struct_extract(counts, 'killed_security')), 0)::bigint,
    'killed_civilian': coalesce(sum(struct_extract(counts, 'killed_civilian')), 0)::bigint,
    'killed_militant': coalesce(sum(struct_extract(counts, 'killed_militant')), 0)::bigint,
    'killed_unknown': coalesce(sum(struct_extract(counts, 'killed_unknown')), 0)::bigint,
    'injured_best': coalesce(sum(struct_extract(counts, 'injured_best')), 0)::bigint
};
