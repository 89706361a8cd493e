"""Claims for loss and damage: what waits for an answer, offers and refusals, and the payment."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from scripts.admin_cli.desk import desk
from scripts.admin_cli.output import facts, moment, table, yuan

claims = typer.Typer(help="Claims (理赔): those to be answered first.", no_args_is_help=True)

ClaimId = Annotated[str, typer.Argument(metavar="CLAIM", help="As the list shows it.")]
Note = Annotated[str, typer.Option(help="What the claimant reads; no names and no phones.")]


@claims.command("list")
def list_claims(
    ctx: typer.Context,
    state: Annotated[str, typer.Option(help="waiting, or a state such as agreed.")] = "waiting",
    waybill_no: Annotated[str, typer.Option("--waybill")] = "",
    limit: Annotated[int, typer.Option(min=1, max=100)] = 50,
) -> None:
    """What waits for an answer by when it is due, or all of one state."""
    asked: dict[str, Any] = {"state": state, "limit": limit} | ({"waybill_no": waybill_no} if waybill_no else {})
    found = desk(ctx).read("care", "list_claims", asked)
    rows = found["claims"]
    columns = {
        "claim": "claim_id",
        "waybill": "waybill_no",
        "side": "side",
        "kind": "kind",
        "state": "state_label",
        "asked": yuan("amount_fen"),
        "offered": yuan("offered_fen"),
        "answer due": moment("due_at"),
    }
    desk(ctx).out.show(rows, table(f"{len(rows)} {state}, {found['overdue']} overdue", rows, columns))


@claims.command("show")
def show_claim(ctx: typer.Context, claim_id: ClaimId) -> None:
    """One claim with what was said."""
    shown = desk(ctx).read("care", "show_claim", {"claim_id": claim_id})
    desk(ctx).out.show(shown, facts("Claim", shown))


@claims.command("ask")
def ask_evidence(ctx: typer.Context, claim_id: ClaimId, note: Note) -> None:
    """Ask the claimant to show more; our clock stands meanwhile."""
    _move(ctx, "ask_claim_evidence", {"claim_id": claim_id, "note": note})


@claims.command("assess")
def assess(
    ctx: typer.Context,
    claim_id: ClaimId,
    amount_fen: Annotated[int, typer.Argument(min=1, help="In fen.")],
    note: Note,
    by_law: Annotated[bool, typer.Option("--by-law", help="Beyond our terms, because the law says more.")] = False,
) -> None:
    """Offer a sum: up to the declared value, or nine times the freight and 1,000 yuan."""
    ground = "law" if by_law else "terms"
    _move(ctx, "assess_claim", {"claim_id": claim_id, "amount_fen": amount_fen, "note": note, "ground": ground})


@claims.command("reject")
def reject(ctx: typer.Context, claim_id: ClaimId, note: Note) -> None:
    """Refuse with a reason."""
    _move(ctx, "reject_claim", {"claim_id": claim_id, "note": note})


@claims.command("code")
def send_code(ctx: typer.Context, claim_id: ClaimId) -> None:
    """A code to your own phone, for paying this claim."""
    told = desk(ctx).change("care", "send_claim_code", {"claim_id": claim_id})
    desk(ctx).out.show(told, facts("Sent", told))


@claims.command("pay")
def pay(
    ctx: typer.Context,
    claim_id: ClaimId,
    code: Annotated[str, typer.Option(help="As it came to your phone (`claims code`).")],
    reference: Annotated[str, typer.Option(help="The bank's number of the transfer you have made.")] = "",
    wechat: Annotated[bool, typer.Option("--wechat", help="Transfer it to the claimant's WeChat instead.")] = False,
) -> None:
    """Pay what was agreed: a bank transfer you have made, or one to the claimant's WeChat."""
    channel = "wechat" if wechat else "bank"
    data = {"claim_id": claim_id, "channel": channel, "code": code} | ({"reference": reference} if reference else {})
    _move(ctx, "pay_claim", data)


def _move(ctx: typer.Context, action: str, data: dict[str, Any]) -> None:
    moved = desk(ctx).change("care", action, data)
    desk(ctx).out.show(moved, facts("Claim", moved))
