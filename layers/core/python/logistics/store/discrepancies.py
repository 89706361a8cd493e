"""Differences of cash at rest: one row a difference, with what was proposed and who approved it."""

from typing import TYPE_CHECKING

from logistics.domain.custody import Discrepancy, DiscrepancyState, Kind, Proposal, Resolution
from logistics.domain.faults import Conflict, NotFound
from logistics.domain.roles import EVERYTHING, Scope
from logistics.store.cash_counts import page
from logistics.store.staff import within

if TYPE_CHECKING:
    from logistics.store.mongo import Row, Unit

_UNRESOLVED = {"state": {"$in": [str(DiscrepancyState.OPEN), str(DiscrepancyState.PROPOSED)]}}


class Discrepancies:
    """Rows: {_id, kind, subject_id, outlet_id, holder, expected_fen, found_fen, difference_fen, waybill_nos,
    opened_by, at, state, proposal: {id, resolution, amount_fen, note, by, at}, approved_by, resolved_at}."""

    def __init__(self, unit: "Unit") -> None:
        self._unit, self._rows = unit, unit.db["discrepancies"]

    def add(self, discrepancy: Discrepancy) -> None:
        """A new difference."""
        self._rows.insert_one(_to_row(discrepancy), session=self._unit.session)

    def get(self, discrepancy_id: str, scope: Scope = EVERYTHING) -> Discrepancy:
        """A difference; NotFound DISCREPANCY_NOT_FOUND also beyond the scope."""
        row = self._rows.find_one({"_id": discrepancy_id} | within(scope), session=self._unit.session)
        if row is None:
            raise NotFound("DISCREPANCY_NOT_FOUND", "没有找到这条差异")
        return _from_row(row)

    def unresolved_of(self, holder: str) -> list[Discrepancy]:
        """What still waits for finance and is about this courier's or outlet's cash, the oldest first."""
        rows = self._rows.find({"holder": holder} | _UNRESOLVED, session=self._unit.session)
        return [_from_row(row) for row in rows.sort("_id", 1)]

    def listed(
        self, scope: Scope = EVERYTHING, unresolved: bool = True, before: str = "", limit: int = 50
    ) -> list[Discrepancy]:
        """Differences, the latest first, from before an id on."""
        match: Row = _UNRESOLVED if unresolved else {}
        return [_from_row(row) for row in page(self._rows, self._unit, match | within(scope), before, limit)]

    def save(self, before: Discrepancy, after: Discrepancy) -> None:
        """Write what changed, unless someone else did since it was read (Conflict DISCREPANCY_CHANGED)."""
        proposal = before.proposal.id if before.proposal else None
        was: Row = {"_id": before.id, "state": str(before.state)}
        was |= {"proposal.id": proposal} if proposal else {"proposal": None}
        change = {"$set": _to_row(after)}
        if not self._rows.update_one(was, change, session=self._unit.session).matched_count:
            raise Conflict("DISCREPANCY_CHANGED", "该差异刚刚有更新，请刷新后再试")


def _to_row(each: Discrepancy) -> "Row":
    row: Row = {name: value for name, value in vars(each).items() if name != "id"} | {"_id": each.id}
    row |= {"kind": str(each.kind), "state": str(each.state), "waybill_nos": list(each.waybill_nos)}
    proposal = each.proposal
    row["proposal"] = vars(proposal) | {"resolution": str(proposal.resolution)} if proposal else None
    return row | {"difference_fen": each.difference_fen}


def _from_row(row: "Row") -> Discrepancy:
    proposal = row["proposal"]
    return Discrepancy(
        row["_id"],
        Kind(row["kind"]),
        row["subject_id"],
        row["outlet_id"],
        row["holder"],
        row["expected_fen"],
        row["found_fen"],
        tuple(row["waybill_nos"]),
        row["opened_by"],
        row["at"],
        DiscrepancyState(row["state"]),
        Proposal(**proposal | {"resolution": Resolution(proposal["resolution"])}) if proposal else None,
        row["approved_by"],
        row["resolved_at"],
    )
