"""When jobs run."""

import dagster as dg

from corridorwatch.config import load_settings
from pipelines.jobs import nightly

nightly_schedule = dg.ScheduleDefinition(
    name="nightly",
    job=nightly,
    cron_schedule="0 2 * * *",
    execution_timezone=load_settings().timezone,
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="Every night at 02:00 in Pakistan.",
)
