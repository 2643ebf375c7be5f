"""What every descriptor, and the site, say of the whole: its name, what it is about, and who makes it."""

NAME = "corridorwatch"
TITLE = "Political violence in Balochistan and the sites of the China-Pakistan Economic Corridor"
DESCRIPTION = (
    "Documented incidents of political violence in Balochistan, Pakistan, with every casualty figure as the claim of"
    " whoever gave it and the page it was read on; casualties by week and district, with weeks of which nothing is"
    " known kept apart from weeks without incidents; and how near incidents were to the sites of the China-Pakistan"
    " Economic Corridor, with the uncertainty of both places. Sources are never added together. An empty cell is an"
    " unknown figure, never a zero."
)
KEYWORDS = (
    "Balochistan",
    "China-Pakistan Economic Corridor",
    "CPEC",
    "Pakistan",
    "armed conflict",
    "casualty recording",
    "political violence",
)
CREATOR = "The corridorwatch authors"
PLACE = "Balochistan, Pakistan"
BOX = (24.5, 60.5, 32.5, 70.5)
"""A rectangle around the province: south, west, north, east, in degrees, rounded outward to half a degree."""
