"""Whether the money of a run is where it must be: by the journal, by the orders, and by the provider's own book."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from scripts.demonstration.checks import COMPANY, Trip, expected_positions
from scripts.demonstration.deeds import PREPAID

_CUSTODY = ("courier_cash", "cash_declared", "outlet_safe", "bank_in_transit", "bank", "cash_difference")
_CLEARING = "wechat_clearing"
_FALSE = ("forge_believed", "signtest_believed", "stale_believed")


@dataclass
class Paid:
    """One order's payments: as our API tells them, and the provider's orders and refunds under the same numbers."""

    trip: Trip
    told: dict[str, Any] = field(default_factory=dict)
    orders: list[dict[str, Any]] = field(default_factory=list)
    refunds: list[dict[str, Any]] = field(default_factory=list)

    @property
    def taken_fen(self) -> int:
        """What the provider took from payers."""
        return sum(each["amount"]["total"] for each in self.orders if each["trade_state"] in ("SUCCESS", "REFUND"))

    @property
    def returned_fen(self) -> int:
        """What the provider gave back."""
        return sum(each["amount"]["refund"] for each in self.refunds if each["status"] == "SUCCESS")


def money_problems(paid: list[Paid], began: dict[str, Any], ended: dict[str, Any], counts: dict[str, int]) -> list[str]:
    """What is wrong with the money of a run; `began` and `ended` are the provider's summaries around it."""
    found = [
        f"{each.trip.journey.waybill_no} ({each.trip.plan.name}): {what}" for each in paid for what in _order(each)
    ]
    moved = sum(_positions(each.trip)[_CLEARING, COMPANY] for each in paid)
    provider = sum(sign * (ended[name] - began[name]) for name, sign in (("paid_fen", 1), ("refunded_fen", -1)))
    if moved != provider:
        found.append(f"the provider's book moved by {provider} fen and the journal by {moved}")
    return found + [
        f"{counts[name]} notifications believed that must not be: {name}" for name in _FALSE if counts.get(name)
    ]


def _order(paid: Paid) -> list[str]:
    trip, here = paid.trip, _positions(paid.trip)
    want = Counter(expected_positions(trip))
    found = []
    if sum(here.values()):
        found.append(f"its accounts come to {sum(here.values())} fen and not to 0")
    if here[_CLEARING, COMPANY] != paid.taken_fen - paid.returned_fen:
        found.append(
            f"the provider kept {paid.taken_fen - paid.returned_fen} fen, our books say {here[_CLEARING, COMPANY]}"
        )
    if paid.taken_fen - paid.returned_fen != want[_CLEARING, COMPANY]:
        found.append(f"{paid.taken_fen} fen were paid and {paid.returned_fen} given back: not its price")
    if trip.plan.terms == PREPAID and paid.told["owed_fen"]:
        found.append(f"{paid.told['owed_fen']} fen are owed")
    return found + _custody(trip, here)


def _custody(trip: Trip, here: Counter[tuple[str, str]]) -> list[str]:
    """Cash lies in exactly one place; by the end of a run the bank has confirmed that it is there."""
    places = {account: amount for (account, _), amount in here.items() if account in _CUSTODY and amount}
    if not trip.plan.cash:
        return [f"cash lies at {places}"] if places else []
    taken = sum(amount for (account, _), amount in expected_positions(trip).items() if account == "courier_cash")
    return [] if places == {"bank": taken} else [f"its {taken} fen lie at {places}"]


def _positions(trip: Trip) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    for line in trip.journal.get("positions", []):
        found[line["account"], line["holder"]] += line["amount_fen"]
    return found
