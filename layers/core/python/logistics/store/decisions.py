"""Who was given a pickup, and why: each choice with everybody who was considered for it."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from logistics.domain.dispatch import Bar, Candidate, Weighed
from logistics.domain.ids import new_id

if TYPE_CHECKING:
    from logistics.store.mongo import Row, Unit

_MOST_KEPT = 30  # considered couriers per decision, the best first


@dataclass(frozen=True)
class Decision:
    """`courier_id` is None when nobody was free; `reason` is what the person who decided said about it.

    `weighed` is empty when a person decided.
    """

    waybill_no: str
    at: datetime
    decided_by: str
    courier_id: str | None
    radius_m: int = 0
    weighed: tuple[Weighed, ...] = ()
    reason: str | None = None


class Decisions:
    """Rows: {_id, waybill_no, at, decided_by, courier_id, reason, radius_m, weighed}; they expire after half a year."""

    def __init__(self, unit: "Unit") -> None:
        self._unit, self._rows = unit, unit.db["decisions"]

    def add(self, decision: Decision) -> None:
        """Part of the transaction that carries the decision out."""
        row = {
            "_id": new_id(decision.at),
            "waybill_no": decision.waybill_no,
            "at": decision.at,
            "decided_by": decision.decided_by,
            "courier_id": decision.courier_id,
            "reason": decision.reason,
            "radius_m": decision.radius_m,
            "weighed": [_row(each) for each in decision.weighed[:_MOST_KEPT]],
        }
        self._rows.insert_one(row, session=self._unit.session)

    def of(self, waybill_no: str, limit: int = 50) -> list[Decision]:
        """The decisions about a waybill, the latest first."""
        rows = self._rows.find({"waybill_no": waybill_no}, session=self._unit.session).sort("_id", -1).limit(limit)
        return [_decision(row) for row in rows]


def _row(weighed: Weighed) -> "Row":
    one = weighed.candidate
    return {
        "courier_id": one.courier_id,
        "distance_m": one.distance_m,
        "added_m": one.added_m,
        "open_tasks": one.open_tasks,
        "capacity": one.capacity,
        "cost_m": weighed.cost_m,
        "why_not": weighed.why_not,
    }


def _decision(row: "Row") -> Decision:
    """A row without reasons was written by an older release."""
    weighed = tuple(_weighed(each) for each in row["weighed"])
    head = (row["waybill_no"], row["at"], row["decided_by"], row["courier_id"], row["radius_m"])
    return Decision(*head, weighed, row.get("reason"))


def _weighed(row: "Row") -> Weighed:
    why_not = Bar(row["why_not"]) if row.get("why_not") else None
    barred = None if why_not in (Bar.FULL, Bar.DECLINED) else why_not
    one = Candidate(
        row["courier_id"], row["distance_m"], row["open_tasks"], row["capacity"], barred, row.get("added_m")
    )
    return Weighed(one, row["cost_m"], why_not)
