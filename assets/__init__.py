"""The Dagster assets, in the order data flows: snapshots, raw and SQL models, site, release.

Bodies of a few lines: what they do is in `corridorwatch` and in `sql/`.
"""
