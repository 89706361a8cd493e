"""Orders: one with all that is known of it, those that wait for a courier, and who fetches them."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.console import RenderableType

from scripts.admin_cli.desk import Desk, desk
from scripts.admin_cli.events import event_table
from scripts.admin_cli.faults import Refused
from scripts.admin_cli.output import clock, facts, moment, table

one = typer.Typer(help="One order.", no_args_is_help=True)
many = typer.Typer(help="Orders that wait for a courier.", no_args_is_help=True)

Waybill = Annotated[str, typer.Argument(help="The waybill number.", metavar="WAYBILL")]
Reason = Annotated[str, typer.Option(help="Why this courier, for whoever asks later; nothing about customers.")]
_NOT_MINE = ("ROLE_FORBIDDEN", "SCOPE_TOO_WIDE")


@one.command()
def show(ctx: typer.Context, waybill_no: Waybill) -> None:
    """The order with its timeline and, as far as your role goes, its events, messages and dispatch decisions."""
    here, data = desk(ctx), {"waybill_no": waybill_no}
    found = {
        "order": here.read("track", "track_parcel", data),
        "events": _if_allowed(here, "relay", "list_events", data).get("events"),
        "messages": _if_allowed(here, "notify", "list_messages", data).get("messages"),
        "decisions": _if_allowed(here, "dispatch_match", "show_decision", data).get("decisions"),
    }
    here.out.show(found, *_views(found))


@one.command()
def why(ctx: typer.Context, waybill_no: Waybill) -> None:
    """Why this courier: each decision with everybody considered, what each would cost, and why some could not."""
    found = desk(ctx).read("dispatch_match", "show_decision", {"waybill_no": waybill_no})["decisions"]
    desk(ctx).out.show(found, *(_weighing(each) for each in found))


def _weighing(decision: dict[str, Any]) -> RenderableType:
    """One decision; the chosen one stands first."""
    chosen = decision["courier_id"] or "nobody"
    title = f"{clock(decision['at'])} {chosen}, by {decision['decided_by']}"
    if decision["reason"]:
        title += f": {decision['reason']}"
    columns = {
        "courier": "courier_id",
        "m away": "distance_m",
        "m added": "added_m",
        "tasks": "open_tasks",
        "room for": "capacity",
        "cost m": "cost_m",
        "why not": "why_not_label",
    }
    return table(title, decision["considered"], columns)


@many.command()
def waiting(ctx: typer.Context, limit: Annotated[int, typer.Option(min=1, max=200)] = 50) -> None:
    """Orders without a courier: those that need a dispatcher, then those that wait longest."""
    found = desk(ctx).read("dispatch_match", "list_waiting", {"limit": limit})["orders"]
    columns = {
        "waybill": "waybill_no",
        "state": "status_label",
        "waiting since": moment("waiting_since"),
        "outlet": "pickup_outlet_id",
        "where": "pickup_address",
        "g": "weight_g",
        "declined by": "declined_by",
        "needs you": "stuck_label",
    }
    desk(ctx).out.show(found, table(f"{len(found)} waiting", found, columns))


@many.command()
def assign(
    ctx: typer.Context,
    waybill_no: Waybill,
    courier: Annotated[str, typer.Argument(help="The courier's id; `admin couriers list` shows them.")],
    reason: Reason = "",
) -> None:
    """Give an order to a courier, or to another one; this wins over the matching."""
    data = {"waybill_no": waybill_no, "courier_id": courier} | ({"reason": reason} if reason else {})
    given = desk(ctx).change("dispatch_match", "assign_order", data)
    desk(ctx).out.show(given, facts("Assigned", given))


@many.command()
def reassign(
    ctx: typer.Context,
    courier: Annotated[str, typer.Argument(help="Who loses the tasks.")],
    to: Annotated[str, typer.Argument(help="Who gets them.")],
    waybill_no: Annotated[list[str] | None, typer.Argument(help="Only these; without, all pickups.")] = None,
    reason: Reason = "",
) -> None:
    """Give a courier's pickups to another one, the stops in their order."""
    data = {"courier_id": courier, "to_courier_id": to} | ({"waybill_nos": waybill_no} if waybill_no else {})
    data |= {"reason": reason} if reason else {}
    done = desk(ctx).change("dispatch_match", "reassign_tasks", data)
    desk(ctx).out.show(done, facts(f"{len(done['moved'])} moved, {len(done['left'])} left in hand", done))


@many.command()
def release(
    ctx: typer.Context,
    waybill_no: Waybill,
    reason: Annotated[str, typer.Option(help="Such as carrier_vehicle_issue.")] = "",
) -> None:
    """Take an order from its courier: it waits for another one."""
    data = {"waybill_no": waybill_no} | ({"reason": reason} if reason else {})
    released = desk(ctx).change("dispatch_match", "release_order", data)
    desk(ctx).out.show(released, facts("Released", released))


def _if_allowed(here: Desk, function: str, action: str, data: Any) -> Any:
    """What another function knows of the order, or nothing when the caller's role does not see it."""
    try:
        return here.read(function, action, data)
    except Refused as refused:
        if refused.code in _NOT_MINE:
            return {}
        raise


def _views(found: dict[str, Any]) -> list[RenderableType]:
    order = found["order"]
    head = {name: value for name, value in order.items() if name not in ("timeline", "actions", "proofs")}
    head |= {name: clock(value) for name, value in head.items() if name.endswith("_at")}
    head["proofs"] = [each["key"] for each in order.get("proofs", [])]
    steps = {
        "when": moment("at"),
        "what": "text",
        "outlet": "outlet_id",
        "by": "actor_role",
        "flag": "flag",
    }
    views: list[RenderableType] = [
        facts(f"Order {order['waybill_no']} {order['status_label']}", head),
        table("Timeline, newest first", order["timeline"], steps),
    ]
    if found["decisions"]:
        shown = {
            "when": moment("at"),
            "by": "decided_by",
            "courier": "courier_id",
            "m": "radius_m",
            "reason": "reason",
        }
        views.append(table("Dispatch decisions", found["decisions"], shown))
    if found["events"]:
        views.append(event_table(found["events"]))
    if found["messages"]:
        views.append(table("Messages", found["messages"], _MESSAGE))
    return views


_MESSAGE = {
    "event": "event_type",
    "to": "recipient",
    "by": "channel",
    "template": "template",
    "state": "state",
    "code": "code",
    "tries": "tries",
    "sent": moment("sent_at"),
}
