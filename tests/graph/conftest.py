"""What several tests of the graph begin from."""

from pathlib import Path

import pytest

from tests.nights import night_of_two_incidents
from tests.once import once


@pytest.fixture(scope="session")
def yesterday(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the data of one night that went well, and the reference tables it read."""
    return once(tmp_path_factory, "yesterday", night_of_two_incidents)
