"""Vehicles on their lines: manifests from loading to the closing count, late parcels, on-time figures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from scripts.admin_cli.desk import desk
from scripts.admin_cli.output import Row, facts, moment, table

manifests = typer.Typer(help="What outlets hand to vehicles, and what is counted out of them.", no_args_is_help=True)

ManifestId = Annotated[str, typer.Argument(metavar="MANIFEST")]
Numbers = Annotated[list[str], typer.Argument(help="Waybill or piece numbers.")]


@manifests.command("list")
def list_manifests(
    ctx: typer.Context,
    outlet: Annotated[str, typer.Option(help="Only those that begin or end at this outlet.")] = "",
    state: Annotated[str, typer.Option(help="open, departed, arrived or closed.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=200)] = 50,
) -> None:
    """Manifests of your outlet or of the network, the latest first."""
    asked = {"outlet_id": outlet, "state": state, "limit": limit}
    data = {name: value for name, value in asked.items() if value}
    found = desk(ctx).read("line_haul", "list_manifests", data)["manifests"]
    columns = {
        "manifest": "manifest_id",
        "line": "line_id",
        "vehicle": "vehicle",
        "state": "state",
        "opened": moment("opened_at"),
        "left": moment("departed_at"),
        "came": moment("arrived_at"),
        "count": _count,
    }
    desk(ctx).out.show(found, table(f"{len(found)} manifests", found, columns))


@manifests.command("show")
def show_manifest(ctx: typer.Context, manifest_id: ManifestId) -> None:
    """A manifest with all that is on it."""
    found = desk(ctx).read("line_haul", "show_manifest", {"manifest_id": manifest_id})
    columns = {"waybill": "waybill_no", "pieces": "pieces", "of": "of", "should go to": _astray}
    head = {name: value for name, value in found.items() if name not in ("loaded", "statement")}
    views = [facts("Manifest", head), table(f"{len(found['loaded'])} waybills", found["loaded"], columns)]
    desk(ctx).out.show(found, *views, *([facts("Count", found["statement"])] if found.get("statement") else []))


@manifests.command("open")
def open_manifest(
    ctx: typer.Context,
    line_id: Annotated[str, typer.Argument(metavar="LINE")],
    vehicle: Annotated[str, typer.Argument(help="Its number plate.")],
    numbers: Annotated[list[str] | None, typer.Argument(help="What is loaded at once.")] = None,
    driver: Annotated[str, typer.Option(help="The driver's id.")] = "",
) -> None:
    """Begin a vehicle's load."""
    data: dict[str, Any] = {"line_id": line_id, "vehicle": vehicle, "numbers": numbers or []}
    done = desk(ctx).change("line_haul", "open_manifest", data | ({"driver_id": driver} if driver else {}))
    _show_loading(ctx, done)


@manifests.command("load")
def load_parcels(ctx: typer.Context, manifest_id: ManifestId, numbers: Numbers) -> None:
    """Scan parcels into a vehicle."""
    data = {"manifest_id": manifest_id, "numbers": numbers}
    _show_loading(ctx, desk(ctx).change("line_haul", "load_parcels", data))


@manifests.command("unload")
def unload_parcels(ctx: typer.Context, manifest_id: ManifestId, numbers: Numbers) -> None:
    """Take parcels off again before the departure."""
    data = {"manifest_id": manifest_id, "numbers": numbers}
    _show_loading(ctx, desk(ctx).change("line_haul", "unload_parcels", data))


@manifests.command("depart")
def depart_manifest(ctx: typer.Context, manifest_id: ManifestId) -> None:
    """The vehicle leaves now; a repeat goes on with what was left undone."""
    data = {"manifest_id": manifest_id, "occurred_at": datetime.now(UTC).isoformat()}
    done = desk(ctx).change("line_haul", "depart_manifest", data)
    desk(ctx).out.show(done, facts("Departed", done))


@manifests.command("arrive")
def arrive_manifest(
    ctx: typer.Context,
    manifest_id: ManifestId,
    numbers: Annotated[list[str] | None, typer.Argument(help="Everything that came out of the vehicle.")] = None,
) -> None:
    """Count a vehicle out; what is missing or too much becomes an incident."""
    data = {"manifest_id": manifest_id, "numbers": numbers or [], "occurred_at": datetime.now(UTC).isoformat()}
    done = desk(ctx).change("line_haul", "arrive_manifest", data)
    desk(ctx).out.show(done, facts("Counted out", done))


def late(
    ctx: typer.Context,
    limit: Annotated[int, typer.Option(min=1, max=500)] = 100,
) -> None:
    """Parcels under way whose promise is broken or will be."""
    found = desk(ctx).read("line_haul", "list_late_parcels", {"limit": limit})["parcels"]
    columns = {
        "waybill": "waybill_no",
        "state": "status_label",
        "lies at": "at_outlet_id",
        "goes to": "delivery_outlet_id",
        "promised": moment("promised_at"),
        "estimated": moment("estimated_at"),
        "last seen": moment("last_scan_at"),
        "exception": "exception",
    }
    desk(ctx).out.show(found, table(f"{len(found)} late parcels", found, columns))


def on_time(
    ctx: typer.Context,
    since: Annotated[str, typer.Argument(metavar="FROM", help="A time with its zone, 2026-03-01T00:00+08:00.")],
    until: Annotated[str, typer.Argument(metavar="UNTIL", help="Up to this time.")],
    outlet: Annotated[str, typer.Option(help="Only what was due at this outlet.")] = "",
) -> None:
    """What was due in a period against its promise, with how much each share is worth."""
    asked = {"from": since, "until": until} | ({"outlet_id": outlet} if outlet else {})
    found = desk(ctx).read("line_haul", "show_on_time", asked)
    rows = [{"of": "all"} | found["total"]]
    rows += [{"of": each["outlet_id"]} | each for each in found["by_outlet"]]
    rows += [{"of": each["product"]} | each for each in found["by_product"]]
    columns = {"due": "of", "on time": _share("on_time"), "at the first attempt": _share("first_attempt")}
    pickup = {"pickup on time": _share("pickup_on_time")(found)} | found["faults"]
    desk(ctx).out.show(found, table("On time", rows, columns), facts("Pickups, and broken promises by fault", pickup))


def _show_loading(ctx: typer.Context, done: dict[str, Any]) -> None:
    columns = {"number": "number", "pieces": "pieces", "of": "of", "warning": "warning", "refused": _refusal}
    title = f"manifest {done['manifest_id']}: {done['loaded']} waybills"
    desk(ctx).out.show(done, table(title, done["results"], columns))


def _refusal(row: Row) -> str:
    return row["error"]["code"] if row.get("error") else ""


def _astray(row: Row) -> str:
    return row["next_stop"] if row["misdirected"] else ""


def _count(row: Row) -> str:
    said = row.get("statement")
    if not said:
        return ""
    return f"{said['arrived']} of {said['loaded']}, {len(said['missing'])} missing, {len(said['surplus'])} surplus"


def _share(name: str) -> Callable[[Row], str]:
    def text(row: Row) -> str:
        share = row[name]
        if not share["n"]:
            return "nothing due"
        return f"{share['rate']:.1%} of {share['n']} ({share['low']:.1%} to {share['high']:.1%})"

    return text
