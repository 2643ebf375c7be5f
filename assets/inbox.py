"""The inbox: claims that were dropped as files, before the ledger is read."""

import dagster as dg

from assets.resources import Clock, Store
from corridorwatch.claims.inbox import take_in

INBOX_KEY = dg.AssetKey(["snapshots", "claims_inbox"])


@dg.asset(
    key=INBOX_KEY,
    group_name="snapshots",
    kinds={"csv"},
    description="Files of new claims in the inbox folder: judged, kept as snapshots, appended to the ledger, moved.",
    check_specs=[
        dg.AssetCheckSpec(
            "every_claim_is_taken", asset=INBOX_KEY, description="Every file is read, every row accepted."
        )
    ],
)
def claims_inbox(store: Store, clock: Clock) -> dg.MaterializeResult:
    """Take in what lies in the inbox."""
    settings = store.settings
    taken = take_in(settings.inbox, settings.reference, store.snapshots, clock.moment, clock.today)
    problems = [f"{file.file} stays in the inbox: {file.problem}" for file in taken if file.problem]
    problems += [sentence for file in taken for sentence in file.refused]
    added = sum(len(file.added) for file in taken)
    return dg.MaterializeResult(
        metadata={
            "outcome": f"success, {added} claims from {len(taken)} files" if taken else "success",
            "files": len(taken),
            "added": added,
        },
        check_results=[
            dg.AssetCheckResult(
                check_name="every_claim_is_taken",
                passed=not problems,
                severity=dg.AssetCheckSeverity.WARN,
                description="\n  ".join(["the inbox:", *problems[:20]]) if problems else None,
            )
        ],
    )
