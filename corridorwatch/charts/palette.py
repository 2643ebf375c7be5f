"""Colours and wording of the closed lists that charts draw, the same in every figure and page.

The four sides and the claimants keep apart for readers with any of the common colour-vision deficiencies and in grey
print: blue, vermilion and bluish green are Okabe and Ito's (2008), darkened or lightened for contrast with the paper.
Figures are written in the light theme's colours; `DARK` says what each becomes on a dark page.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Side:
    """A side of the victim: code in the tables, wording, colour on light paper."""

    code: str
    label: str
    colour: str


SIDES = (
    Side("security", "Security forces", "#1f5a9e"),
    Side("civilian", "Civilians", "#d3540a"),
    Side("militant", "Militants", "#2c9c7d"),
    Side("unknown", "Side not said", "#9b9a96"),
)
"""In the order in which they are stacked, from the axis outwards."""

INK = "#1c1b19"
MUTED = "#5f5c56"
GRID = "#e3dfd6"
PAPER = "#fffdf8"
BAND = "#b9892f"
SILENT = "#c9c4b8"

STATE_VOICE = "#26241f"
ARMED_VOICE = "#a3195b"
OTHER_VOICE = "#77736b"

PUBLISHERS = {
    "ucdp": "#4a4e9c",
    "picss": "#b5541c",
    "pips": "#2f7f78",
    "crss": "#8a3f7d",
    "satp": "#7d6c12",
    "home_department": "#4d5a63",
}
"""Organisation that publishes totals -> colour; the others are drawn in `OTHER_VOICE`."""

DARK = {
    "#1f5a9e": "#6fa8ea",
    "#d3540a": "#ff9455",
    "#2c9c7d": "#5fcfae",
    "#9b9a96": "#8d8f94",
    INK: "#ece9e2",
    MUTED: "#aaa69d",
    GRID: "#34373d",
    PAPER: "#17191d",
    BAND: "#d9ab55",
    SILENT: "#565a61",
    STATE_VOICE: "#f1eee7",
    ARMED_VOICE: "#ff7db3",
    OTHER_VOICE: "#a09c93",
    "#4a4e9c": "#9aa0f2",
    "#b5541c": "#f0975f",
    "#2f7f78": "#63c2b8",
    "#8a3f7d": "#db8fcd",
    "#7d6c12": "#cdb94f",
    "#4d5a63": "#a9b8c2",
}
"""Light colour -> dark colour."""

STATUS_LABELS = {
    status: status.replace("_", " ")
    for status in ("reported", "reported_zero", "not_covered", "source_down", "provisional", "cut_short")
}
"""The words of the tables and files, as pages print them; what they mean is on the methods page."""

VOICES = {
    "state": ("State and military", STATE_VOICE),
    "militant": ("Armed group", ARMED_VOICE),
    "media": ("Media", OTHER_VOICE),
    "hospital": ("Hospital", OTHER_VOICE),
    "rights_group": ("Rights group", OTHER_VOICE),
    "witness": ("Witness", OTHER_VOICE),
    "other": ("Other", OTHER_VOICE),
}
"""Claimant side -> wording and colour."""
