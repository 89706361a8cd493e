"""Booking: orders from a table, pickup slots, what prepaid orders still owe or get back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from scripts.admin_cli.desk import desk
from scripts.admin_cli.faults import Misused
from scripts.admin_cli.output import facts, moment, table, yuan
from scripts.admin_cli.sending import read_file, send_file

slots = typer.Typer(help="When an outlet's couriers fetch parcels.", no_args_is_help=True)

_TYPES = {
    ".csv": "text/csv",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
OutletId = Annotated[str, typer.Argument(help="The outlet's code, such as GZ-TH-1.", metavar="OUTLET")]


def batch(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="A table of orders, .csv or .xlsx; `orders template` prints one.")],
    customer: Annotated[str, typer.Option(help="The customer whose orders they are, by id.")],
) -> None:
    """Place up to 500 orders from a table for a customer; each row tells what became of it."""
    here = desk(ctx)
    content_type = _TYPES.get(file.suffix.lower())
    if content_type is None:
        raise Misused(f"{file} is neither .csv nor .xlsx")
    content = read_file(file)
    asked = {"content_type": content_type, "size": len(content)}
    grant = here.read("create_order", "request_order_batch", asked)
    send_file(grant, content)
    data = {"key": grant["key"], "customer_id": customer}
    found = here.change("create_order", "place_order_batch", data)
    rows = [_row(each) for each in found["rows"]]
    title = f"{found['placed']} placed, {found['refused']} refused" + ("" if found["complete"] else ", not complete")
    columns = {"row": "row", "waybill": "waybill_no", "code": "code", "why": "message"}
    here.out.show(found, table(title, rows, columns))


def template(ctx: typer.Context) -> None:
    """The heads of a table of orders with one example, as CSV."""
    found = desk(ctx).read("create_order", "show_batch_template")
    desk(ctx).out.show(found, found["content"].lstrip("\ufeff"))


@slots.command()
def show(ctx: typer.Context, outlet_id: OutletId) -> None:
    """The rules by which an outlet's slots are made."""
    found = desk(ctx).read("admin", "show_outlet", {"outlet_id": outlet_id})["slots"]
    desk(ctx).out.show(found, facts(f"Slots of {outlet_id}", found))


@slots.command("set")
def change(
    ctx: typer.Context,
    outlet_id: OutletId,
    capacity: Annotated[int | None, typer.Option(min=0, help="Visits that fit into one slot.")] = None,
    first_hour: Annotated[int | None, typer.Option(min=0, max=23)] = None,
    last_hour: Annotated[int | None, typer.Option(min=1, max=24)] = None,
    slot_hours: Annotated[int | None, typer.Option(min=1, max=12)] = None,
    cut_off_min: Annotated[int | None, typer.Option(min=0, help="Minutes before a slot ends.")] = None,
    close: Annotated[list[str] | None, typer.Option(help="A day on which nobody comes: 2026-02-17.")] = None,
    reopen: Annotated[list[str] | None, typer.Option(help="A day that was closed.")] = None,
) -> None:
    """Change what is given; the rest stays."""
    here = desk(ctx)
    outlet = here.read("admin", "show_outlet", {"outlet_id": outlet_id})
    said = {
        "capacity": capacity,
        "first_hour": first_hour,
        "last_hour": last_hour,
        "slot_hours": slot_hours,
        "cut_off_min": cut_off_min,
    }
    closed = {*outlet["slots"]["closed_days"], *(close or [])} - {*(reopen or [])}
    rules = outlet["slots"] | {name: value for name, value in said.items() if value is not None}
    saved = here.change("admin", "save_outlet", _sound(outlet) | {"slots": rules | {"closed_days": sorted(closed)}})
    here.out.show(saved, facts("Saved", saved))


def price(
    ctx: typer.Context,
    waybill_no: Annotated[str, typer.Argument(help="The waybill number.")],
    measurement_id: Annotated[str, typer.Argument(help="Which measurement, as the courier's app names it.")],
    agreed: Annotated[bool, typer.Option("--agree/--refuse")],
) -> None:
    """Say for a sender whether they agree to what a parcel costs by the scale; it is written down who said it."""
    data = {"waybill_no": waybill_no, "measurement_id": measurement_id, "agreed": agreed}
    answered = desk(ctx).change("pick_up", "answer_repricing", data)
    desk(ctx).out.show(answered, facts("Answered", answered))


def instructions(
    ctx: typer.Context,
    waybill_no: Annotated[str, typer.Option("--waybill", help="All of one waybill, done ones too.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 100,
) -> None:
    """What prepaid orders still owe or get back, because their price changed after they were paid."""
    data: dict[str, Any] = {"waybill_no": waybill_no} if waybill_no else {"limit": limit}
    found = desk(ctx).read("collect_cod", "list_payment_instructions", data)["instructions"]
    columns = {
        "when": moment("at"),
        "waybill": "waybill_no",
        "kind": "kind",
        "yuan": yuan("amount_fen"),
        "payer": "payer",
        "cause": "cause",
        "status": "status",
    }
    desk(ctx).out.show(found, table(f"{len(found)} instructions", found, columns))


def _row(each: dict[str, Any]) -> dict[str, Any]:
    error = each.get("error") or {}
    told = {"row": each["row"], "waybill_no": each.get("waybill_no", "")}
    return told | {"code": error.get("code", ""), "message": error.get("message", "")}


def _sound(outlet: dict[str, Any]) -> dict[str, Any]:
    """An outlet as it is saved: what it does not have is left out."""
    return {name: value for name, value in outlet.items() if value not in ("", [], None)}


def register(orders: typer.Typer, journal: typer.Typer) -> None:
    """Put the commands beside those that are there."""
    orders.command()(batch)
    orders.command()(template)
    orders.command()(price)
    journal.command()(instructions)
