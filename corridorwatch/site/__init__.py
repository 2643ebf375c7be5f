"""The static site: pages, figures, their tables and CSV files, from the published tables alone.

Works from a disk and over http, with no network: one shared Plotly file, one data script per page, no inline script.
"""

from corridorwatch.site.build import build_site
from corridorwatch.site.kept import publish_site
from corridorwatch.site.writer import SiteReport

__all__ = ["SiteReport", "build_site", "publish_site"]
