"""What a dispatcher makes of an incident: it goes on, goes back, is lost, or is given up."""

from datetime import timedelta
from typing import Any

from functions.incident.reporting import prolong
from functions.incident.schemas import Decide, Find
from logistics.domain.faults import Conflict, NotFound
from logistics.domain.ids import new_id
from logistics.domain.incident import Decision, Incident
from logistics.domain.parcel import Parcel
from logistics.domain.reasons import REASONS
from logistics.domain.states import Status, Step
from logistics.runtime.context import Context
from logistics.runtime.facts import Fact, record
from logistics.runtime.returns import start_return

_GIVEN_UP_FROM = frozenset({Status.REFUSED, Status.RETURNING})
_GOES_BACK_BECAUSE = "carrier_undelivered"  # where the question itself is no reason of a return


def decide_incident(command: Decide, ctx: Context) -> dict[str, Any]:
    """End an open question with a decision.

    resume and repack let the parcel go on, return sends it back at once, lost ends its journey, dispose lets the
    outlet that keeps it give it up. Raises NotFound INCIDENT_NOT_FOUND, Conflict INCIDENT_CLOSED and
    PARCEL_STATE_CONFLICT.
    """
    incident, parcel = _open_one(command.incident_id, ctx)
    decision = Decision(command.decision)
    if decision is Decision.DISPOSE and parcel.status not in _GIVEN_UP_FROM:
        raise Conflict(
            "PARCEL_STATE_CONFLICT", "只有拒收或退回中的包裹可以放弃处置，请先安排退回", status=parcel.status
        )
    step = Step.LOST if decision is Decision.LOST else Step.EXCEPTION_RESOLVED
    record(parcel, _said(command.note, parcel, ctx), step, ctx)
    ctx.store.incidents.close(incident.id, ctx.now, decision, ctx.actor.id)
    parcel = prolong(_again(parcel, ctx), incident, ctx.now, ctx)
    if decision is Decision.RETURN:
        reason = incident.reason if incident.reason in REASONS[Step.RETURN_STARTED] else _GOES_BACK_BECAUSE
        after_the_answer = new_id(ctx.now + timedelta(milliseconds=1))  # of two at one moment the smaller id is first
        start_return(parcel, reason, ctx, note=command.note, scan_id=after_the_answer)
    ctx.store.audit.note(ctx.actor, "decide_incident", f"incidents:{incident.id}", {"decision": str(decision)})
    after = _again(parcel, ctx)
    known = {"incident_id": incident.id, "decision": str(decision)}
    return known | {"waybill_no": after.waybill_no, "status": after.status}


def find_parcel(command: Find, ctx: Context) -> Parcel:
    """A lost parcel turned up: it is where it was before. Conflict PARCEL_STATE_CONFLICT for one that is not lost."""
    parcel = ctx.store.parcels.get(command.waybill_no, ctx.actor.scope)
    record(parcel, _said(command.note, parcel, ctx), Step.FOUND, ctx)
    return _again(parcel, ctx)


def _open_one(incident_id: str, ctx: Context) -> tuple[Incident, Parcel]:
    """The question and the parcel over which it lies, in the caller's scope."""
    incident = ctx.store.incidents.find(incident_id)
    if incident is None:
        raise NotFound("INCIDENT_NOT_FOUND", "没有找到这个问题件")
    parcel = ctx.store.parcels.get(incident.waybill_no, ctx.actor.scope)
    if parcel.overlay is None or parcel.overlay.scan_id != incident_id:
        raise Conflict("INCIDENT_CLOSED", "这个问题件已处理完毕", decision=incident.decision)
    return incident, parcel


def _said(note: str | None, parcel: Parcel, ctx: Context) -> Fact:
    return Fact(waybill_no=parcel.waybill_no, scan_id=ctx.new_id(), occurred_at=ctx.now, note=note)


def _again(parcel: Parcel, ctx: Context) -> Parcel:
    return ctx.store.parcels.get(parcel.waybill_no, ctx.actor.scope)
