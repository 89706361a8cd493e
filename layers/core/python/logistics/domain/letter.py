"""An event under way: what is written in the outbox and what travels to the consumers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from logistics.domain.ids import new_id

if TYPE_CHECKING:
    from logistics.domain.event import Event


@dataclass(frozen=True)
class Letter:
    """One event as it travels: `id` is remembered by whoever handles it, `waybill_no` is its ordering group."""

    id: str
    type: str
    waybill_no: str
    occurred_at: datetime
    data: Mapping[str, Any]


def letter(event: "Event", now: datetime) -> Letter:
    """A new letter for an event that happened now."""
    from logistics.domain.events import to_data  # many classes, which a call that tells nothing need not load

    return Letter(new_id(now), type(event).__name__, event.waybill_no, now, to_data(event))
