"""Questions about a parcel: asked by whoever sees something, and seen by those who must answer."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from functions.incident.schemas import OPEN, Changed, GetIncident, ListIncidents
from logistics.domain.changing import changed
from logistics.domain.faults import Conflict, NotFound
from logistics.domain.incident import Incident, due_at, prolongs
from logistics.domain.parcel import Parcel
from logistics.domain.reasons import reason_text
from logistics.domain.states import Step
from logistics.domain.timeline import Overlay
from logistics.runtime.context import Context
from logistics.runtime.facts import Fact, record


@dataclass(frozen=True)
class Listed:
    """An incident as the desk sees it now."""

    incident: Incident
    now: datetime

    @property
    def reason_label(self) -> str:
        return reason_text(Step.EXCEPTION_OPENED, self.incident.reason)

    @property
    def overdue(self) -> bool:
        return self.incident.overdue(self.now)


def open_incident(command: Fact, ctx: Context) -> dict[str, Any]:
    """Say that something is wrong with a parcel; a second question while one is open is kept and flagged, and joins it.

    Raises Conflict PROOF_UNCHECKED for a picture that the caller did not upload for this parcel.
    """
    parcel = ctx.store.parcels.get(command.waybill_no, ctx.actor.scope)
    own = {proof.key for proof in parcel.proofs if proof.owner_id == ctx.actor.id}
    if unchecked := [key for key in command.evidence if key not in own]:
        raise Conflict("PROOF_UNCHECKED", "凭证文件尚未确认，请先上传并确认", keys=unchecked)
    asked = record(parcel, command, Step.EXCEPTION_OPENED, ctx)
    keep_in_line(Changed(command.waybill_no), ctx)  # at once, so that whoever asked may see it in the queue
    overlay = ctx.store.parcels.get(command.waybill_no, ctx.actor.scope).overlay
    return asdict(asked) | {"applied": asked.applied, "incident_id": overlay.scan_id if overlay else None}


def list_incidents(command: ListIncidents, ctx: Context) -> dict[str, Any]:
    """The queue: open questions by when they are due, or closed ones the latest first, in the caller's scope."""
    is_open, incidents = command.state == OPEN, ctx.store.incidents
    found = incidents.listed(ctx.actor.scope, is_open, command.before, command.limit + 1, command.reason)
    shown = found[: command.limit]
    reply: dict[str, Any] = {
        "incidents": [Listed(each, ctx.now) for each in shown],
        "overdue": incidents.count_overdue(ctx.actor.scope, ctx.now),
    }
    return reply | ({"next": _cursor(shown[-1], is_open)} if len(found) > command.limit else {})


def get_incident(command: GetIncident, ctx: Context) -> Listed:
    """One question, open or closed; NotFound INCIDENT_NOT_FOUND, PARCEL_NOT_FOUND outside of the caller's scope."""
    incident = ctx.store.incidents.find(command.incident_id)
    if incident is None:
        raise NotFound("INCIDENT_NOT_FOUND", "没有找到这个问题件")
    ctx.store.parcels.get(incident.waybill_no, ctx.actor.scope)
    return Listed(incident, ctx.now)


def keep_in_line(command: Changed, ctx: Context) -> None:
    """Bring the rows of a parcel's questions in line with the parcel, whichever event told of it and in what order.

    The overlay says what is open. A question that ended lets the promise wait for as long as it lay open, unless the
    carrier was at fault.
    """
    parcel = ctx.store.parcels.find(command.waybill_no)
    if parcel is None:
        return
    overlay = parcel.overlay
    if overlay:
        parcel = _open(parcel, overlay, ctx)
    for each in ctx.store.incidents.open_of(parcel.waybill_no):
        if not overlay or overlay.scan_id != each.id:
            parcel = _end(parcel, each, ctx)


def _open(parcel: Parcel, overlay: Overlay, ctx: Context) -> Parcel:
    """The question's row; one whose end was undone is open again, and its promise does not wait until it ends."""
    scan = next((each for each in ctx.store.scans.of(parcel.waybill_no) if each.id == overlay.scan_id), None)
    if scan is None:
        return parcel
    known = ctx.store.incidents.find(scan.id)
    if known and not known.open:
        ctx.store.incidents.reopen(scan.id)
        return _grant(parcel, known, 0, ctx)
    ctx.store.incidents.add(
        Incident(
            scan.id,
            parcel.waybill_no,
            parcel.outlet_ids,
            overlay.reason,
            overlay.fault_party,
            scan.actor_id,
            scan.actor_role,
            scan.happened_at,
            due_at(overlay.reason, scan.received_at),
            scan.note,
            scan.evidence,
        )
    )
    return parcel


def _end(parcel: Parcel, incident: Incident, ctx: Context) -> Parcel:
    ended = parcel.last_scan_at or ctx.now
    return prolong(parcel, incident, ended, ctx) if ctx.store.incidents.close(incident.id, ended) else parcel


def prolong(parcel: Parcel, incident: Incident, ended: datetime, ctx: Context) -> Parcel:
    """The promise, later by the time that the question lay open, where that was nobody's fault among us."""
    open_s = int((ended - incident.opened_at).total_seconds())
    return _grant(parcel, incident, max(open_s, incident.granted_s), ctx)


def _grant(parcel: Parcel, incident: Incident, granted_s: int, ctx: Context) -> Parcel:
    """The promise with so much time in all for one question: 0 takes back what it had been given."""
    more_s = granted_s - incident.granted_s
    if parcel.promised_at is None or not prolongs(incident.fault_party) or more_s == 0:
        return parcel
    ctx.store.incidents.grant(incident.id, granted_s)
    promised_at = parcel.promised_at + timedelta(seconds=more_s)
    return ctx.store.parcels.save(parcel, changed(parcel, promised_at=promised_at))


def _cursor(incident: Incident, is_open: bool) -> str:
    at = incident.due_at if is_open else incident.closed_at
    return f"{int(at.timestamp() * 1000) if at else 0}-{incident.id}"
