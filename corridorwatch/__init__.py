"""corridorwatch: political violence in Balochistan and the sites of the China-Pakistan Economic Corridor.

The domain library. Plain Python: it imports no orchestrator (a test holds it to that).
"""

from importlib.metadata import version

__version__ = version("corridorwatch")
