"""Hundreds of steps of money at random through the true functions: nothing is made, lost, or in two places.

MONEY_STEPS=10000 scripts/test tests/functions/test_money_steps.py walks as far as anybody has patience for.
"""

import os
from collections import Counter
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest

from logistics.domain.cod import CodStatus, PayMethod
from logistics.domain.journal import Account
from logistics.domain.parcel import Parcel
from logistics.domain.shanghai import business_day
from logistics.store.mongo import Unit, database
from tests.support.calls import http
from tests.support.money_firm import Firm
from tests.support.orders import parcel_of
from tests.support.people import session_of
from tests.support.remitting import account, finance
from tests.support.told import Side, World
from tests.support.wechat_pay import PayWorld

STEPS = int(os.environ.get("MONEY_STEPS", "400"))
LOOK_EVERY = 20
DEEDS = {
    Firm.order: 8,
    Firm.pay_ahead: 8,
    Firm.fetch: 8,
    Firm.cancel: 1,
    Firm.take_out: 8,
    Firm.fail: 1,
    Firm.refuse: 2,
    Firm.send_back: 1,
    Firm.give_back_parcel: 1,
    Firm.lose: 1,
    Firm.revoke: 1,
    Firm.take_cash: 9,
    Firm.take_by_code: 5,
    Firm.hand_back: 2,
    Firm.sign: 9,
    Firm.declare: 3,
    Firm.count: 4,
    Firm.deposit: 3,
    Firm.bank_tells: 3,
    Firm.strangers_money: 1,
    Firm.resolve: 3,
    Firm.remit: 2,
    Firm.goodwill: 1,
    Firm.hear_refunds: 3,
}
# Where the money of a waybill lies at each link of custody, by how it was paid.
PLACES = {
    CodStatus.COLLECTED: Account.COURIER_CASH,
    CodStatus.DECLARED: Account.CASH_DECLARED,
    CodStatus.COUNTED: Account.OUTLET_SAFE,
    CodStatus.BANKED: Account.BANK_IN_TRANSIT,
    CodStatus.CONFIRMED: Account.BANK,
    CodStatus.REMITTABLE: Account.BANK,
}
CUSTODY = (Account.COURIER_CASH, Account.CASH_DECLARED, Account.OUTLET_SAFE, Account.BANK_IN_TRANSIT)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2 if STEPS < 1_000 else 1))
def test_money_is_neither_made_nor_lost_whatever_people_do(
    seed: int, world: World, wechat_pay: PayWorld, sender: Side
) -> None:
    office = finance(world)
    account(sender.actor, office)
    firm = Firm(Random(seed), wechat_pay, sender, office)
    for at in range(STEPS):
        deed = firm.rng.choices(list(DEEDS), list(DEEDS.values()))[0]
        firm.step(deed)
        if at % LOOK_EVERY == 0:
            wrong = problems(firm)
            assert not wrong, f"after step {at} ({deed.__name__}): {wrong}"
    assert not problems(firm)
    assert not statements_that_do_not_tie(firm)
    unseen = {deed.__name__ for deed in DEEDS} - firm.happened.keys()
    assert STEPS < 1_000 or not unseen, f"never done: {unseen}"
    assert sum(firm.happened.values()) > STEPS / 4, firm.refused


def problems(firm: Firm) -> list[str]:
    """Whatever is not as it must be after every step."""
    unit = Unit(datetime.now(UTC))
    found = [f"books: {each}" for each in unit.journal.check()]
    sums = list(database()["balances"].aggregate([{"$group": {"_id": None, "fen": {"$sum": "$amount_fen"}}}]))
    found += [f"the sum of all accounts is {row['fen']}" for row in sums if row["fen"]]
    below = database()["balances"].find({"account": {"$in": list(map(str, CUSTODY))}, "amount_fen": {"$lt": 0}})
    found += [f"below nothing: {row}" for row in below]
    placed = database()["balances"].find({"account": str(Account.SUSPENSE), "amount_fen": {"$gt": 0}})
    found += [f"placed more than came: {row}" for row in placed]
    for waybill_no in firm.waybills:
        found += [f"{waybill_no}: {each}" for each in of_waybill(parcel_of(waybill_no), unit)]
    return found + overdrawn()


def of_waybill(parcel: Parcel, unit: Unit) -> list[str]:
    """Money taken at the door lies in one place, which is the one that the parcel names."""
    lines: Counter[Account] = Counter()
    for entry in unit.journal.entries(parcel.waybill_no):
        for line in entry.lines:
            lines[line.account] += line.amount_fen
    cash = {place: lines[place] for place in CUSTODY if lines[place]}
    status, by_code = parcel.cod.status, parcel.cod.method is PayMethod.WECHAT
    if not status.taken or by_code or status is CodStatus.REMITTED:
        return [f"{status}, and still in custody: {cash}"] if cash else []
    if status is CodStatus.DISCREPANCY:
        return [f"in {len(cash)} places: {cash}"] if len(cash) != 1 else []
    place = PLACES[status]
    missing = lines[Account.CASH_DIFFERENCE]
    wanted = {place: parcel.cod.collected_fen - missing} if place in CUSTODY else {}
    wanted = {name: fen for name, fen in wanted.items() if fen}
    return [] if cash == wanted else [f"{status}: {cash} instead of {wanted}"]


def overdrawn() -> list[str]:
    """Never more goes back to a payer than they paid."""
    back: Counter[str] = Counter()
    for row in database()["refunds"].find({"state": {"$ne": "closed"}}):
        back[row["payment_id"]] += row["amount_fen"]
    paid = {row["_id"]: row["amount_fen"] for row in database()["payments"].find({"state": "paid"})}
    return [f"refunds of {each} are {fen} of {paid.get(each)}" for each, fen in back.items() if fen > paid.get(each, 0)]


def statements_that_do_not_tie(firm: Firm) -> list[str]:
    """The daily statements of all kinds together are the day's totals, account by account."""
    session, day = session_of(firm.cash.finance), business_day(datetime.now(UTC)).isoformat()
    told: Counter[str] = Counter()
    for kind in ("courier", "outlet", "merchant", "company"):
        totals: list[Any] = _read(f"/daily-statements/{kind}", day, session)["totals"]
        told.update({each["account"]: each["closing_fen"] for each in totals})
    books = {each["account"]: each["closing_fen"] for each in _read("/books", day, session)["accounts"]}
    return [name for name in books if told[name] != books[name]]


def _read(path: str, day: str, session: str) -> Any:
    return http("settle", "GET", path, session=session, query={"day": day}).data
