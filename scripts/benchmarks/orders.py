"""A hundred thousand orders to measure on: a few lives lived through the domain's own rules, then copied in bulk.

Each life is written through the stores and read back as rows; the copies get ids, owners and times of their own. Only
the sealed values stay those of the first, bound to its number: no measured call opens one.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from scripts.benchmarks.ground import Ground, phone_of

if TYPE_CHECKING:
    from logistics.domain.parcel import Parcel
    from logistics.domain.roles import Actor
    from logistics.store.mongo import Unit

Row = dict[str, Any]

# What a network's book looks like: most parcels have arrived. The last two are what collect_cod and sign are asked for.
LIVES = {
    "placed": 0.06,
    "assigned": 0.02,
    "picked_up": 0.05,
    "at_outlet": 0.13,
    "signed": 0.70,
    "cash_due": 0.02,
    "collected": 0.02,
}
_ROUTES = (("440106", "330108"), ("440103", "440305"), ("320104", "440106"), ("330108", "330106"))
_DAYS = 90
_BATCH = 2_000
_KEPT = 5_000  # a function's process does not carry a hundred thousand objects for its garbage collector
_FREIGHT_FEN = 1_800
COD_FEN = 12_800


@dataclass(frozen=True)
class Order:
    """A copy: its number, who placed it, and the courier who has or had it."""

    waybill_no: str
    customer_id: str
    courier_id: str | None


def populate(ground: Ground, count: int, at_the_door: int) -> dict[str, list[Order]]:
    """Write about `count` orders, at least `at_the_door` of each life; answers some of each life."""
    rng, kept = random.Random(20), max(_KEPT, at_the_door)
    orders: dict[str, list[Order]] = {}
    for life, share in LIVES.items():
        wanted = max(round(count * share), at_the_door)
        patterns = [_lived(ground, life, *route, rng) for route in _ROUTES]
        orders[life] = [each for at, each in enumerate(_copied(ground, patterns, wanted, rng)) if at < kept]
    return orders


@dataclass(frozen=True)
class _Pattern:
    parcel: Row
    scans: list[Row]


def _copied(ground: Ground, patterns: Sequence[_Pattern], wanted: int, rng: random.Random) -> Iterator[Order]:
    from logistics.store.mongo import database

    db = database()
    for start in range(0, wanted, _BATCH):
        parcels, scans = list[Row](), list[Row]()
        for _ in range(min(_BATCH, wanted - start)):
            customer = rng.choice(ground.customers)
            parcel, history = _copy(rng.choice(patterns), customer, rng)
            parcels.append(parcel)
            scans += history
            yield Order(parcel["_id"], customer.id, parcel["courier_id"])
        db["parcels"].insert_many(parcels, ordered=False)
        db["scans"].insert_many(scans, ordered=False)


def _copy(pattern: _Pattern, customer: Actor, rng: random.Random) -> tuple[Row, list[Row]]:
    from logistics.domain.ids import new_id
    from logistics.domain.waybill import new_waybill_no

    earlier = timedelta(milliseconds=rng.randrange(_DAYS * 86_400_000))
    waybill_no = new_waybill_no()
    scans = [_earlier(row, earlier) | {"waybill_no": waybill_no} for row in pattern.scans]
    names = {row["_id"]: new_id(row["occurred_at"]) for row in scans}
    scans = [row | {"_id": names[row["_id"]]} for row in scans]
    parcel = _earlier(pattern.parcel, earlier) | {"_id": waybill_no, "placed_by": customer.id}
    parcel["quote_id"] = new_id(parcel["placed_at"])
    parcel["assignment_id"] = names.get(parcel["assignment_id"])
    parcel["signatures"] = [names[each] for each in parcel["signatures"]]
    return parcel, scans


def _earlier(row: Row, by: timedelta) -> Row:
    return {name: value - by if isinstance(value, datetime) else value for name, value in row.items()}


def _lived(ground: Ground, life: str, from_adcode: str, to_adcode: str, rng: random.Random) -> _Pattern:
    """One parcel brought so far, through the stores, and read back."""
    from logistics.store.mongo import Unit

    unit = Unit(datetime.now(UTC))
    outlets = [_outlet(ground, from_adcode), _outlet(ground, to_adcode)]
    parcel = _Life(ground, unit, *outlets).until(life, _draft(ground, from_adcode, to_adcode, outlets, rng))
    unit.parcels.insert(parcel)
    row, scans = unit.db["parcels"].find_one({"_id": parcel.waybill_no}), unit.db["scans"]
    return _Pattern(dict(row or {}), list(scans.find({"waybill_no": parcel.waybill_no})))


def _outlet(ground: Ground, adcode: str) -> str:
    return next(each.id for each in ground.network.outlets if adcode in each.adcodes and each.kind == "outlet")


def _draft(ground: Ground, from_adcode: str, to_adcode: str, outlets: list[str], rng: random.Random) -> Parcel:
    from logistics.domain.cod import Cod
    from logistics.domain.consignment import Goods, PaymentTerms
    from logistics.domain.ids import new_id
    from logistics.domain.parcel import Parcel
    from logistics.domain.pricing import FeeLine, Price
    from logistics.domain.route_class import route_class
    from logistics.domain.waybill import new_waybill_no
    from logistics.privacy.parties import Contact, Side, seal_party

    number, now = new_waybill_no(), datetime.now(UTC)
    sender, receiver = rng.sample(range(len(ground.customers)), 2)
    consignor = Contact("林小满", phone_of(sender), "广东省广州市天河区体育西路101号2栋301室", "请提前电话联系")
    consignee = Contact("欧阳晴川", phone_of(receiver), "浙江省杭州市滨江区江南大道588号7幢12层")
    lines = (FeeLine("base", "首重运费", _FREIGHT_FEN - 400), FeeLine("continued", "续重运费", 400))
    return Parcel(
        waybill_no=number,
        product="standard",
        placed_by=ground.customers[sender].id,
        terms=PaymentTerms.ON_ACCOUNT,
        consignor=seal_party(consignor, Side.CONSIGNOR, number, from_adcode, (113.322, 23.125)),
        consignee=seal_party(consignee, Side.CONSIGNEE, number, to_adcode, (120.21, 30.21)),
        goods=Goods("两本书", "books", 1_500, 6_000),
        price=Price(1_500, lines, _FREIGHT_FEN),
        tariff_version="standard.seeded",
        route_class=route_class(from_adcode, to_adcode),
        quote_id=new_id(now),
        cod=Cod(COD_FEN),
        pickup_outlet_id=outlets[0],
        delivery_outlet_id=outlets[1],
        outlet_ids=tuple(dict.fromkeys(outlets)),
        promised_at=now + timedelta(days=2),
    )


class _Life:
    """The stations of one parcel, an hour apart, ending a moment ago."""

    def __init__(self, ground: Ground, unit: Unit, pickup: str, delivery: str) -> None:
        self._unit, self._at = unit, unit.now - timedelta(days=1)
        self._collector, self._deliverer = ground.staff("courier", pickup), ground.staff("courier", delivery)
        self._sender, self._receiver = (ground.staff("outlet_manager", each) for each in (pickup, delivery))

    def until(self, life: str, parcel: Parcel) -> Parcel:
        """The parcel when it has come as far as that life goes."""
        from logistics.domain.roles import SYSTEM, Actor, Role
        from logistics.domain.states import Step

        parcel = parcel.place(Actor(parcel.placed_by, Role.CUSTOMER), self._later())
        if life == "placed":
            return parcel
        parcel = parcel.assign(self._collector.id, SYSTEM, self._later(), self._collector.outlet_id)
        if life == "assigned":
            return parcel
        parcel = parcel.verify_real_name("faceid-token-of-the-benchmark", self._at)
        parcel = self._scan(parcel, Step.PICKED_UP, self._collector, details={"inspected": True})
        if life == "picked_up":
            return parcel
        parcel = self._scan(parcel, Step.DEPARTED, self._sender)
        parcel = self._scan(parcel, Step.ARRIVED, self._receiver)
        if life == "at_outlet":
            return parcel
        return self._at_the_door(life, self._scan(parcel, Step.OUT_FOR_DELIVERY, self._deliverer))

    def _at_the_door(self, life: str, parcel: Parcel) -> Parcel:
        from logistics.domain.collecting import collect
        from logistics.domain.consignment import Proof
        from logistics.domain.states import Step

        if life == "cash_due":
            return parcel
        parcel = collect(parcel, COD_FEN, self._deliverer)
        key = f"proofs/{parcel.waybill_no}/photo.jpg"
        parcel = parcel.add_proof(Proof(key, "photo", self._deliverer.id, 48_213, "0" * 64, self._later()))
        if life == "collected":
            return parcel
        details = {"signed_by": "欧**", "signed_kind": "self"}
        return self._scan(parcel, Step.SIGNED, self._deliverer, evidence=(key,), details=details)

    def _scan(self, parcel: Parcel, step: Any, by: Actor, **said: Any) -> Parcel:
        from logistics.domain.ids import new_id
        from logistics.domain.scan import Scan

        at = self._later()
        return parcel.record(Scan(new_id(at), parcel.waybill_no, step, at, at, by.id, by.role, by.outlet_id, **said))

    def _later(self) -> datetime:
        self._at += timedelta(hours=1)
        return self._at
