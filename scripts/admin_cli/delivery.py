"""At the end of the way: what waits in lockers, what senders are asked, what goes back, what is disposed of."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from scripts.admin_cli.desk import desk
from scripts.admin_cli.faults import Misused
from scripts.admin_cli.orders import Waybill
from scripts.admin_cli.output import clock, facts, moment, table
from scripts.admin_cli.sending import send_pictures

storage = typer.Typer(help="Parcels that wait for their consignee.", no_args_is_help=True)
instructions = typer.Typer(help="What senders are asked about parcels that nobody took.", no_args_is_help=True)
returns = typer.Typer(help="Parcels on their way back.", no_args_is_help=True)

paper = typer.Typer(help="Signed papers that go back to their consignor (签回单).", no_args_is_help=True)

_PAPER = ("sent_back", "confirmed")
_SAID = ("return", "deliver_again", "abandon")


@storage.command("show")
def show_storage(ctx: typer.Context, waybill_no: Waybill) -> None:
    """Where a parcel waits and until when; its pickup code is the consignee's alone."""
    order = desk(ctx).read("track", "track_parcel", {"waybill_no": waybill_no})
    situation = order["situation"]
    stored = situation.get("storage") or {}
    found = {"waybill_no": waybill_no, "status": order["status"]} | stored
    found["consents"] = [each["place"] for each in situation.get("consents", [])]
    found["fees_fen"] = sum(each["amount_fen"] for each in situation["charges"] if each["code"] == "storage")
    shown = {name: clock(value) if name.endswith("until") else value for name, value in found.items()}
    desk(ctx).out.show(found, facts(f"Storage of {waybill_no}", shown))


@instructions.command("list")
def list_instructions(ctx: typer.Context, limit: Annotated[int, typer.Option(min=1, max=200)] = 50) -> None:
    """Whose answer is waited for, those that go back by themselves first."""
    found = desk(ctx).read("redirect", "list_instructions", {"limit": limit})["instructions"]
    columns = {
        "waybill": "waybill_no",
        "state": "status",
        "because": "cause",
        "asked": moment("asked_at"),
        "goes back": moment("due_at"),
    }
    desk(ctx).out.show(found, table(f"{len(found)} unanswered", found, columns))


@instructions.command("give")
def give_instruction(
    ctx: typer.Context,
    waybill_no: Waybill,
    instruction: Annotated[str, typer.Argument(help="return, deliver_again or abandon.")],
) -> None:
    """Say for a sender who called what shall become of their parcel; it is written down who said it."""
    if instruction not in _SAID:
        raise Misused(f"an instruction is one of {', '.join(_SAID)}")
    data = {"waybill_no": waybill_no, "instruction": instruction}
    given = desk(ctx).change("redirect", "give_instruction", data)
    desk(ctx).out.show(given, facts("Instructed", given))


@returns.command("start")
def start_return(
    ctx: typer.Context,
    waybill_no: Waybill,
    reason: Annotated[str, typer.Argument(help="Such as consignee_unreachable; who is at fault pays.")],
    note: Annotated[str, typer.Option(help="A remark for the timeline.")] = "",
) -> None:
    """Send a parcel back to its consignor."""
    data = {"waybill_no": waybill_no, "reason": reason} | ({"note": note} if note else {})
    began = desk(ctx).change("scan", "start_return", data)
    desk(ctx).out.show(began, facts("Goes back", began))


@paper.command("move")
def move_receipt(
    ctx: typer.Context,
    waybill_no: Waybill,
    state: Annotated[str, typer.Argument(help="sent_back by the delivering outlet, confirmed by the sender's.")],
) -> None:
    """The signed paper (签回单) leaves your outlet, or is back at it."""
    if state not in _PAPER:
        raise Misused(f"a signed paper is one of {', '.join(_PAPER)}")
    data = {"waybill_no": waybill_no, "state": state}
    moved = desk(ctx).change("sign", "move_return_receipt", data)
    desk(ctx).out.show(moved, facts("Signed paper", moved))


def dispose(
    ctx: typer.Context,
    waybill_no: Waybill,
    reason: Annotated[str, typer.Argument(help="Such as consignor_abandoned.")],
    photo: Annotated[list[Path], typer.Argument(help="Pictures that show it.", exists=True, dir_okay=False)],
    note: Annotated[str, typer.Option(help="A remark for the record.")] = "",
) -> None:
    """Dispose of a parcel that its sender gave up, or that cannot go back; an audit row stays."""
    keys = send_pictures(desk(ctx), waybill_no, photo)
    data: dict[str, Any] = {"waybill_no": waybill_no, "reason": reason, "evidence": keys}
    done = desk(ctx).change("redirect", "dispose_parcel", data | ({"note": note} if note else {}))
    desk(ctx).out.show(done, facts("Disposed of", done))
