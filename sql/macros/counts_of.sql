-- The eight counts of people beside the number of events in a row of `counts`, to compare whole rows by.
create or replace macro counts_of(counts) as {
    'killed_best': struct_extract(counts, 'killed_best'),
    'killed_low': struct_extract(counts, 'killed_low'),
    'killed_high': struct_extract(counts, 'killed_high'),
    'killed_security': struct_extract(counts, 'killed_security'),
    'killed_civilian': struct_extract(counts, 'killed_civilian'),
    'killed_militant': struct_extract(counts, 'killed_militant'),
    'killed_unknown': struct_extract(counts, 'killed_unknown'),
    'injured_best': struct_extract(counts, 'injured_best')
};
