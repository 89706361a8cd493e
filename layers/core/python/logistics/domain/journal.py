"""Double entry: every movement of money is one balanced entry, or it is refused.

A line's amount is positive for a debit and negative for a credit. The id of an entry is given by what caused it,
so that the same cause posted twice is one entry. Entries are never changed; `reversal` undoes one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from logistics.domain.charge import REDELIVERY, REDIRECT, RETURN, STORAGE, Charge
from logistics.domain.cod import PayMethod
from logistics.domain.faults import Conflict
from logistics.domain.pricing import COD_FEE, FREIGHT, INSURANCE, PIECES, RETURN_RECEIPT, FeeLine


class Account(StrEnum):
    """What a balance is of; the holder of a line says whose."""

    COURIER_CASH = "courier_cash"  # cash in a courier's hands
    CASH_DECLARED = "cash_declared"  # handed in by a courier, not yet counted
    OUTLET_SAFE = "outlet_safe"
    BANK_IN_TRANSIT = "bank_in_transit"
    BANK = "bank"
    WECHAT_CLEARING = "wechat_clearing"
    WECHAT_IN_TRANSIT = "wechat_in_transit"  # on its way from the provider to the bank, by the withdrawal's number
    GOODS_MONEY_OWED = "goods_money_owed"  # collected for a consignor, to be remitted
    FREIGHT_RECEIVABLE = "freight_receivable"
    REVENUE_FREIGHT = "revenue_freight"
    REVENUE_INSURANCE = "revenue_insurance"
    REVENUE_COD_FEE = "revenue_cod_fee"
    REVENUE_SURCHARGE = "revenue_surcharge"
    REVENUE_PIECES = "revenue_pieces"
    REVENUE_RETURN_RECEIPT = "revenue_return_receipt"
    REVENUE_REDELIVERY = "revenue_redelivery"
    REVENUE_STORAGE = "revenue_storage"
    REVENUE_REDIRECT = "revenue_redirect"
    REVENUE_RETURN = "revenue_return"
    REFUNDS = "refunds"
    CLAIMS = "claims"
    DISCOUNTS = "discounts"
    CASH_DIFFERENCE = "cash_difference"
    COMMISSIONS = "commissions"  # what couriers earn by delivered work
    EARNINGS_OWED = "earnings_owed"  # to a courier
    PAYMENT_FEES = "payment_fees"  # kept by the payment provider
    CLAIMS_OWED = "claims_owed"  # agreed compensation of a waybill
    PAYOUT_IN_TRANSIT = "payout_in_transit"  # ordered from the bank or the provider, not confirmed yet
    WRITTEN_OFF = "written_off"
    SUSPENSE = "suspense"  # money received that nobody can place yet, by the bank's reference


COMPANY = "company"
_REVENUE = {
    FREIGHT: Account.REVENUE_FREIGHT,
    INSURANCE: Account.REVENUE_INSURANCE,
    COD_FEE: Account.REVENUE_COD_FEE,
    PIECES: Account.REVENUE_PIECES,
    RETURN_RECEIPT: Account.REVENUE_RETURN_RECEIPT,
    REDELIVERY: Account.REVENUE_REDELIVERY,
    STORAGE: Account.REVENUE_STORAGE,
    REDIRECT: Account.REVENUE_REDIRECT,
    RETURN: Account.REVENUE_RETURN,
}


@dataclass(frozen=True)
class Line:
    """`holder` is the id of the courier, outlet, customer or waybill whose balance it is, or COMPANY."""

    account: Account
    holder: str
    amount_fen: int


@dataclass(frozen=True)
class Entry:
    """Raises Conflict JOURNAL_UNBALANCED when made of lines that do not balance, are zero, or are not whole fen."""

    id: str
    cause: str
    waybill_no: str | None
    at: datetime
    lines: tuple[Line, ...]

    def __post_init__(self) -> None:
        amounts = [line.amount_fen for line in self.lines]
        whole = all(type(amount) is int and amount != 0 for amount in amounts)
        if not amounts or not whole or sum(amounts) != 0:
            raise Conflict("JOURNAL_UNBALANCED", "账目不平", cause=self.cause, lines=len(amounts))


def freight_charged(entry_id: str, waybill_no: str, payer_id: str, fee_lines: Iterable[FeeLine], at: datetime) -> Entry:
    """The bill of a parcel becomes owed by `payer_id`: a customer, or the waybill itself when paid on receipt."""
    credits = [
        Line(_REVENUE.get(fee.code, Account.REVENUE_SURCHARGE), COMPANY, -fee.amount_fen)
        for fee in fee_lines
        if fee.amount_fen
    ]
    owed = Line(Account.FREIGHT_RECEIVABLE, payer_id, -sum(line.amount_fen for line in credits))
    return Entry(entry_id, "freight_charged", waybill_no, at, (owed, *credits))


def charge_added(entry_id: str, waybill_no: str, payer_id: str, charge: Charge, at: datetime) -> Entry:
    """A fee beside the price becomes owed by `payer_id`, or a sum below nothing is given back to them."""
    owed = Line(Account.FREIGHT_RECEIVABLE, payer_id, charge.amount_fen)
    revenue = _REVENUE.get(charge.code, Account.REVENUE_SURCHARGE)
    return moved(entry_id, f"charge_added:{charge.id}", waybill_no, at, owed, revenue, COMPANY)


def freight_moved(entry_id: str, waybill_no: str, payer_id: str, amount_fen: int, at: datetime) -> Entry:
    """Freight on receipt that the consignee will not pay falls to `payer_id`."""
    owed = Line(Account.FREIGHT_RECEIVABLE, payer_id, amount_fen)
    return moved(entry_id, "freight_moved", waybill_no, at, owed, Account.FREIGHT_RECEIVABLE, waybill_no)


def cash_collected(
    entry_id: str,
    waybill_no: str,
    collector_id: str,
    owed_to: str,
    cod_fen: int,
    freight_fen: int,
    at: datetime,
    method: PayMethod = PayMethod.CASH,
) -> Entry:
    """Money taken at the door: goods money is owed to `owed_to`, freight on receipt settles the waybill's bill."""
    cash = method is PayMethod.CASH
    taken = Line(
        Account.COURIER_CASH if cash else Account.WECHAT_CLEARING,
        collector_id if cash else COMPANY,
        cod_fen + freight_fen,
    )
    settled = (
        Line(Account.GOODS_MONEY_OWED, owed_to, -cod_fen),
        Line(Account.FREIGHT_RECEIVABLE, waybill_no, -freight_fen),
    )
    return Entry(entry_id, "cash_collected", waybill_no, at, (taken, *(line for line in settled if line.amount_fen)))


def cash_declared(entry_id: str, waybill_no: str | None, courier_id: str, amount_fen: int, at: datetime) -> Entry:
    """A courier hands in cash; it is nobody's counted cash yet."""
    declared = Line(Account.CASH_DECLARED, courier_id, amount_fen)
    return moved(entry_id, "cash_declared", waybill_no, at, declared, Account.COURIER_CASH, courier_id)


def cash_counted(
    entry_id: str, waybill_no: str, courier_id: str, outlet_id: str, amount_fen: int, at: datetime
) -> Entry:
    """A cashier counted what a courier declared, and it agrees: it lies in the outlet's safe."""
    safe = Line(Account.OUTLET_SAFE, outlet_id, amount_fen)
    return moved(entry_id, "cash_counted", waybill_no, at, safe, Account.CASH_DECLARED, courier_id)


def cash_banked(entry_id: str, waybill_no: str, outlet_id: str, amount_fen: int, at: datetime) -> Entry:
    """An outlet paid cash in; the bank has not confirmed it."""
    paid_in = Line(Account.BANK_IN_TRANSIT, outlet_id, amount_fen)
    return moved(entry_id, "cash_banked", waybill_no, at, paid_in, Account.OUTLET_SAFE, outlet_id)


def bank_confirmed(entry_id: str, waybill_no: str, outlet_id: str, amount_fen: int, at: datetime) -> Entry:
    """The bank's statement shows the deposit."""
    banked = Line(Account.BANK, COMPANY, amount_fen)
    return moved(entry_id, "bank_confirmed", waybill_no, at, banked, Account.BANK_IN_TRANSIT, outlet_id)


def goods_money_remitted(entry_id: str, waybill_no: str, owed_to: str, amount_fen: int, at: datetime) -> Entry:
    """Goods money goes to whom it is owed."""
    paid = Line(Account.GOODS_MONEY_OWED, owed_to, amount_fen)
    return moved(entry_id, "goods_money_remitted", waybill_no, at, paid, Account.BANK, COMPANY)


def positions(entries: Iterable[Entry]) -> list[Line]:
    """What entries come to on each account of each holder, in order; what comes to nothing is left out."""
    sums: dict[tuple[Account, str], int] = {}
    for line in (line for entry in entries for line in entry.lines):
        sums[line.account, line.holder] = sums.get((line.account, line.holder), 0) + line.amount_fen
    return [Line(account, holder, amount) for (account, holder), amount in sorted(sums.items()) if amount]


def reversal(entry_id: str, entry: Entry, at: datetime) -> Entry:
    """The same lines with the opposite sign."""
    lines = tuple(Line(line.account, line.holder, -line.amount_fen) for line in entry.lines)
    return Entry(entry_id, f"reversal_of:{entry.id}", entry.waybill_no, at, lines)


def moved(
    entry_id: str, cause: str, waybill_no: str | None, at: datetime, debit: Line, account: Account, holder: str
) -> Entry:
    """One debit against one credit of the same amount."""
    return Entry(entry_id, cause, waybill_no, at, (debit, Line(account, holder, -debit.amount_fen)))
