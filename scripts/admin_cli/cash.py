"""Cash of customers from the courier to the bank: declared, counted, deposited; who holds it; what does not agree."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from scripts.admin_cli.desk import desk
from scripts.admin_cli.output import facts, moment, table, yuan
from scripts.admin_cli.sending import send_slip

cash = typer.Typer(help="Cash on delivery (代收货款) between the door and the bank.", no_args_is_help=True)
discrepancies = typer.Typer(help="Differences of cash, ended by two people of finance.", no_args_is_help=True)

DeclarationId = Annotated[str, typer.Argument(metavar="DECLARATION", help="As the list shows it.")]
DiscrepancyId = Annotated[str, typer.Argument(metavar="DISCREPANCY", help="As the list shows it.")]
Code = Annotated[str, typer.Option(help="The code that was sent to your own phone.")]
Every = Annotated[bool, typer.Option("--all", help="Not only those that wait.")]
Limit = Annotated[int, typer.Option(min=1, max=200)]


@cash.command("holders")
def list_holders(ctx: typer.Context, limit: Annotated[int, typer.Option(min=1, max=1000)] = 200) -> None:
    """Couriers and outlets with cash; `missing` is owed by them (below zero: over)."""
    found = desk(ctx).read("collect_cod", "list_cash_holders", {"limit": limit})
    sums = {
        "in hand": yuan("holding_fen"),
        "declared": yuan("declared_fen"),
        "safe": yuan("safe_fen"),
        "to the bank": yuan("in_transit_fen"),
        "missing": yuan("owes_fen"),
    }
    columns = {"holder": "holder", "name": "name", "outlet": "outlet_id"} | sums
    rows = [*found["holders"], found | {"holder": "all"}]
    desk(ctx).out.show(found, table(f"{found['count']} with cash", rows, columns))


@cash.command("declarations")
def list_declarations(ctx: typer.Context, every: Every = False, limit: Limit = 50) -> None:
    """What couriers declared and what waits to be counted; the sums are not told."""
    asked = {"state": "all" if every else "waiting", "limit": limit}
    rows = desk(ctx).read("collect_cod", "list_cash_declarations", asked)["declarations"]
    columns = {
        "declaration": "declaration_id",
        "courier": "courier",
        "day": "day",
        "parcels": "parcels",
        "state": "label",
        "declared": moment("at"),
    }
    desk(ctx).out.show(rows, table(f"{len(rows)} declarations", rows, columns))


@cash.command("code")
def send_count_code(ctx: typer.Context, declaration_id: DeclarationId) -> None:
    """A code to your own phone, for counting this declaration."""
    told = desk(ctx).change("collect_cod", "send_count_code", {"declaration_id": declaration_id})
    desk(ctx).out.show(told, facts("Sent", told))


@cash.command("count")
def count_cash(
    ctx: typer.Context,
    declaration_id: DeclarationId,
    counted_fen: Annotated[int, typer.Argument(min=0, help="What you counted, in fen.")],
    code: Code,
) -> None:
    """Count what another person declared, without knowing its sum."""
    data = {"declaration_id": declaration_id, "counted_fen": counted_fen, "code": code}
    counted = desk(ctx).change("collect_cod", "count_cash", data)
    desk(ctx).out.show(counted, facts("Counted", counted))


@cash.command("counts")
def list_counts(ctx: typer.Context, every: Every = False, limit: Limit = 50) -> None:
    """Counts whose cash lies in the safe."""
    asked = {"state": "all" if every else "in_safe", "limit": limit}
    rows = desk(ctx).read("collect_cod", "list_cash_counts", asked)["counts"]
    columns = {
        "count": "count_id",
        "outlet": "outlet_id",
        "courier": "courier_id",
        "counted": yuan("counted_fen"),
        "safe": yuan("safe_fen"),
        "state": "state",
        "deposit": "deposit_id",
        "when": moment("at"),
    }
    desk(ctx).out.show(rows, table(f"{len(rows)} counts", rows, columns))


@cash.command("deposit")
def deposit_cash(
    ctx: typer.Context,
    count_ids: Annotated[list[str], typer.Argument(metavar="COUNT…", help="As the list shows them.")],
    amount_fen: Annotated[int, typer.Option("--fen", min=1, help="The sum on the bank's slip.")],
    reference: Annotated[str, typer.Option(help="The bank's number of the deposit.")],
    slip: Annotated[Path | None, typer.Option(help="A photo of the bank's slip.")] = None,
) -> None:
    """Pay the cash of whole counts into the bank."""
    data: dict[str, Any] = {"count_ids": count_ids, "amount_fen": amount_fen, "bank_reference": reference}
    data |= {"slip": send_slip(desk(ctx), slip)} if slip else {}
    made = desk(ctx).change("collect_cod", "deposit_cash", data)
    desk(ctx).out.show(made, facts("Deposit", made))


@cash.command("deposits")
def list_deposits(
    ctx: typer.Context,
    state: Annotated[str, typer.Option(help="banked, confirmed, discrepancy or void.")] = "",
    limit: Limit = 50,
) -> None:
    """Deposits and whether the bank has confirmed them."""
    asked: dict[str, Any] = {"limit": limit} | ({"state": state} if state else {})
    rows = desk(ctx).read("collect_cod", "list_cash_deposits", asked)["deposits"]
    columns = {
        "deposit": "deposit_id",
        "outlet": "outlet_id",
        "yuan": yuan("amount_fen"),
        "reference": "bank_reference",
        "state": "state",
        "slip": "has_slip",
        "paid in": moment("at"),
        "confirmed": moment("confirmed_at"),
    }
    desk(ctx).out.show(rows, table(f"{len(rows)} deposits", rows, columns))


@cash.command("slip")
def show_slip(ctx: typer.Context, deposit_id: Annotated[str, typer.Argument(metavar="DEPOSIT")]) -> None:
    """Where the photo of a deposit's slip may be seen for some minutes."""
    shown = desk(ctx).read("collect_cod", "show_deposit_slip", {"deposit_id": deposit_id})
    desk(ctx).out.show(shown, facts("Slip", shown))


@cash.command("limit")
def set_limit(
    ctx: typer.Context,
    limit_fen: Annotated[int, typer.Argument(min=0, help="In fen.")],
    courier: Annotated[str, typer.Option(help="One courier.")] = "",
    outlet: Annotated[str, typer.Option(help="All couriers of an outlet.")] = "",
) -> None:
    """How much cash a courier may hold before they take out nothing more that cash is due for."""
    data: dict[str, Any] = {"limit_fen": limit_fen}
    data |= {"courier_id": courier} if courier else {}
    data |= {"outlet_id": outlet} if outlet else {}
    made = desk(ctx).change("collect_cod", "set_cash_limit", data)
    desk(ctx).out.show(made, facts("Limit", made))


@discrepancies.command("list")
def list_discrepancies(ctx: typer.Context, every: Every = False, limit: Limit = 50) -> None:
    """What does not agree and waits for finance."""
    asked = {"state": "all" if every else "unresolved", "limit": limit}
    rows = desk(ctx).read("collect_cod", "list_discrepancies", asked)["discrepancies"]
    columns = {
        "discrepancy": "discrepancy_id",
        "what": "kind",
        "holder": "holder",
        "expected": yuan("expected_fen"),
        "found": yuan("found_fen"),
        "differs": yuan("difference_fen"),
        "state": "state",
        "proposed": lambda row: (row.get("proposal") or {}).get("resolution", ""),
        "since": moment("at"),
    }
    desk(ctx).out.show(rows, table(f"{len(rows)} differences", rows, columns))


@discrepancies.command("open")
def open_discrepancy(
    ctx: typer.Context,
    kind: Annotated[str, typer.Argument(metavar="safe|deposit")],
    subject_id: Annotated[str, typer.Argument(metavar="COUNT|DEPOSIT")],
    found_fen: Annotated[int, typer.Argument(min=0, help="What is really there, in fen.")],
) -> None:
    """Freeze cash that finance found to differ: of a count in its safe, or of a deposit at the bank."""
    _deed(ctx, "open_discrepancy", {"kind": kind, "subject_id": subject_id, "found_fen": found_fen})


@discrepancies.command("propose")
def propose(
    ctx: typer.Context,
    discrepancy_id: DiscrepancyId,
    resolution: Annotated[str, typer.Argument(metavar="recount|shortage|surplus|back_to_declared|stands")],
    note: Annotated[str, typer.Option(help="What was found out; no names and no phones.")],
    amount_fen: Annotated[int, typer.Option("--fen", min=0, help="What is missing or over.")] = 0,
) -> None:
    """Say what it was; another person approves it."""
    data = {"discrepancy_id": discrepancy_id, "resolution": resolution, "amount_fen": amount_fen, "note": note}
    _deed(ctx, "propose_resolution", data)


@discrepancies.command("code")
def send_approval_code(ctx: typer.Context, discrepancy_id: DiscrepancyId) -> None:
    """A code to your own phone, for approving the proposal as it stands."""
    told = desk(ctx).change("collect_cod", "send_approval_code", {"discrepancy_id": discrepancy_id})
    desk(ctx).out.show(told, facts("Sent", told))


@discrepancies.command("approve")
def approve(ctx: typer.Context, discrepancy_id: DiscrepancyId, code: Code) -> None:
    """Agree to what another person proposed."""
    _deed(ctx, "approve_resolution", {"discrepancy_id": discrepancy_id, "code": code})


def _deed(ctx: typer.Context, action: str, data: dict[str, Any]) -> None:
    done = desk(ctx).change("collect_cod", action, data)
    desk(ctx).out.show(done, facts("Difference", done))
