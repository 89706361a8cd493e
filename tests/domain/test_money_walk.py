"""Ten thousand steps of money at random: nothing is made, nothing is lost, nothing goes below nothing."""

import pytest

from logistics.domain.cod import CodStatus
from logistics.domain.consignment import PaymentTerms
from logistics.domain.journal import COMPANY, Account
from logistics.domain.paying import PaymentState
from logistics.domain.refunding import RefundState
from logistics.domain.states import Status
from tests.domain.money_custody import Company
from tests.domain.parcels import CUSTOMER

_STEPS = 2_500  # for each of four seeds
_AT_ONCE, _PATIENCE = 10, 2_000
CUSTODY = (Account.COURIER_CASH, Account.CASH_DECLARED, Account.OUTLET_SAFE, Account.BANK_IN_TRANSIT)
ACTIONS = {
    Company.place: 5,
    Company.offer: 8,
    Company.hear_payment: 8,
    Company.reprice: 3,
    Company.pick_up: 7,
    Company.charge: 3,
    Company.cancel: 1,
    Company.lose: 1,
    Company.collect: 6,
    Company.give_back_cash: 1,
    Company.sign: 5,
    Company.confirm_by_bill: 3,
    Company.settle: 6,
    Company.allow_refund: 1,
    Company.hear_refund: 8,
    Company.declare: 2,
    Company.count: 3,
    Company.resolve: 2,
    Company.deposit: 2,
    Company.confirm_deposit: 2,
    Company.remit: 3,
}


@pytest.mark.parametrize("seed", range(4))
def test_money_is_neither_made_nor_lost_over_thousands_of_steps(seed: int) -> None:
    company = Company(seed)
    happened = dict.fromkeys(ACTIONS, 0)
    for company.steps in range(_STEPS):
        action = company.rng.choices(list(ACTIONS), list(ACTIONS.values()))[0]
        entries = len(company.books.entries)
        action(company)
        happened[action] += len(company.books.entries) > entries
        check(company)
    for action in (Company.resolve, Company.remit, Company.hear_refund, Company.lose, Company.give_back_cash):
        assert happened[action] > 0, f"{action.__name__} never moved money: the walk shows nothing of it"
    come_to_an_end(company)
    check(company)
    check_the_end(company)


def check(company: Company) -> None:
    """What must be so after every single step."""
    books, taken = company.books, company.taken
    assert sum(books.balances.values()) == 0, "the sum over all accounts"
    below = {key: amount for key, amount in books.balances.items() if key[0] in CUSTODY and amount < 0}
    assert not below, "custody below nothing"
    assert books.total(Account.WECHAT_CLEARING) == taken["wechat"], "what WeChat Pay holds"
    assert -books.total(Account.GOODS_MONEY_OWED) == taken["goods"], "goods money taken and not remitted"
    cash = books.total(*CUSTODY, Account.BANK, Account.CASH_DIFFERENCE)
    assert cash == taken["cash"] - taken["paid_by_bank"], "cash in all its places, and what is missing of it"
    for number in company.live():
        check_refunds(company, number)


def check_refunds(company: Company, number: str) -> None:
    """Never more goes back than came."""
    rows = company.refunds.get(number, [])
    for payment in company.payments.get(number, []):
        back = sum(each.amount_fen for each in rows if each.payment_id == payment.id and each.counts)
        paid = payment.amount_fen if payment.state is PaymentState.PAID else 0
        assert back <= paid, f"refunds of {payment.id}"


def come_to_an_end(company: Company) -> None:
    """Everybody pays what they owe, every refund arrives, all cash is counted and banked."""
    for parcel in list(company.parcels.values()):
        if parcel.status in (Status.PENDING_PAYMENT, Status.PLACED):
            company.cancel_one(parcel)
    for first in range(0, len(company.parcels), _AT_ONCE):
        company.window = slice(first, first + _AT_ONCE)
        let_rest(company)


def let_rest(company: Company) -> None:
    """The money of those that are looked at now moves until it is even."""
    for _ in range(_PATIENCE):
        company.steps += 1
        for action in (company.offer, company.hear_payment, company.settle, lambda: company.hear_refund(0.0)):
            action()
        for cash in (company.declare, company.count, company.resolve, company.deposit, company.confirm_deposit):
            cash()
        if is_at_rest(company):
            return
    raise AssertionError("the company never came to rest")


def is_at_rest(company: Company) -> bool:
    """Whether nobody owes, no refund is on its way, and no cash is between a door and the bank."""
    numbers = company.live()
    due = any(company.owed_fen(company.parcels[number]) for number in numbers)
    refunds = [each for number in numbers for each in company.refunds.get(number, [])]
    open_refunds = any(each.state not in (RefundState.PAID, RefundState.CLOSED) for each in refunds)
    return not (due or open_refunds or company.books.total(*CUSTODY))


def check_the_end(company: Company) -> None:
    """Every prepaid order is even by itself, and statements made from the orders say what stands in the books."""
    balances = company.books.balances
    for number, parcel in company.parcels.items():
        if parcel.terms is PaymentTerms.PREPAID:
            assert balances[Account.FREIGHT_RECEIVABLE, number] == 0, f"{number} is not even"
    ready = [each for each in company.parcels.values() if each.cod.status.taken]
    owed = sum(each.cod.due_fen for each in ready if each.cod.status is not CodStatus.REMITTED)
    assert owed == -balances[Account.GOODS_MONEY_OWED, CUSTOMER.id], "the merchant's statement"
    by_waybill = sum(
        line.amount_fen
        for entries in company.books.of.values()
        for entry in entries
        for line in entry.lines
        if (line.account, line.holder) == (Account.WECHAT_CLEARING, COMPANY)
    )
    assert by_waybill == company.taken["wechat"], "the statement of WeChat Pay, waybill by waybill"
