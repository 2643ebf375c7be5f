-- The dead by side in a row of `counts`, and the injured beside them, as a list to unnest: one measure each.
create or replace macro people_by_measure(counts, injured) as [
    {'measure': 'killed_security', 'people': struct_extract(counts, 'killed_security')},
    {'measure': 'killed_civilian', 'people': struct_extract(counts, 'killed_civilian')},
    {'measure': 'killed_militant', 'people': struct_extract(counts, 'killed_militant')},
    {'measure': 'killed_unknown', 'people': struct_extract(counts, 'killed_unknown')},
    {'measure': 'injured_best', 'people': injured}
];
