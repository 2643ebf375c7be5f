"""Fetching: from a publisher's server to an immutable snapshot, or to an honest failure that leaves the last one.

Here belongs what speaks HTTP, unpacks archives and knows a publisher's addresses and paging. What its rows mean is in
`corridorwatch.sources`. httpx and stamina are imported where a request is made: a run that fetches nothing loads
neither.
"""
