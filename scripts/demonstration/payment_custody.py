"""The cash of a run on its way to the bank: declared by its courier, counted blind by a cashier, paid in."""

from __future__ import annotations

import uuid
from collections import Counter
from typing import Any

from scripts.demonstration.api import Api
from scripts.demonstration.people import People, Person


def bank_the_cash(api: Api, people: People, couriers: list[Person]) -> int:
    """All that these couriers hold goes to the bank; answers how many declarations it took."""
    return sum(_bank(api, people, courier) for courier in couriers)


def _bank(api: Api, people: People, courier: Person) -> int:
    lines = api.get("/cash/balance", courier.session)["lines"]
    by_day: Counter[str] = Counter()
    for line in lines:
        by_day[line["day"]] += line["amount_fen"]
    if not by_day:
        return 0
    cashier = people.staff("cashier", courier.outlet_id)
    for day, amount_fen in by_day.items():
        declared = api.post("/cash-declarations", {"day": day, "amount_fen": amount_fen}, courier.session)
        _pay_in(api, _counted(api, people, cashier, declared, amount_fen), amount_fen, cashier)
    return len(by_day)


def _counted(api: Api, people: People, cashier: Person, declared: dict[str, Any], found_fen: int) -> str:
    """The cashier counts notes and coins, not the declaration: the sum comes from the hands of whoever declared it."""
    one = {"declaration_id": declared["id"]}
    code = people.code_sent(cashier.phone, lambda: api.post("/cash-counts/code", one, cashier.session))
    count = api.post("/cash-counts", one | {"counted_fen": found_fen, "code": code}, cashier.session)
    return str(count["count_id"])


def _pay_in(api: Api, count_id: str, amount_fen: int, cashier: Person) -> None:
    body = {"count_ids": [count_id], "amount_fen": amount_fen, "bank_reference": f"DEMO{uuid.uuid4().hex[:16].upper()}"}
    api.post("/cash-deposits", body, cashier.session)
