"""The cash of a run to the bank: declared by its courier, counted blind by a cashier, paid in, seen by the bank."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from logistics.domain.shanghai import business_day
from scripts.demonstration.api import Api
from scripts.demonstration.people import People, Person

_HEAD = "银行流水号,记账日期,收入(元),附言"


@dataclass(frozen=True)
class PaidIn:
    """What a cashier brought to the bank, under the number of the bank's slip."""

    reference: str
    amount_fen: int


def bank_the_cash(api: Api, people: People, couriers: list[Person]) -> list[PaidIn]:
    """All that these couriers hold goes to the bank, a declaration at a time."""
    return [paid_in for courier in couriers for paid_in in _bank(api, people, courier)]


def bring_bank_file(api: Api, people: People, paid_in: Sequence[PaidIn]) -> list[str]:
    """Finance brings the bank's own list of what it received; what of it was not recognized is a problem."""
    if not paid_in:
        return []
    day = business_day(datetime.now(UTC)).isoformat()
    lines = [f"{each.reference},{day},{each.amount_fen / 100:.2f},现金存入" for each in paid_in]
    told = api.post("/bank-files", {"lines": [_HEAD, *lines]}, people.staff("finance").session)
    if told["confirmed"] == len(paid_in):
        return []
    return [f"the bank saw {len(paid_in)} deposits, of which {told['confirmed']} were confirmed: {told}"]


def _bank(api: Api, people: People, courier: Person) -> Iterator[PaidIn]:
    lines = api.get("/cash/balance", courier.session)["lines"]
    by_day: Counter[str] = Counter()
    for line in lines:
        by_day[line["day"]] += line["amount_fen"]
    if not by_day:
        return
    cashier = people.staff("cashier", courier.outlet_id)
    for day, amount_fen in by_day.items():
        declared = api.post("/cash-declarations", {"day": day, "amount_fen": amount_fen}, courier.session)
        yield _pay_in(api, _counted(api, people, cashier, declared, amount_fen), amount_fen, cashier)


def _counted(api: Api, people: People, cashier: Person, declared: dict[str, Any], found_fen: int) -> str:
    """The cashier counts notes and coins, not the declaration: the sum comes from the hands of whoever declared it."""
    one = {"declaration_id": declared["id"]}
    code = people.code_sent(cashier.phone, lambda: api.post("/cash-counts/code", one, cashier.session))
    count = api.post("/cash-counts", one | {"counted_fen": found_fen, "code": code}, cashier.session)
    return str(count["count_id"])


def _pay_in(api: Api, count_id: str, amount_fen: int, cashier: Person) -> PaidIn:
    paid_in = PaidIn(f"DEMO{uuid.uuid4().hex[:16].upper()}", amount_fen)
    body = {"count_ids": [count_id], "amount_fen": amount_fen, "bank_reference": paid_in.reference}
    api.post("/cash-deposits", body, cashier.session)
    return paid_in
