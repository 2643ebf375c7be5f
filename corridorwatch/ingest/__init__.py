"""Ingest: what all sources have in common, from a server or a file to rows in `raw`.

Here belongs HTTP, downloads, archives, tables of any kind as text, rules of cells and rows, and the bookkeeping of what
was received and refused. What one publisher's rows mean is in its folder of `corridorwatch.sources`, which imports from
here; nothing here imports from there. httpx and stamina are imported where a request is made.
"""
