"""Tours: who takes out what of an outlet's parcels, and one courier's way as it is planned now."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from scripts.admin_cli.desk import desk
from scripts.admin_cli.output import facts, moment, table

app = typer.Typer(help="Tours: an outlet's couriers together, and one courier's own.", no_args_is_help=True)

Outlet = Annotated[str, typer.Argument(help="The outlet's code.", metavar="OUTLET")]


@app.command()
def plan(
    ctx: typer.Context,
    outlet_id: Outlet,
    courier: Annotated[list[str] | None, typer.Option(help="Who drives; all on duty without it.")] = None,
) -> None:
    """Work out who takes out which parcels that lie there; couriers see it once it is released."""
    asked = {"outlet_id": outlet_id, "courier_ids": courier or []}
    _show(ctx, desk(ctx).change("plan_route", "plan_outlet_tours", asked))


@app.command()
def show(ctx: typer.Context, outlet_id: Outlet) -> None:
    """The latest plan."""
    _show(ctx, desk(ctx).read("plan_route", "show_outlet_tours", {"outlet_id": outlet_id}))


@app.command()
def release(
    ctx: typer.Context, outlet_id: Outlet, version: Annotated[int, typer.Option(min=1, help="As show tells it.")]
) -> None:
    """Let the couriers see what each takes out."""
    asked = {"outlet_id": outlet_id, "version": version}
    _show(ctx, desk(ctx).change("plan_route", "release_outlet_tours", asked))


@app.command()
def courier(ctx: typer.Context, courier_id: Annotated[str, typer.Argument(metavar="COURIER")]) -> None:
    """One courier's tour as it was last planned."""
    found = desk(ctx).read("plan_route", "show_couriers_tour", {"courier_id": courier_id})
    title = f"{len(found['stops'])} visits, {_kilometres(found)} km, version {found['version']}"
    desk(ctx).out.show(found, table(title, found["stops"], _STOPS), *_left(found))


_STOPS = {
    "for": "kind",
    "parcels": lambda stop: " ".join(stop["waybill_nos"]),
    "arrives": moment("arrives_at"),
    "leaves": moment("leaves_at"),
}


def _show(ctx: typer.Context, found: dict[str, Any]) -> None:
    state = f"released {found['released_at']}" if found.get("released_at") else "not released"
    columns = {
        "courier": "courier_id",
        "visits": lambda each: len(each["stops"]),
        "parcels": lambda each: sum(len(stop["waybill_nos"]) for stop in each["stops"]),
        "km": _kilometres,
        "back at": moment("ends_at"),
    }
    title = f"{found['outlet_id']}, version {found['version']}, {state}, times by {found['times_from']}"
    desk(ctx).out.show(found, table(title, found["rounds"], columns), *_left(found))


def _left(found: dict[str, Any]) -> list[Any]:
    """What nobody can bring, and what has no point on the map."""
    left = {name: " ".join(found[name]) for name in ("unreachable", "unplaced") if found[name]}
    return [facts("Left out", left)] if left else []


def _kilometres(each: dict[str, Any]) -> str:
    return f"{each['distance_m'] / 1000:.1f}"
