-- description: The named roads and railways to draw.
select line_id, name, kind, ways from ref.named_lines order by kind, line_id
