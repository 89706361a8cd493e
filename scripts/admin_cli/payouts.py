"""Money that leaves: remittance batches and the bank's files, merchants' accounts, commissions."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from scripts.admin_cli.desk import desk
from scripts.admin_cli.faults import Misused
from scripts.admin_cli.fields import file_data
from scripts.admin_cli.output import facts, moment, table, yuan

remittances = typer.Typer(help="Goods money to merchants (返款): batches that two decide.", no_args_is_help=True)
payees = typer.Typer(help="Merchants' bank accounts.", no_args_is_help=True)
commissions = typer.Typer(help="What couriers earn by their work.", no_args_is_help=True)

BatchId = Annotated[str, typer.Argument(metavar="BATCH", help="As the list shows it.")]
Owner = Annotated[str, typer.Argument(metavar="MERCHANT", help="The account's owner: a merchant's or partner's id.")]
Code = Annotated[str, typer.Option(help="The code that was sent to your own phone.")]

_PAYOUTS = {
    "payout": "payout_id",
    "kind": "kind",
    "by": "channel",
    "payee": "payee_id",
    "yuan": yuan("amount_fen"),
    "state": "label",
    "reason": "reason",
    "ordered": moment("at"),
    "ended": moment("ended_at"),
}


@remittances.command("list")
def list_batches(
    ctx: typer.Context,
    state: Annotated[str, typer.Option(help="proposed, approved, rejected or settled.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=200)] = 50,
) -> None:
    """Batches, the newest first."""
    asked: dict[str, Any] = {"limit": limit} | ({"state": state} if state else {})
    found = desk(ctx).read("remit", "list_remittances", asked)["batches"]
    columns = {
        "batch": "batch_id",
        "until": "until",
        "state": "label",
        "payouts": "payouts",
        "ended": "ended",
        "yuan": yuan("amount_fen"),
        "made": moment("made_at"),
        "decided": moment("decided_at"),
    }
    desk(ctx).out.show(found, table(f"{len(found)} batches", found, columns))


@remittances.command("make")
def make_batch(
    ctx: typer.Context,
    until: Annotated[str, typer.Argument(metavar="DAY", help="Deliveries up to this day, such as 2026-03-09.")],
    merchant: Annotated[str, typer.Option(help="Only this merchant's.")] = "",
) -> None:
    """Propose to remit what is ready; another person approves it."""
    data = {"until": until} | ({"merchant_id": merchant} if merchant else {})
    made = desk(ctx).change("remit", "make_remittance", data)
    left = {"merchant": "merchant_id", "because": "reason", "parcels": "waybills"}
    views = [table("Left out", made["left_out"], left)] if made["left_out"] else []
    desk(ctx).out.show(made, facts("Proposed", {key: made[key] for key in made if key != "left_out"}), *views)


@remittances.command("show")
def show_batch(ctx: typer.Context, batch_id: BatchId) -> None:
    """A batch with its payouts."""
    shown = desk(ctx).read("remit", "show_remittance", {"batch_id": batch_id})
    head = {name: value for name, value in shown.items() if name != "items"}
    desk(ctx).out.show(shown, facts("Batch", head), table("Payouts", shown["items"], _PAYOUTS))


@remittances.command("code")
def send_code(ctx: typer.Context, subject: Annotated[str, typer.Argument(metavar="BATCH|MERCHANT")]) -> None:
    """Send a code to your own phone, good for one batch or one merchant's account."""
    said = desk(ctx).change("remit", "send_payout_code", {"subject": subject})
    desk(ctx).out.show(said, facts("Sent", said))


@remittances.command("approve")
def approve(ctx: typer.Context, batch_id: BatchId, code: Code) -> None:
    """Order the payouts of a batch that somebody else made."""
    done = desk(ctx).change("remit", "approve_remittance", {"batch_id": batch_id, "code": code})
    desk(ctx).out.show(done, facts("Approved", done))


@remittances.command("reject")
def reject(ctx: typer.Context, batch_id: BatchId, note: Annotated[str, typer.Option(help="Why.")]) -> None:
    """Take a proposal back; its waybills may go into another one."""
    done = desk(ctx).change("remit", "reject_remittance", {"batch_id": batch_id, "note": note})
    desk(ctx).out.show(done, facts("Rejected", done))


@remittances.command("file")
def bank_file(
    ctx: typer.Context,
    batch_id: BatchId,
    to: Annotated[Path, typer.Option(help="Where to write it; accounts stand there in clear.", dir_okay=False)],
) -> None:
    """Fetch the file that the bank is given; it is written down who fetched it."""
    made = desk(ctx).read("remit", "make_bank_file", {"batch_id": batch_id})
    to.touch(mode=0o600)
    to.write_text(made["content"], encoding="utf-8", newline="")
    told = {"file": str(to), "lines": made["content"].count("\r\n") - 1}
    desk(ctx).out.show(told, facts("Written", told))


@remittances.command("result")
def bank_result(
    ctx: typer.Context,
    batch_id: BatchId,
    file: Annotated[Path, typer.Argument(help="The bank's result, CSV.", exists=True, dir_okay=False)],
) -> None:
    """Record what the bank paid and what it could not; the same file again repeats nothing."""
    try:
        content = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise Misused(f"{file} is not UTF-8: save it as UTF-8 first") from error
    lines = [line for line in content.splitlines() if line.strip()]
    said = desk(ctx).read("remit", "record_bank_result", {"batch_id": batch_id, "lines": lines})
    broken = [table("Lines that do not fit", said["broken"], {"line": "line", "because": "reason"})]
    counts = {name: value for name, value in said.items() if name != "broken"}
    desk(ctx).out.show(said, facts("Recorded", counts), *(broken if said["broken"] else []))


@remittances.command("payouts")
def list_payouts(
    ctx: typer.Context,
    state: Annotated[str, typer.Option(help="proposed, ordered, waiting, paid, failed or dropped.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=200)] = 50,
) -> None:
    """Payouts of every kind: goods money, earnings, compensations."""
    asked: dict[str, Any] = {"limit": limit} | ({"state": state} if state else {})
    found = desk(ctx).read("remit", "list_payouts", asked)["payouts"]
    desk(ctx).out.show(found, table(f"{len(found)} payouts", found, _PAYOUTS))


@payees.command("list")
def list_payees(ctx: typer.Context, limit: Annotated[int, typer.Option(min=1, max=200)] = 50) -> None:
    """Accounts that wait for finance's word."""
    found = desk(ctx).read("remit", "list_payee_accounts", {"limit": limit})["payees"]
    columns = {"owner": "owner_id", "bank": "bank_name", "holder": "account_name", "number": "account_no"}
    columns_and_time: dict[str, Any] = columns | {"usable from": moment("usable_from")}
    desk(ctx).out.show(found, table(f"{len(found)} to confirm", found, columns_and_time))


@payees.command("open")
def open_payee(ctx: typer.Context, owner_id: Owner) -> None:
    """The holder's name in clear, to compare with the merchant's papers; it is written down who looked."""
    shown = desk(ctx).read("remit", "open_payee_account", {"owner_id": owner_id})
    desk(ctx).out.show(shown, facts("Account", shown))


@payees.command("enter")
def enter_payee(
    ctx: typer.Context,
    owner_id: Owner,
    file: Annotated[Path, typer.Argument(help="JSON: bank_name, account_name, account_no; - reads stdin.")],
    code: Code,
) -> None:
    """Enter a partner's account; another person confirms it."""
    data = file_data(file) | {"owner_id": owner_id, "code": code}
    done = desk(ctx).change("remit", "enter_payee_account", data)
    desk(ctx).out.show(done, facts("Entered", done))


@payees.command("confirm")
def confirm_payee(ctx: typer.Context, owner_id: Owner, code: Code) -> None:
    """Vouch that the account's holder is the merchant."""
    done = desk(ctx).change("remit", "confirm_payee_account", {"owner_id": owner_id, "code": code})
    desk(ctx).out.show(done, facts("Confirmed", done))


@commissions.command("list")
def list_rules(ctx: typer.Context, limit: Annotated[int, typer.Option(min=1, max=500)] = 100) -> None:
    """Versions, the latest first."""
    found = desk(ctx).read("remit", "list_commission_rules", {"limit": limit})["rules"]
    columns = {
        "version": "version",
        "from": moment("valid_from"),
        "pickup": yuan("pickup_fen"),
        "delivery": yuan("delivery_fen"),
        "per kg": yuan("per_kg_fen"),
        "above g": "free_g",
        "cod": yuan("cod_fen"),
    }
    desk(ctx).out.show(found, table(f"{len(found)} rules", found, columns))


@commissions.command("publish")
def publish_rule(
    ctx: typer.Context,
    file: Annotated[
        Path,
        typer.Argument(help="JSON: valid_from, pickup_fen, … as the list shows them; - reads stdin."),
    ],
) -> None:
    """Announce a version; work that was done before it begins keeps its rule."""
    data = {name: value for name, value in file_data(file).items() if name != "version"}
    done = desk(ctx).change("remit", "publish_commission_rule", data)
    desk(ctx).out.show(done, facts("Published", done))
