"""Figures: pure functions of a Polars frame that return a figure as Plotly writes it in JSON: a mapping.

A figure shows what its frame holds and nothing else: the page prints the same frame as a table and as CSV. A null is
left out, never drawn as a zero; what nobody covered is hatched. Nothing here reads a database, a clock or a file.
"""

from corridorwatch.charts.accounts import claims_gap, toll_growth
from corridorwatch.charts.bars import actors_ranked
from corridorwatch.charts.claims import claims_timeline, panels
from corridorwatch.charts.exposure import exposure_by_month, sites_ranked
from corridorwatch.charts.monthly import monthly_by_class
from corridorwatch.charts.palette import SIDES
from corridorwatch.charts.strips import corridor_strips
from corridorwatch.charts.theme import SAMPLE_SENTENCE
from corridorwatch.charts.totals import totals_by_publisher
from corridorwatch.charts.trend import yearly_trend
from corridorwatch.charts.weekly import weekly_by_side

__all__ = [
    "SAMPLE_SENTENCE",
    "SIDES",
    "actors_ranked",
    "claims_gap",
    "claims_timeline",
    "corridor_strips",
    "exposure_by_month",
    "monthly_by_class",
    "panels",
    "sites_ranked",
    "toll_growth",
    "totals_by_publisher",
    "weekly_by_side",
    "yearly_trend",
]
