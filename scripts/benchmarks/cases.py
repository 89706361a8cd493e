"""The five measured use cases: for each call a real HTTP event, and for its floor the rows that the product wrote.

A case is primed by one call of the product: what that wrote is read back, and copies of it with fresh ids are what
the floor writes.
"""

from __future__ import annotations

import importlib
import itertools
import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from scripts.benchmarks.events import Event, asked, event, ordered, signed
from scripts.benchmarks.ground import Ground
from scripts.benchmarks.orders import COD_FEN, Order

Row = dict[str, Any]


@dataclass(frozen=True)
class Call:
    """One call: the event, and what its floor works with."""

    event: Event
    given: Row


class Case(ABC):
    """A use case that can be called again and again, each time as if for the first time."""

    name = ""

    def __init__(self, ground: Ground, orders: dict[str, list[Order]]) -> None:
        from logistics.store.mongo import database

        self._ground, self._orders, self._db = ground, orders, database()
        self.handler: Callable[[Event, object], Row] = importlib.import_module(f"functions.{self.name}.handler").main
        self._written: Row = {}

    def prime(self) -> None:
        """Call the product once and remember what it wrote and answered."""
        call = self._next()
        reply = self.handler(call.event, None)
        if reply["statusCode"] not in (200, 204):
            raise RuntimeError(f"{self.name} refuses its benchmark: {reply['body']}")
        self._written = self._read_back(call) | {"reply": reply["body"]}

    def next(self) -> Call:
        """A call that has not been made yet, for either side."""
        call = self._next()
        return Call(call.event, self._written | self._fresh(call) | call.given)

    @abstractmethod
    def _next(self) -> Call: ...

    def _read_back(self, call: Call) -> Row:
        return {}

    def _fresh(self, call: Call) -> Row:
        return {}

    def _one(self, name: str, match: Row) -> Row:
        row = self._db[name].find_one(match, sort=[("$natural", -1)])
        if row is None:
            raise RuntimeError(f"{self.name} wrote nothing into {name}")
        return dict(row)

    def _copy(self, name: str, **changes: Any) -> Row:
        """What the product wrote into a collection, under another id."""
        from logistics.domain.ids import new_id

        row: Row = self._written[name]
        return row | {"_id": new_id(datetime.now(UTC))} | changes


class Quote(Case):
    name = "quote"

    def __init__(self, ground: Ground, orders: dict[str, list[Order]]) -> None:
        super().__init__(ground, orders)
        self._tokens = _sessions(ground)

    def _next(self) -> Call:
        return Call(event("POST", "/quotes", asked(), next(self._tokens)), {})

    def _read_back(self, call: Call) -> Row:
        from logistics.store.redis import redis

        key = next(redis().scan_iter("quote:*", count=1_000))
        route = {"route_class": "cross_province", "at": datetime.now(UTC)}
        return route | {"offer": redis().get(key), "quote_id": key.removeprefix("quote:")}

    def _fresh(self, call: Call) -> Row:
        from logistics.domain.ids import new_id

        return {"quote_id": new_id(datetime.now(UTC))}


class CreateOrder(Case):
    name = "create_order"

    def __init__(self, ground: Ground, orders: dict[str, list[Order]]) -> None:
        super().__init__(ground, orders)
        self._tokens = _sessions(ground)
        self._quotes = importlib.import_module("functions.quote.handler").main

    def _next(self) -> Call:
        token = next(self._tokens)
        reply = self._quotes(event("POST", "/quotes", asked(), token), None)
        quote_id = json.loads(reply["body"])["data"]["quote_id"]
        return Call(event("POST", "/orders", ordered(quote_id), token), {"quote_id": quote_id})

    def _read_back(self, call: Call) -> Row:
        parcel = self._one("parcels", {"quote_id": call.given["quote_id"]})
        of_it = {"waybill_no": parcel["_id"]}
        return {"parcels": parcel, "replies": self._one("replies", {})} | {
            name: self._one(name, of_it) for name in ("scans", "outbox")
        }

    def _fresh(self, call: Call) -> Row:
        from logistics.domain.waybill import new_waybill_no

        waybill_no = new_waybill_no()
        parcel = self._copy("parcels", _id=waybill_no, quote_id=call.given["quote_id"])
        along = {name: self._copy(name, waybill_no=waybill_no) for name in ("scans", "outbox")}
        return along | {"parcels": parcel, "replies": self._copy("replies")}


class Track(Case):
    name = "track"

    def __init__(self, ground: Ground, orders: dict[str, list[Order]]) -> None:
        super().__init__(ground, orders)
        self._asked = itertools.cycle([order for name in ("signed", "at_outlet") for order in orders[name][:5_000:7]])
        self._phones = {each.id: each.phone_index for each in ground.customers}

    def _next(self) -> Call:
        order = next(self._asked)
        mine = [{"placed_by": order.customer_id}, {"consignee.phone_index": self._phones[order.customer_id]}]
        token = self._ground.sessions[order.customer_id]
        return Call(event("GET", f"/parcels/{order.waybill_no}", session=token), {"scope": mine})


class _AtTheDoor(Case):
    """Something that the courier does to a parcel out for delivery: each call takes another parcel."""

    life = ""

    def __init__(self, ground: Ground, orders: dict[str, list[Order]]) -> None:
        super().__init__(ground, orders)
        self._left = iter(orders[self.life])

    @abstractmethod
    def _request(self, parcel: Row) -> tuple[str, Row]:
        """The path and the body."""

    def _next(self) -> Call:
        order = next(self._left)
        before = self._one("parcels", {"_id": order.waybill_no})
        path, body = self._request(before)
        token = self._ground.sessions[str(order.courier_id)]
        given = {"waybill_no": order.waybill_no, "courier_id": order.courier_id, "before": before}
        given["limited"] = [str(order.courier_id), before["delivery_outlet_id"]]
        return Call(event("POST", path, body, token), given)

    def _read_back(self, call: Call) -> Row:
        before, after = call.given["before"], self._one("parcels", {"_id": call.given["waybill_no"]})
        change = {name: value for name, value in after.items() if before.get(name) != value and name != "version"}
        of_it = {"waybill_no": call.given["waybill_no"]}
        return {"change": change, "outbox": self._one("outbox", of_it), "replies": self._one("replies", {})}

    def _fresh(self, call: Call) -> Row:
        along = {"outbox": self._copy("outbox", waybill_no=call.given["waybill_no"])}
        return along | {"replies": self._copy("replies")}


class Sign(_AtTheDoor):
    name, life = "sign", "collected"

    def _request(self, parcel: Row) -> tuple[str, Row]:
        return f"/parcels/{parcel['_id']}/signature", signed([proof["key"] for proof in parcel["proofs"]])

    def _read_back(self, call: Call) -> Row:
        scan = self._one("scans", {"waybill_no": call.given["waybill_no"], "step": "signed"})
        return super()._read_back(call) | {"scans": scan}

    def _fresh(self, call: Call) -> Row:
        return super()._fresh(call) | {"scans": self._copy("scans", waybill_no=call.given["waybill_no"])}


class CollectCod(_AtTheDoor):
    name, life = "collect_cod", "cash_due"

    def _request(self, parcel: Row) -> tuple[str, Row]:
        return f"/parcels/{parcel['_id']}/collection", {"amount_fen": COD_FEN}

    def _read_back(self, call: Call) -> Row:
        entry = self._one("journal", {"waybill_no": call.given["waybill_no"]})
        return super()._read_back(call) | {"journal": entry}

    def _fresh(self, call: Call) -> Row:
        entry = self._copy("journal", waybill_no=call.given["waybill_no"])
        return super()._fresh(call) | {"journal": entry, "balances": list(balances_of(entry, call.given))}


def balances_of(entry: Row, given: Row) -> Iterator[Row]:
    """What an entry moves; cash in hand is kept by waybill."""
    for line in entry["lines"]:
        ours = {name: given["waybill_no"] for name in ("holder", "slot") if line[name].startswith("WB")}
        names = {name: line[name] for name in ("account", "holder", "slot")} | ours
        yield {"_id": ":".join(names.values()), "names": names, "amount_fen": line["amount_fen"], "at": entry["at"]}


def _sessions(ground: Ground) -> Iterator[str]:
    return itertools.cycle([ground.sessions[each.id] for each in ground.customers])


CASES: dict[str, type[Case]] = {each.name: each for each in (Quote, CreateOrder, Track, Sign, CollectCod)}
