"""Events of a waybill, and those that a function could not handle."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import typer
from rich.table import Table

from scripts.admin_cli.desk import desk
from scripts.admin_cli.output import Row, facts, moment, table

events = typer.Typer(help="What happened to a waybill, and who has heard of it.", no_args_is_help=True)
parked = typer.Typer(help="Waybills that a function could not go on with.", no_args_is_help=True)

Waybill = Annotated[str, typer.Argument(help="The waybill number.", metavar="WAYBILL")]


@events.command("list")
def list_events(ctx: typer.Context, waybill_no: Waybill) -> None:
    """Every event of a waybill in order: when it was sent, and which functions have handled it."""
    found = desk(ctx).read("relay", "list_events", {"waybill_no": waybill_no})["events"]
    desk(ctx).out.show(found, event_table(found))


@events.command()
def counts(ctx: typer.Context) -> None:
    """How much is under way: events, timers, parked ones, and every queue."""
    found = desk(ctx).read("relay", "show_counts")
    head = {name: str(value) for name, value in found.items() if name != "queues"}
    columns = {"function": "function", "waiting": "waiting", "in flight": "in_flight", "dead": "dead"}
    desk(ctx).out.show(found, facts("Under way", head), table("Queues", found["queues"], columns))


@parked.command("list")
def list_parked(ctx: typer.Context, limit: Annotated[int, typer.Option(min=1, max=500)] = 100) -> None:
    """Events that failed five times, and those that wait behind them."""
    found = desk(ctx).read("relay", "list_parked", {"limit": limit})["parked"]
    columns = {
        "function": "function",
        "waybill": "waybill_no",
        "event": "type",
        "why": "error",
        "since": moment("at"),
    }
    desk(ctx).out.show(found, table(f"{len(found)} parked", found, columns))


@parked.command()
def redrive(
    ctx: typer.Context,
    function: Annotated[str, typer.Argument(help="The function that shall go on.")],
    waybill_no: Waybill,
) -> None:
    """Let a function go on with a waybill: its parked events are sent again, in order."""
    data = {"function": function, "waybill_no": waybill_no}
    sent = desk(ctx).change("relay", "redrive", data)
    desk(ctx).out.show(sent, f"{len(sent['event_ids'])} events are on their way to {function} again")


def event_table(found: Iterable[Row]) -> Table:
    """Events as a person reads them."""
    columns = {
        "when": moment("at"),
        "event": "type",
        "sent": moment("sent_at"),
        "tries": "tries",
        "heard by": _heard,
    }
    return table("Events", found, columns)


def _heard(event: Row) -> str:
    return ", ".join(f"{each['function']} {each['state']}" for each in event.get("consumers", []))
