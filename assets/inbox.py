"""The inbox: claims that were dropped as files, before the ledger is read."""

import dagster as dg

from assets.checks import verdict
from assets.resources import Clock, Store, Warehouse
from corridorwatch.claims.inbox import take_in
from corridorwatch.sources.ledger import entered
from corridorwatch.sources.ledger import parse as ledger
from corridorwatch.sources.reference import embedded

INBOX_KEY = dg.AssetKey(["snapshots", "claims_inbox"])


@dg.asset(
    key=INBOX_KEY,
    group_name="snapshots",
    kinds={"csv"},
    description="Files of new claims in the inbox folder: judged, kept as snapshots, added to what was entered, moved.",
    check_specs=[
        dg.AssetCheckSpec(
            "every_claim_is_taken", asset=INBOX_KEY, description="Every file is read, every row accepted."
        )
    ],
)
def claims_inbox(store: Store, clock: Clock, warehouse: Warehouse) -> dg.MaterializeResult:
    """Take in what lies in the inbox."""
    settings = store.settings
    # New claims are numbered after what is there: into a ledger that lost rows none is written.
    for source in (ledger.SOURCE_ID, entered.SOURCE_ID):
        embedded.hold(store.snapshots, settings.facts, source, clock.today, warehouse.connection)
    taken = take_in(
        settings.inbox, settings.facts, store.snapshots, clock.moment, clock.today, settings.entering.settle_seconds
    )
    problems = [f"{file.file} stays in the inbox: {file.problem}" for file in taken if file.problem]
    problems += [sentence for file in taken for sentence in file.refused]
    stay = sum(bool(file.problem) for file in taken)
    added = sum(len(file.added) for file in taken)
    more = [f"and {len(problems) - 20} more; refused rows are in {settings.inbox / 'refused'}"] if problems[20:] else []
    return dg.MaterializeResult(
        metadata={
            "outcome": f"success, {added} claims from {len(taken) - stay} files, {stay} stay" if taken else "success",
            "files": len(taken),
            "stay": stay,
            "added": added,
        },
        check_results=[
            verdict(INBOX_KEY, "every_claim_is_taken", ["the inbox:", *problems[:20], *more] if problems else ())
        ],
    )
