"""Daily statements: whose matter each account of the journal is, and whose statement a caller may ask for."""

from enum import StrEnum

from logistics.domain.faults import Forbidden
from logistics.domain.journal import Account
from logistics.domain.roles import CUSTOMERS, Actor, Role


class StatementKind(StrEnum):
    """Every account belongs to one kind, so that the statements of all kinds together are the whole journal."""

    COURIER = "courier"
    OUTLET = "outlet"
    MERCHANT = "merchant"  # whoever sends or pays; what is owed on receipt stands under its waybill
    COMPANY = "company"


_WHOSE = {
    Account.COURIER_CASH: StatementKind.COURIER,
    Account.CASH_DECLARED: StatementKind.COURIER,
    Account.CASH_DIFFERENCE: StatementKind.COURIER,
    Account.EARNINGS_OWED: StatementKind.COURIER,
    Account.OUTLET_SAFE: StatementKind.OUTLET,
    Account.BANK_IN_TRANSIT: StatementKind.OUTLET,
    Account.GOODS_MONEY_OWED: StatementKind.MERCHANT,
    Account.FREIGHT_RECEIVABLE: StatementKind.MERCHANT,
    Account.CLAIMS_OWED: StatementKind.MERCHANT,
}


def accounts_of(kind: StatementKind) -> tuple[Account, ...]:
    """The accounts that a statement of this kind shows, in the order of the chart."""
    return tuple(each for each in Account if _WHOSE.get(each, StatementKind.COMPANY) is kind)


def holder_for(kind: StatementKind, holder: str, actor: Actor) -> str:
    """Whose statement it will be: anybody's (or everybody's, "") for finance, one's own for all others.

    Raises Forbidden STATEMENT_NOT_YOURS.
    """
    if actor.role in (Role.FINANCE, Role.ADMINISTRATOR):
        return holder
    own_kind, own = _own(actor)
    if kind is not own_kind or not own or holder not in ("", own):
        raise Forbidden("STATEMENT_NOT_YOURS", "只能查看本人或本网点的对账单")
    return own


def _own(actor: Actor) -> tuple[StatementKind, str]:
    if actor.role in CUSTOMERS:
        return StatementKind.MERCHANT, actor.id
    if actor.role is Role.COURIER:
        return StatementKind.COURIER, actor.id
    return StatementKind.OUTLET, actor.outlet_id or ""
