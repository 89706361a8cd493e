"""Sums that no deed explains: written off, set off against earnings, or put where they belong; by two people."""

from __future__ import annotations

from typing import Annotated

import typer

from scripts.admin_cli.desk import desk
from scripts.admin_cli.output import facts, moment, table, yuan

app = typer.Typer(help="Adjustments of the books: one proposes, another approves with a code.", no_args_is_help=True)

AdjustmentId = Annotated[str, typer.Argument(metavar="ADJUSTMENT", help="As the list shows it.")]


@app.command(name="list")
def listed(
    ctx: typer.Context,
    state: Annotated[str, typer.Option(help="proposed, approved or dropped; nothing: all.")] = "proposed",
    before: Annotated[str, typer.Option(help="Where the last page ended.")] = "",
) -> None:
    """What waits for another person, or all, the latest first."""
    asked = {"state": state, "before": before}
    found = desk(ctx).read("settle", "list_adjustments", {key: value for key, value in asked.items() if value})
    rows = found["adjustments"]
    columns = {
        "adjustment": "adjustment_id",
        "kind": "kind",
        "holder": "holder",
        "sum": yuan("amount_fen"),
        "to": "to",
        "reference": "reference",
        "proposed by": "by",
        "at": moment("at"),
        "state": "state",
        "note": "note",
        "evidence": "evidence",
    }
    rest = [facts("More", {"--before": found["next"]})] if found.get("next") else []
    desk(ctx).out.show(found, table(f"{len(rows)} adjustments", rows, columns), *rest)


@app.command()
def propose(
    ctx: typer.Context,
    kind: Annotated[str, typer.Argument(help="write_off, set_off, place or pay_back.")],
    holder: Annotated[str, typer.Argument(help="The courier's, outlet's or customer's id; of pay_back the waybill.")],
    amount_fen: Annotated[int, typer.Argument(min=1, help="In fen; never more than lies there.")],
    note: Annotated[str, typer.Option(help="What it is.")],
    evidence: Annotated[str, typer.Option(help="What proves it; of a set-off, the courier's consent.")],
    to: Annotated[str, typer.Option(help="For place: cash_difference or freight_receivable.")] = "",
    reference: Annotated[str, typer.Option(help="For place: the bank's reference of the credit.")] = "",
) -> None:
    """Propose one; nothing moves until somebody else agrees."""
    data = {"kind": kind, "holder": holder, "amount_fen": amount_fen, "note": note, "evidence": evidence}
    placing = {"to": to, "reference": reference}
    data |= {name: value for name, value in placing.items() if value}
    done = desk(ctx).change("settle", "propose_adjustment", data)
    desk(ctx).out.show(done, facts("Proposed", done))


@app.command()
def code(ctx: typer.Context, adjustment_id: AdjustmentId) -> None:
    """A code to your own phone, for approving this one."""
    told = desk(ctx).change("settle", "send_adjustment_code", {"adjustment_id": adjustment_id})
    desk(ctx).out.show(told, facts("Sent", told))


@app.command()
def approve(
    ctx: typer.Context,
    adjustment_id: AdjustmentId,
    code: Annotated[str, typer.Option(help="The code that was sent to your own phone.")],
) -> None:
    """Agree to what another person proposed, and post it."""
    done = desk(ctx).change("settle", "approve_adjustment", {"adjustment_id": adjustment_id, "code": code})
    desk(ctx).out.show(done, facts("Approved", done))


@app.command()
def drop(ctx: typer.Context, adjustment_id: AdjustmentId) -> None:
    """Take a proposal back, or turn it down."""
    done = desk(ctx).change("settle", "drop_adjustment", {"adjustment_id": adjustment_id})
    desk(ctx).out.show(done, facts("Dropped", done))
