"""The entries of payments, refunds, custody and payouts: one maker for each way in which money moves."""

from datetime import datetime

from logistics.domain.journal import COMPANY, Account, Entry, Line, moved, reversal


def payment_received(entry_id: str, waybill_no: str | None, holder: str, amount_fen: int, at: datetime) -> Entry:
    """A payment through WeChat Pay: `holder`, a prepaid waybill or the account of a statement, owes that much less."""
    taken = Line(Account.WECHAT_CLEARING, COMPANY, amount_fen)
    return moved(entry_id, "payment_received", waybill_no, at, taken, Account.FREIGHT_RECEIVABLE, holder)


def refund_paid(entry_id: str, waybill_no: str, amount_fen: int, at: datetime) -> Entry:
    """WeChat Pay gave money of a prepaid waybill back."""
    given = Line(Account.FREIGHT_RECEIVABLE, waybill_no, amount_fen)
    return moved(entry_id, "refund_paid", waybill_no, at, given, Account.WECHAT_CLEARING, COMPANY)


def refund_allowed(entry_id: str, waybill_no: str, amount_fen: int, at: datetime) -> Entry:
    """Money of a prepaid waybill is given back beyond what is owed: the company bears it."""
    borne = Line(Account.REFUNDS, COMPANY, amount_fen)
    return moved(entry_id, "refund_allowed", waybill_no, at, borne, Account.FREIGHT_RECEIVABLE, waybill_no)


def goodwill_met(payment_id: str, waybill_no: str, amount_fen: int, at: datetime) -> Entry:
    """What was given back out of goodwill is owed after all, since all of the payment goes back: nobody bears it."""
    owed = Line(Account.FREIGHT_RECEIVABLE, waybill_no, amount_fen)
    return moved(f"goodwill_met:{payment_id}", "goodwill_met", waybill_no, at, owed, Account.REFUNDS, COMPANY)


def goods_money_owed_back(entry_id: str, waybill_no: str, owner_id: str, amount_fen: int, at: datetime) -> Entry:
    """Goods money of what never came is no merchant's: it is owed to who paid it, on the waybill's own account."""
    taken = Line(Account.GOODS_MONEY_OWED, owner_id, amount_fen)
    return moved(entry_id, "goods_money_owed_back", waybill_no, at, taken, Account.FREIGHT_RECEIVABLE, waybill_no)


def commission_earned(entry_id: str, waybill_no: str, courier_id: str, amount_fen: int, at: datetime) -> Entry:
    """Delivered work earns a courier a commission; a negative amount takes back what did not count after all."""
    cost = Line(Account.COMMISSIONS, COMPANY, amount_fen)
    cause = "commission_earned" if amount_fen > 0 else "commission_reversed"
    return moved(entry_id, cause, waybill_no, at, cost, Account.EARNINGS_OWED, courier_id)


def remittance_ordered(
    payout_id: str, waybill_no: str, merchant_id: str, goods_fen: int, fee_fen: int, at: datetime
) -> Entry:
    """Goods money of one waybill goes to its merchant; the fee that they still owe is settled with it."""
    lines = [
        Line(Account.GOODS_MONEY_OWED, merchant_id, goods_fen),
        Line(Account.FREIGHT_RECEIVABLE, merchant_id, -fee_fen),
        Line(Account.PAYOUT_IN_TRANSIT, payout_id, fee_fen - goods_fen),
    ]
    kept = tuple(line for line in lines if line.amount_fen)
    return Entry(f"payout_ordered:{payout_id}:{waybill_no}", "remittance_ordered", waybill_no, at, kept)


def payout_ordered(
    payout_id: str, waybill_no: str | None, account: Account, holder: str, amount_fen: int, at: datetime
) -> Entry:
    """Earnings or a compensation are on their way to whom they are owed."""
    owed = Line(account, holder, amount_fen)
    entry_id = f"payout_ordered:{payout_id}"
    return moved(entry_id, "payout_ordered", waybill_no, at, owed, Account.PAYOUT_IN_TRANSIT, payout_id)


def payout_paid(payout_id: str, waybill_no: str | None, source: Account, amount_fen: int, at: datetime) -> Entry:
    """What was ordered has reached its payee, out of the bank or of what lies with the payment provider."""
    gone = Line(Account.PAYOUT_IN_TRANSIT, payout_id, amount_fen)
    return moved(f"payout_paid:{payout_id}", "payout_paid", waybill_no, at, gone, source, COMPANY)


def claim_agreed(claim_id: str, waybill_no: str, amount_fen: int, at: datetime) -> Entry:
    """A compensation that both sides agree to is owed to its waybill's claimant."""
    cost = Line(Account.CLAIMS, COMPANY, amount_fen)
    return moved(f"claim_agreed:{claim_id}", "claim_agreed", waybill_no, at, cost, Account.CLAIMS_OWED, waybill_no)


def claim_paid_by_bank(claim_id: str, waybill_no: str, amount_fen: int, at: datetime) -> Entry:
    """Finance paid a compensation by a bank transfer of their own."""
    paid = Line(Account.CLAIMS_OWED, waybill_no, amount_fen)
    return moved(f"claim_paid:{claim_id}", "claim_paid", waybill_no, at, paid, Account.BANK, COMPANY)


def cash_difference(
    entry_id: str, waybill_no: str, holder: str, account: Account, of: str, difference_fen: int, at: datetime
) -> Entry:
    """Cash of a waybill found missing (below zero) or over: `holder` owes it, or it stands to their credit."""
    found = Line(account, of, difference_fen)
    return moved(entry_id, "cash_difference", waybill_no, at, found, Account.CASH_DIFFERENCE, holder)


def count_voided(
    entry_id: str, waybill_no: str, courier_id: str, outlet_id: str, amount_fen: int, at: datetime
) -> Entry:
    """Counted cash is to be counted anew: it is as its courier handed it in."""
    declared = Line(Account.CASH_DECLARED, courier_id, amount_fen)
    return moved(entry_id, "count_voided", waybill_no, at, declared, Account.OUTLET_SAFE, outlet_id)


def deposit_voided(entry_id: str, waybill_no: str, outlet_id: str, amount_fen: int, at: datetime) -> Entry:
    """A deposit never reached the bank: its cash lies in the outlet's safe."""
    safe = Line(Account.OUTLET_SAFE, outlet_id, amount_fen)
    return moved(entry_id, "deposit_voided", waybill_no, at, safe, Account.BANK_IN_TRANSIT, outlet_id)


def statement_received(account_id: str, reference: str, amount_fen: int, at: datetime, placed: bool = False) -> Entry:
    """A customer paid a month's bill into our bank; the bank's number makes it one entry. For `placed` see `banked`."""
    entry_id, arrived = f"statement_received:{reference}", banked(reference, amount_fen, placed)
    return moved(entry_id, "statement_received", None, at, arrived, Account.FREIGHT_RECEIVABLE, account_id)


def payment_fees_kept(day: str, amount_fen: int, at: datetime) -> Entry:
    """What the payment provider kept of a day's payments, less what it gave back with refunds."""
    kept = Line(Account.PAYMENT_FEES, COMPANY, amount_fen)
    return moved(f"fund_flow:{day}:fees", "payment_fees", None, at, kept, Account.WECHAT_CLEARING, COMPANY)


def provider_withdrawn(number: str, amount_fen: int, at: datetime) -> Entry:
    """One withdrawal left the payment provider for our bank; it is there only when the bank says so."""
    under_way = Line(Account.WECHAT_IN_TRANSIT, number, amount_fen)
    entry_id = f"withdrawal:{number}"
    return moved(entry_id, "provider_withdrawn", None, at, under_way, Account.WECHAT_CLEARING, COMPANY)


def withdrawal_arrived(number: str, reference: str, amount_fen: int, at: datetime, placed: bool = False) -> Entry:
    """The bank shows a withdrawal under a reference of its own. For `placed` see `banked`."""
    arrived = banked(reference, amount_fen, placed)
    entry_id = f"withdrawal_arrived:{reference}"
    return moved(entry_id, "withdrawal_arrived", None, at, arrived, Account.WECHAT_IN_TRANSIT, number)


def unknown_credit(reference: str, amount_fen: int, at: datetime) -> Entry:
    """The bank received money that nobody can place yet: it waits under its own reference."""
    received = Line(Account.BANK, COMPANY, amount_fen)
    return moved(f"unknown_credit:{reference}", "unknown_credit", None, at, received, Account.SUSPENSE, reference)


def credit_told_anew(told: Entry, reference: str, at: datetime) -> Entry:
    """A credit leaves suspense whole, because what it is will now be posted by itself."""
    return reversal(f"credit_told_anew:{reference}", told, at)


def provider_topped_up(number: str, amount_fen: int, at: datetime) -> Entry:
    """Money of our bank that we put on the provider's account, by the provider's own number."""
    put = Line(Account.WECHAT_CLEARING, COMPANY, amount_fen)
    return moved(f"top_up:{number}", "provider_topped_up", None, at, put, Account.BANK, COMPANY)


def banked(reference: str, amount_fen: int, placed: bool) -> Line:
    """What a credit of the bank adds: `placed` if its reference waited in suspense, where the bank has it already."""
    return Line(Account.SUSPENSE, reference, amount_fen) if placed else Line(Account.BANK, COMPANY, amount_fen)
