"""The static site: pages, figures, their tables and CSV files, from the published tables alone.

Works from a disk and over http, with no network: one shared Plotly file, one data script per page, no inline script.
"""
