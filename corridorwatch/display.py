"""Text of strangers as it may be shown: short enough to read, and without characters that move the text around it."""

import re

LONGEST = 2_000
"""The most characters of one text that a page, a chart or a terminal shows; the tables hold the whole."""

_MOVERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Control characters (a terminal would obey some), and the marks that reverse or embed the direction of what follows.

Right-to-left letters keep their direction without them.
"""


def readable(text: str) -> str:
    """The text as shown: each mover becomes the replacement character, what is too long ends with its length."""
    shown = _MOVERS.sub("\ufffd", text)
    return shown if len(shown) <= LONGEST else f"{shown[:LONGEST]}… ({len(shown):,} characters)"
