"""Where a merchant's goods money goes: their own account, changed with a second factor, confirmed by finance.

Nothing goes to a changed account for a day, so that its owner can object; an account whose holder finance has not met
yet waits for their word. Partners have no phone: finance enters their account, and another finance person confirms it.
"""

from typing import Any

from functions.remit.payee_schemas import CodeRef, ConfirmPayee, ListPayees, PayeeRef, SavePayee
from logistics.domain.faults import Conflict, Forbidden, NotFound
from logistics.domain.remitting import COOL_DOWN, PayeeAccount
from logistics.domain.roles import Role
from logistics.privacy import vault
from logistics.runtime.context import Context
from logistics.runtime.logs import log_alarm
from logistics.runtime.second_factor import require_second_factor, send_second_factor
from logistics.store.codes import Purpose
from logistics.store.payee_accounts import BankDetails


def show_payee_account(_: object, ctx: Context) -> dict[str, Any]:
    """The caller's own account, masked."""
    return {"payee": ctx.store.payee_accounts.find(ctx.actor.id)}


def send_payee_code(_: object, ctx: Context) -> dict[str, int]:
    """How long the code lasts, and when another may be asked for."""
    told: dict[str, int] = ctx.answer
    return told


def sent_payee_code(_: object, ctx: Context) -> dict[str, int]:
    """Outside: a code to the caller's own bound phone; Conflict PHONE_NOT_BOUND."""
    phone = ctx.store.customers.phone_of(ctx.actor.id)
    if phone is None:
        raise _unbound()
    return send_second_factor(ctx, phone, Purpose.PAYEE, ctx.actor.id)


def proved_by_owner(command: SavePayee, ctx: Context) -> None:
    """Outside: the code that was sent to the owner's phone."""
    if ctx.actor.phone_index is None:
        raise _unbound()
    require_second_factor(ctx, ctx.actor.phone_index, Purpose.PAYEE, ctx.actor.id, command.code)


def save_payee_account(command: SavePayee, ctx: Context) -> PayeeAccount:
    """Write the caller's account anew; the same holder stays confirmed, another one waits for finance."""
    return _saved(ctx.actor.id, command, ctx)


def enter_payee_account(command: SavePayee, ctx: Context) -> PayeeAccount:
    """Finance enters a partner's account; another finance person confirms it. NotFound PARTNER_NOT_FOUND."""
    ctx.store.partners.get(command.owner_id)
    return _saved(command.owner_id, command, ctx)


def list_payee_accounts(command: ListPayees, ctx: Context) -> dict[str, Any]:
    """Those that wait for finance's confirmation."""
    found = ctx.store.payee_accounts.unconfirmed(command.after, command.limit + 1)
    shown = found[: command.limit]
    return {"payees": shown} | ({"next": shown[-1].owner_id} if len(found) > len(shown) else {})


def open_payee_account(command: PayeeRef, ctx: Context) -> dict[str, Any]:
    """The holder's name in clear, for comparing it with the merchant's papers; it is written down who looked."""
    account = _account(command.owner_id, ctx)
    details = ctx.store.payee_accounts.details_of(command.owner_id)
    ctx.store.audit.note(ctx.actor, "open_payee_account", f"payee_accounts:{command.owner_id}", {})
    return dict(vars(account)) | {"holder": details.account_name if details else ""}


def send_payout_code(_: CodeRef, ctx: Context) -> dict[str, int]:
    """How long the code lasts, and when another may be asked for."""
    told: dict[str, int] = ctx.answer
    return told


def sent_payout_code(command: CodeRef, ctx: Context) -> dict[str, int]:
    """Outside: a code to the caller's own phone, good for one batch or one payee account."""
    return send_second_factor(ctx, ctx.store.staff.phone_of(ctx.actor.id), Purpose.PAYOUT, command.subject)


def proved_by_finance(subject: str, code: str, ctx: Context) -> None:
    """The code that was sent to the caller's own phone about this subject."""
    index = vault.phone_index(ctx.store.staff.phone_of(ctx.actor.id))
    require_second_factor(ctx, index, Purpose.PAYOUT, subject, code)


def proved_for_account(command: SavePayee | ConfirmPayee, ctx: Context) -> None:
    """Outside: finance's code about an owner's account."""
    proved_by_finance(command.owner_id, command.code, ctx)


def confirm_payee_account(command: ConfirmPayee, ctx: Context) -> PayeeAccount:
    """Finance vouches for the holder; raises what PayeeAccount.confirm raises."""
    account = _account(command.owner_id, ctx)
    try:
        confirmed = account.confirm(ctx.actor, ctx.now)
    except Forbidden:
        log_alarm("payee_confirmed_by_enterer", owner_id=command.owner_id, actor=ctx.actor.id)
        raise
    ctx.store.payee_accounts.confirm(confirmed)
    version = {"version": [None, account.version]}
    ctx.store.audit.note(ctx.actor, "confirm_payee_account", f"payee_accounts:{command.owner_id}", version)
    return confirmed


def _saved(owner_id: str, command: SavePayee, ctx: Context) -> PayeeAccount:
    details = BankDetails(command.bank_name, command.account_name, command.account_no)
    known, before = ctx.store.payee_accounts.find(owner_id), ctx.store.payee_accounts.details_of(owner_id)
    same_holder = before is not None and before.account_name == details.account_name
    vouched = known if same_holder and known and known.confirmed_by and ctx.actor.role is not Role.FINANCE else None
    account = ctx.store.payee_accounts.save(owner_id, details, ctx.actor.id, ctx.now + COOL_DOWN, vouched)
    names: dict[str, Any] = {"account": "changed", "version": [known.version if known else None, account.version]}
    ctx.store.audit.note(ctx.actor, "save_payee_account", f"payee_accounts:{owner_id}", names)
    return account


def _account(owner_id: str, ctx: Context) -> PayeeAccount:
    account = ctx.store.payee_accounts.find(owner_id)
    if account is None:
        raise NotFound("PAYEE_NOT_FOUND", "没有登记收款账户", owner_id=owner_id)
    return account


def _unbound() -> Conflict:
    return Conflict("PHONE_NOT_BOUND", "请先绑定手机号，再进行此操作")
