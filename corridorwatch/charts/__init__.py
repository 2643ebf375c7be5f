"""Figures: pure functions of a Polars frame that return a Plotly figure.

A figure shows what its frame holds and nothing else: the page prints the same frame as a table and as CSV. A null is
left out, never drawn as a zero; what nobody covered is hatched. Nothing here reads a database, a clock or a file.
"""

from corridorwatch.charts.accounts import claims_gap, toll_growth
from corridorwatch.charts.bars import actors_ranked, sites_ranked
from corridorwatch.charts.claims import claims_timeline, panels
from corridorwatch.charts.monthly import monthly_by_class
from corridorwatch.charts.near_site import weekly_near_site
from corridorwatch.charts.palette import SIDES
from corridorwatch.charts.theme import SAMPLE_SENTENCE
from corridorwatch.charts.weekly import weekly_by_side

__all__ = [
    "SAMPLE_SENTENCE",
    "SIDES",
    "actors_ranked",
    "claims_gap",
    "claims_timeline",
    "monthly_by_class",
    "panels",
    "sites_ranked",
    "toll_growth",
    "weekly_by_side",
    "weekly_near_site",
]
