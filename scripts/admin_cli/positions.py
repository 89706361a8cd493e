"""Couriers: where they are now, where they were on a day, and when they came to which door."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from scripts.admin_cli.desk import desk
from scripts.admin_cli.output import facts, moment, table

Outlet = Annotated[str, typer.Argument(help="The outlet's code.", metavar="OUTLET")]
CourierId = Annotated[str, typer.Argument(help="The courier's id (`couriers list` tells it).", metavar="COURIER")]
_ID_LENGTH = 26
Day = Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The day, in Shanghai.")]


def register(couriers: typer.Typer) -> None:
    """Add these commands to those about couriers."""
    couriers.command()(where)
    couriers.command()(track)
    couriers.command()(visits)
    couriers.command("map")(open_map)


def where(ctx: typer.Context, outlet_id: Outlet) -> None:
    """Where an outlet's couriers were last seen, and how long ago."""
    found = desk(ctx).read("locate", "list_positions", {"outlet_id": outlet_id})
    columns = {
        "courier": "courier_id",
        "on duty": lambda row: "yes" if row["on_duty"] else "no",
        "seen": lambda row: _ago(row["seen_s_ago"]),
        "lng": "lng",
        "lat": "lat",
        "within m": "precision_m",
        "km/h": lambda row: _kmh(row["speed_mps"]),
    }
    rows = sorted(found["positions"], key=lambda row: int(row["seen_s_ago"]))
    desk(ctx).out.show(found, table(f"{len(rows)} couriers of {outlet_id}", rows, columns))


def track(ctx: typer.Context, courier_id: CourierId, day: Day) -> None:
    """A courier's day: how far, how fast, and the stops of ten minutes and more; --json brings the whole line."""
    found = desk(ctx).read("locate", "show_track", {"courier_id": courier_id, "day": day.date().isoformat()})
    told = {
        "way": f"{found['distance_m'] / 1000:.1f} km",
        "fastest": f"{_kmh(found['fastest_mps'])} km/h",
        "fixes": f"{found['fixes']} (line of {len(found['points'])} points)",
    }
    columns = {
        "arrived": moment("arrived_at"),
        "left": moment("left_at"),
        "minutes": lambda row: str(row["duration_s"] // 60),
        "lng": "lng",
        "lat": "lat",
    }
    stops = found["stops"]
    desk(ctx).out.show(found, facts(f"{courier_id} on {found['day']}", told), table("stops", stops, columns))


def visits(ctx: typer.Context, courier_id: CourierId, day: Day) -> None:
    """When a courier came to the outlet and to each door on a day, and left it, as positions tell."""
    found = desk(ctx).read("locate", "list_visits", {"courier_id": courier_id, "day": day.date().isoformat()})
    columns = {
        "place": lambda row: row["place"].partition(":")[0],
        "parcels": lambda row: " ".join(row["waybill_nos"]),
        "arrived": moment("arrived_at"),
        "left": lambda row: moment("left_at")(row) if row.get("left_at") else "still there",
    }
    rows = found["visits"]
    desk(ctx).out.show(found, table(f"{len(rows)} visits of {courier_id} on {found['day']}", rows, columns))


def open_map(
    ctx: typer.Context,
    subject: Annotated[str, typer.Argument(help="An outlet's code, a courier's id or a waybill number.")],
    site: Annotated[str, typer.Option(help="Where the HTTP API is, for a whole address.", metavar="URL")] = "",
) -> None:
    """The address of a map page: an outlet's couriers, a courier's day, or the courier with a parcel.

    Whoever has the address sees the page: for two hours, and not beyond your own session.
    """
    found = desk(ctx).read("locate", "open_map", {"kind": _kind(subject), "subject": subject})
    told = {"address": f"{site.rstrip('/')}{found['path']}", "until": moment("expires_at")(found)}
    desk(ctx).out.show(found, facts(f"map of {subject}", told))


def _kind(subject: str) -> str:
    """Waybills are a prefix and twelve digits, outlets have a hyphen, ids have neither."""
    if "-" in subject:
        return "outlet"
    return "track" if len(subject) == _ID_LENGTH else "parcel"


def _ago(seconds: int) -> str:
    return f"{seconds} s ago" if seconds < 120 else f"{seconds // 60} min ago"


def _kmh(speed_mps: float | None) -> str:
    return "" if speed_mps is None else f"{speed_mps * 3.6:.0f}"
