"""The checks of what came in: what was found says itself, in lines, and nothing found is a check that holds."""

from collections.abc import Sequence

import dagster as dg

NO_ROW_IS_REFUSED = "no_row_is_refused"


def refusals_spec(key: dg.AssetKey) -> dg.AssetCheckSpec:
    """The check that a table's rows all keep the rules."""
    return dg.AssetCheckSpec(NO_ROW_IS_REFUSED, asset=key, description="Every row keeps the rules of its columns.")


def verdict(
    key: dg.AssetKey, check: str, found: str | Sequence[str], *, stops: bool = False, **metadata: int
) -> dg.AssetCheckResult:
    """Whether a check holds: it does where nothing was found.

    Args:
        found: what breaks the rule, in words; a warning, unless it `stops` the run.
    """
    lines = [found] if isinstance(found, str) and found else list(found)
    return dg.AssetCheckResult(
        asset_key=key,
        check_name=check,
        passed=not lines,
        severity=dg.AssetCheckSeverity.ERROR if stops else dg.AssetCheckSeverity.WARN,
        description="\n  ".join(lines) or None,
        metadata=metadata or None,
    )
