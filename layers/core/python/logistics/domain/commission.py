"""Couriers' earnings: what delivered work earns by the rules in force when it was done.

Rules are data (versions that never change). What a waybill earns whom follows its present state, whichever event told
of it: what no longer counts is taken back by a reversing line, never changed or deleted.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Work(StrEnum):
    """What a line is earned by."""

    PICKUP = "pickup"
    DELIVERY = "delivery"
    WEIGHT = "weight"
    COD = "cod"
    REVERSAL = "reversal"


@dataclass(frozen=True)
class CommissionRule:
    """Amounts in fen from `valid_from` on, until a newer version of the same outlet and product follows.

    `per_kg_fen` is for each started kilogram above `free_g`, at the pickup and at the delivery; `cod_fen` for a
    delivery that collected money. An outlet or product of "" means any.
    """

    version: str
    outlet_id: str
    product: str
    valid_from: datetime
    pickup_fen: int
    delivery_fen: int
    per_kg_fen: int
    free_g: int
    cod_fen: int


@dataclass(frozen=True)
class Deed:
    """A scan that earns: `step` is PICKUP or DELIVERY, `collected` tells that money was taken at the door."""

    scan_id: str
    courier_id: str
    step: Work
    outlet_id: str
    product: str
    weight_g: int
    at: datetime
    collected: bool = False


@dataclass(frozen=True)
class Earned:
    """One line: `kind` REVERSAL takes back the line of `of`; `at` is when the work was done."""

    id: str
    courier_id: str
    waybill_no: str
    kind: Work
    of: Work
    scan_id: str
    amount_fen: int
    at: datetime
    rule: str


def rule_for(rules: Iterable[CommissionRule], deed: Deed) -> CommissionRule | None:
    """The rule for a deed: of its outlet before any, of its product before any, the latest in force by then."""
    fitting = [
        rule
        for rule in rules
        if rule.outlet_id in ("", deed.outlet_id) and rule.product in ("", deed.product) and rule.valid_from <= deed.at
    ]
    return max(fitting, key=lambda rule: (bool(rule.outlet_id), bool(rule.product), rule.valid_from), default=None)


def amounts(rule: CommissionRule, deed: Deed) -> dict[Work, int]:
    """What a deed earns by kind, in fen; kinds that earn nothing are left out."""
    above_g = max(0, deed.weight_g - rule.free_g)
    earned = {
        deed.step: rule.pickup_fen if deed.step is Work.PICKUP else rule.delivery_fen,
        Work.WEIGHT: -(-above_g // 1000) * rule.per_kg_fen,
        Work.COD: rule.cod_fen if deed.step is Work.DELIVERY and deed.collected else 0,
    }
    return {kind: amount for kind, amount in earned.items() if amount > 0}


Key = tuple[str, Work, str]


def aligned(
    waybill_no: str, deeds: Iterable[Deed], rules: Iterable[CommissionRule], known: Iterable[Earned], now: datetime
) -> list[Earned]:
    """The new lines that bring a waybill's earnings in line with the deeds that count.

    Their ids count the lines that stand, so that two callers who see the same make the same.
    """
    rules, known = list(rules), list(known)
    wanted = _wanted(deeds, rules)
    standing = _standing(known)
    new: list[Earned] = []

    def add(key: Key, kind: Work, amount: int, at: datetime, rule: str) -> None:
        number = f"{waybill_no}:{len(known) + len(new)}"
        new.append(Earned(number, key[2], waybill_no, kind, key[1], key[0], amount, at, rule))

    for key, (amount, rule) in standing.items():
        if amount and wanted.get(key, (0, now, ""))[0] != amount:
            add(key, Work.REVERSAL, -amount, now, rule)
    for key, (amount, at, rule) in wanted.items():
        if standing.get(key, (0, ""))[0] != amount:
            add(key, key[1], amount, at, rule)
    return new


def _wanted(deeds: Iterable[Deed], rules: list[CommissionRule]) -> dict[Key, tuple[int, datetime, str]]:
    wanted: dict[Key, tuple[int, datetime, str]] = {}
    for deed in deeds:
        rule = rule_for(rules, deed)
        if rule is not None:
            for kind, amount in amounts(rule, deed).items():
                wanted[deed.scan_id, kind, deed.courier_id] = (amount, deed.at, rule.version)
    return wanted


def _standing(known: Iterable[Earned]) -> Mapping[Key, tuple[int, str]]:
    """What each deed's kind comes to after its reversals."""
    sums: dict[Key, tuple[int, str]] = {}
    for line in known:
        key = (line.scan_id, line.of, line.courier_id)
        sums[key] = (sums.get(key, (0, ""))[0] + line.amount_fen, line.rule)
    return sums
