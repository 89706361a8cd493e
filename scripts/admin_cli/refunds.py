"""Money given back (退款), and what WeChat was told of paid work (发货信息)."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from scripts.admin_cli.desk import desk
from scripts.admin_cli.output import facts, moment, table, yuan

refunds = typer.Typer(help="Refunds (退款): those that are not done first.", no_args_is_help=True)
shipping = typer.Typer(help="Shipping information at WeChat (发货信息管理).", no_args_is_help=True)

PaymentId = Annotated[str, typer.Argument(metavar="PAYMENT", help="As `refunds payments` shows it.")]
Before = Annotated[str, typer.Option(help="What the page before called next.")]
Limit = Annotated[int, typer.Option(min=1, max=200)]


@refunds.command("list")
def list_refunds(
    ctx: typer.Context,
    state: Annotated[str, typer.Option(help="wanted, processing, paid, abnormal or closed.")] = "",
    before: Before = "",
    limit: Limit = 50,
) -> None:
    """Refunds that are not done yet, or all of one state, the newest first."""
    found = desk(ctx).read("pay", "list_refunds", {"state": state, "before": before, "limit": limit})
    rows = found["refunds"]
    columns = {
        "refund": "refund_id",
        "waybill": "waybill_no",
        "sum": yuan("amount_fen"),
        "why": "reason_label",
        "state": "state_label",
        "problem": "problem",
        "tries": "tries",
        "asked": moment("at"),
    }
    desk(ctx).out.show(rows, table(f"{len(rows)} refunds {_more(found)}", rows, columns))


@refunds.command("payments")
def show_payments(ctx: typer.Context, waybill_no: Annotated[str, typer.Argument(metavar="WAYBILL")]) -> None:
    """How the payments of a waybill stand."""
    shown = desk(ctx).read("pay", "show_payments", {"waybill_no": waybill_no})
    desk(ctx).out.show(shown, facts("Payments", shown))


@refunds.command("code")
def send_code(ctx: typer.Context, payment_id: PaymentId) -> None:
    """A code to your own phone, good for this payment alone."""
    sent = desk(ctx).read("pay", "send_refund_code", {"payment_id": payment_id})
    desk(ctx).out.show(sent, facts("Code", sent))


@refunds.command("give")
def give_back(
    ctx: typer.Context,
    payment_id: PaymentId,
    amount_fen: Annotated[int, typer.Argument(min=1, help="In fen.")],
    note: Annotated[str, typer.Option(help="Why; no names and no phones.")],
    code: Annotated[str, typer.Option(help="As `refunds code` sent it.")],
    owed: Annotated[bool, typer.Option("--owed", help="It is owed; without this, goodwill at our cost.")] = False,
) -> None:
    """Give part of a payment back by the way it came."""
    said: dict[str, Any] = {"payment_id": payment_id, "amount_fen": amount_fen, "note": note, "code": code}
    given = desk(ctx).change("pay", "give_back", said | {"reason": "overpaid" if owed else "goodwill"})
    desk(ctx).out.show(given, facts("Refund", given))


@shipping.command("list")
def list_shipping(
    ctx: typer.Context,
    state: Annotated[str, typer.Option(help="wanted, told, confirmed or refused.")] = "refused",
    before: Before = "",
    limit: Limit = 50,
) -> None:
    """Payments by what WeChat was told of their work."""
    found = desk(ctx).read("pay", "list_shipping", {"state": state, "before": before, "limit": limit})
    rows = found["payments"]
    columns = {
        "payment": "payment_id",
        "waybill": "waybill_no",
        "sum": yuan("amount_fen"),
        "state": "shipping",
        "paid": moment("paid_at"),
    }
    desk(ctx).out.show(rows, table(f"{len(rows)} {state} {_more(found)}", rows, columns))


@shipping.command("again")
def tell_again(ctx: typer.Context, payment_id: PaymentId) -> None:
    """Tell WeChat anew what it refused, once the cause is gone."""
    told = desk(ctx).change("pay", "tell_shipping_again", {"payment_id": payment_id})
    desk(ctx).out.show(told, facts("Shipping information", told))


def _more(found: dict[str, Any]) -> str:
    return f"(more: --before {found['next']})" if "next" in found else ""
