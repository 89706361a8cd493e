"""What goes wrong on the way: the queue of incidents, decisions, losses and finds, corrections."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from logistics.domain.ids import new_id
from scripts.admin_cli.desk import desk
from scripts.admin_cli.faults import Misused
from scripts.admin_cli.orders import Waybill
from scripts.admin_cli.output import clock, facts, moment, table

incidents = typer.Typer(help="Incidents (问题件): open ones by when a decision is due.", no_args_is_help=True)

_DECISIONS = ("resume", "repack", "return", "lost", "dispose")
Note = Annotated[str, typer.Option(help="A remark for the timeline; no names and no phones.")]


@incidents.command("list")
def list_incidents(
    ctx: typer.Context,
    closed: Annotated[bool, typer.Option("--closed", help="Those that were decided, the latest first.")] = False,
    reason: Annotated[str, typer.Option(help="Such as carrier_parcel_missing.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=100)] = 50,
) -> None:
    """The queue of your outlet or of the network; `overdue` is late."""
    asked: dict[str, Any] = {"state": "closed" if closed else "open", "limit": limit}
    found = desk(ctx).read("incident", "list_incidents", asked | ({"reason": reason} if reason else {}))
    rows = found["incidents"]
    columns = {
        "incident": "incident_id",
        "waybill": "waybill_no",
        "what": "reason_label",
        "fault": "fault_party",
        "opened": moment("opened_at"),
        "due": moment("due_at"),
        "overdue": lambda row: "yes" if row["overdue"] else "",
        "decision": "decision",
    }
    title = f"{len(rows)} {asked['state']}, {found['overdue']} overdue"
    desk(ctx).out.show(rows, table(title, rows, columns))


@incidents.command("show")
def show_incident(
    ctx: typer.Context, incident_id: Annotated[str, typer.Argument(help="As the list shows it.")]
) -> None:
    """One question with its remark, its pictures and what was decided."""
    found = desk(ctx).read("incident", "get_incident", {"incident_id": incident_id})
    times = {name: clock(found[name]) for name in ("opened_at", "due_at", "closed_at") if found.get(name)}
    desk(ctx).out.show(found, facts(f"Incident of {found['waybill_no']}", found | times))


@incidents.command("open")
def open_incident(
    ctx: typer.Context,
    waybill_no: Waybill,
    reason: Annotated[str, typer.Argument(help="Such as carrier_damaged_parcel.")],
    note: Note = "",
) -> None:
    """Say that something is wrong with a parcel."""
    now = datetime.now(UTC)
    data = {"waybill_no": waybill_no, "scan_id": new_id(now), "occurred_at": now.isoformat(), "reason": reason}
    asked = desk(ctx).change("incident", "open_incident", data | ({"note": note} if note else {}))
    desk(ctx).out.show(asked, facts("Asked", asked))


@incidents.command("decide")
def decide_incident(
    ctx: typer.Context,
    incident_id: Annotated[str, typer.Argument(help="As the list shows it.")],
    decision: Annotated[str, typer.Argument(help="resume, repack, return, lost or dispose.")],
    note: Note = "",
) -> None:
    """End a question with a decision."""
    if decision not in _DECISIONS:
        raise Misused(f"a decision is one of {', '.join(_DECISIONS)}")
    data = {"incident_id": incident_id, "decision": decision} | ({"note": note} if note else {})
    decided = desk(ctx).change("incident", "decide_incident", data)
    desk(ctx).out.show(decided, facts("Decided", decided))


@incidents.command("found")
def find_parcel(ctx: typer.Context, waybill_no: Waybill, note: Note = "") -> None:
    """A lost parcel turned up: it is where it was before."""
    data = {"waybill_no": waybill_no} | ({"note": note} if note else {})
    found = desk(ctx).change("incident", "find_parcel", data)
    desk(ctx).out.show(found, facts("Found", found))


def correct(
    ctx: typer.Context,
    waybill_no: Waybill,
    scan_id: Annotated[str, typer.Argument(help="The wrong scan or signature, as `order show --json` lists it.")],
    reason: Annotated[str, typer.Argument(help="Such as carrier_scanned_by_mistake or carrier_signed_by_mistake.")],
    note: Note = "",
) -> None:
    """Take a wrong scan or signature back by an entry of its own; nothing is deleted."""
    data = {"waybill_no": waybill_no, "scan_id": scan_id, "reason": reason} | ({"note": note} if note else {})
    corrected = desk(ctx).change("incident", "correct_scan", data)
    desk(ctx).out.show(corrected, facts("Corrected", corrected))
