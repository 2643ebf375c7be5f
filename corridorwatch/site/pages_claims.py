"""The page of accounts: how far the two sides are apart, and how much first tolls grow."""

from corridorwatch.charts import claims_gap, toll_growth
from corridorwatch.site.context import Site


def write_accounts(site: Site) -> None:
    """Write `accounts.html`."""
    reader = site.reader
    gallery = site.gallery("accounts")
    gap_frame, growth_frame = reader.figure("claims_gap"), reader.figure("toll_growth")
    gap = growth = None
    if not gap_frame.is_empty():
        gap = gallery.add(
            reader.figures["claims_gap"],
            gap_frame,
            claims_gap,
            through=max(*gap_frame["state_said_on"], *gap_frame["armed_said_on"]),
        )
    if not growth_frame.drop_nulls("median").is_empty():
        growth = gallery.add(reader.figures["toll_growth"], growth_frame, toll_growth, cited_by="growth-cited")
    site.page(
        "accounts.html",
        "accounts.html.j2",
        title="By whose account",
        gallery=gallery,
        gap=gap,
        growth=growth,
        scores=reader.rows("growth_scores"),
        arrivals=reader.rows("week_arrivals"),
        filling=reader.rows("weeks_still_filling"),
    )
