"""What people mended in a reading, as counts: which kinds of text the parser should learn next."""

from datetime import timedelta
from typing import Any

from functions.parse_address.schemas import ListCorrections, RecordCorrection
from logistics.domain.shanghai import business_day
from logistics.runtime.context import Context
from logistics.runtime.limiting import spend

_CORRECTIONS_AN_HOUR = 120


def record_correction(command: RecordCorrection, ctx: Context) -> None:
    """Count the mended fields under today; neither what stood there nor who mended it is kept.

    Raises Forbidden ADDRESSES_EXCEEDED.
    """
    spend("corrections", _CORRECTIONS_AN_HOUR, ctx)
    ctx.store.parse_corrections.count(business_day(ctx.now), command.source, set(command.fields), command.kind)


def list_corrections(command: ListCorrections, ctx: Context) -> dict[str, Any]:
    """The counts of the last days, the newest day and the largest count first."""
    since = business_day(ctx.now - timedelta(days=command.days - 1))
    return {"corrections": ctx.store.parse_corrections.since(since)}
