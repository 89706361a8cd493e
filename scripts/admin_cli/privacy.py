"""Parties in clear, for a reason that is written down; and a parcel stopped for its sender who calls."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from scripts.admin_cli.desk import desk
from scripts.admin_cli.output import facts, moment, table

reveals = typer.Typer(help="Who saw whose data in clear, and why.", no_args_is_help=True)

Waybill = Annotated[str, typer.Argument(help="The waybill number.", metavar="WAYBILL")]
SideOf = Annotated[str, typer.Option(help="consignor or consignee.")]


def reveal(
    ctx: typer.Context,
    waybill_no: Waybill,
    side: SideOf,
    reason: Annotated[str, typer.Option(help="Such as address_unclear, complaint, claim; it is written down.")],
    field: Annotated[list[str] | None, typer.Option(help="name, phone or address; all of them if not said.")] = None,
) -> None:
    """One party's data in clear; counts towards your quota of the day."""
    asked = {"waybill_no": waybill_no, "side": side, "reason": reason, "fields": field or ["name", "phone", "address"]}
    shown = desk(ctx).read("care", "reveal_party", asked)
    desk(ctx).out.show(shown, facts(f"{waybill_no} {side}", shown))


def call(ctx: typer.Context, waybill_no: Waybill, side: SideOf) -> None:
    """A number that leads from your phone to a party's for a while."""
    lent = desk(ctx).read("care", "call_party", {"waybill_no": waybill_no, "side": side})
    desk(ctx).out.show(lent, facts(f"{waybill_no} {side}", lent))


def intercept(
    ctx: typer.Context,
    waybill_no: Waybill,
    code: Annotated[str, typer.Option(help="What the sender was sent and tells you; without it, one is sent.")] = "",
) -> None:
    """Stop a parcel for its sender, with the code on their phone."""
    if not code:
        data = {"waybill_no": waybill_no, "purpose": "intercept"}
        sent = desk(ctx).change("redirect", "send_code", data)
        desk(ctx).out.show(sent, facts("A code is on its way to the sender", sent))
        return
    stopped = desk(ctx).change("redirect", "intercept_parcel", {"waybill_no": waybill_no, "code": code})
    desk(ctx).out.show(stopped, facts("Stopped", stopped))


@reveals.command("list")
def list_reveals(
    ctx: typer.Context,
    person: Annotated[str, typer.Option(help="Only what this member of staff saw.")] = "",
    waybill_no: Annotated[str, typer.Option("--waybill", help="Only of this parcel.")] = "",
    before: Annotated[str, typer.Option(help="Go on where the last list ended.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=100)] = 50,
) -> None:
    """The latest first."""
    asked: dict[str, Any] = {"limit": limit}
    asked |= {
        name: value
        for name, value in {"person_id": person, "waybill_no": waybill_no, "before": before}.items()
        if value
    }
    found = desk(ctx).read("care", "list_reveals", asked)
    columns = {
        "when": moment("at"),
        "who": "person_id",
        "role": "role",
        "waybill": "waybill_no",
        "side": "side",
        "fields": "fields",
        "reason": "reason_label",
    }
    desk(ctx).out.show(found, table(f"{len(found['reveals'])} reveals", found["reveals"], columns))
    if "next" in found:
        desk(ctx).out.say(f"more: --before {found['next']}", "dim")


def register(order: typer.Typer) -> None:
    """Put what concerns one order beside the commands that are there."""
    for command in (reveal, call, intercept):
        order.command()(command)
