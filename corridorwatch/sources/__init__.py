"""Sources: one folder each, which says what its files must look like, how they are got, and how they become rows.

What they have in common is in `corridorwatch.ingest`.
"""
