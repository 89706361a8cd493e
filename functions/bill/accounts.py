"""Monthly accounts: what was agreed, and how one stands."""

from dataclasses import asdict
from typing import Any

from functions.bill.schemas import ListAccounts, OneAccount, SaveAccount
from logistics.domain.billing import CreditAccount
from logistics.domain.faults import NotFound
from logistics.runtime.context import Context

_SHOWN = 12  # statements beside an account


def show_account(_: object, ctx: Context) -> dict[str, Any]:
    """The caller's own account: its credit, what is used of it, and the latest months."""
    return _shown(ctx.actor.id, ctx)


def show_customer_account(command: OneAccount, ctx: Context) -> dict[str, Any]:
    """The same of any customer, for finance."""
    return _shown(command.account_id, ctx)


def list_accounts(command: ListAccounts, ctx: Context) -> dict[str, Any]:
    """The accounts that something was agreed about, or that are late."""
    found = ctx.store.credit_accounts.listed(command.after, command.limit + 1)
    shown = found[: command.limit]
    return {"accounts": shown} | ({"next": shown[-1].id} if len(found) > len(shown) else {})


def save_account(command: SaveAccount, ctx: Context) -> CreditAccount:
    """What finance agreed with a customer counts from the next order on; NotFound CUSTOMER_NOT_FOUND."""
    if ctx.store.customers.get(command.account_id) is None:
        raise NotFound("CUSTOMER_NOT_FOUND", "没有找到这个客户")
    agreed = {name: value for name, value in asdict(command).items() if name != "account_id"}
    overdue = ctx.store.credit_accounts.get(command.account_id).overdue
    account = CreditAccount(command.account_id, **agreed, overdue=overdue)
    ctx.store.credit_accounts.save(account)
    ctx.store.audit.note(ctx.actor, "save_account", f"credit_accounts:{account.id}", agreed)
    return account


def _shown(account_id: str, ctx: Context) -> dict[str, Any]:
    credit = ctx.store.credit_accounts.standing(account_id)
    figures = {"owed_fen": credit.owed_fen, "used_fen": credit.used_fen, "room_fen": credit.room_fen}
    return asdict(credit.account) | figures | {"statements": ctx.store.statements.of(account_id, limit=_SHOWN)}
