-- The deaths that a refused row states, as far as its figure is one: the one definition for what `add` prints and for
-- core.exclusions. Of a record as the quarantine keeps it (JSON): its total under whatever name its source has, else
-- the sum of its sides. Blanks and separators of thousands are let go (`1,024`), a share of a toll is rounded, what is
-- below zero or no number (`12x`, `4-6`) states nothing.
create or replace macro stated_toll_in(record) as
    coalesce(
        stated_figure(record ->> 'killed_total'), stated_figure(record ->> 'best'),
        stated_figure(record ->> 'fatalities'), stated_figure(record ->> 'nkill'),
        stated_sum(
            stated_figure(record ->> 'killed_security'), stated_figure(record ->> 'killed_civilian'),
            stated_figure(record ->> 'killed_militant'), stated_figure(record ->> 'killed_unknown')
        )
    );
