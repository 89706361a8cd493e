"""What each function with an HTTP trigger is first asked for, and what it cannot do that without."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

import requests

from scripts.benchmarks.events import Event, asked, event, ordered, scanned, signed
from scripts.benchmarks.ground import Ground
from scripts.benchmarks.orders import COD_FEN, Order

_WEB = ("flask", "serverless_wsgi", "marshmallow", "pymongo", "redis")
_STORES = ("mongo", "redis")
_FETCHED = 60


@dataclass(frozen=True)
class FirstCall:
    """`modules` are imported and `lines` opened by whatever answers this event; `avoids` must not be loaded for it."""

    function: str
    make: Callable[[], Event]
    modules: tuple[str, ...] = _WEB
    lines: tuple[str, ...] = _STORES
    avoids: tuple[str, ...] = ()


def first_calls(ground: Ground, orders: dict[str, list[Order]]) -> list[FirstCall]:
    """One for each function; whoever changes something publishes it before answering, by boto3."""
    asks = _Asks(ground, orders)
    publishing = {"modules": (*_WEB, "boto3"), "lines": (*_STORES, "topic")}
    sealing = ("tink", "tink.aead", "tink.prf")
    lean = ("boto3", "wechatpy")
    return [
        FirstCall("quote", asks.quote, avoids=lean),
        FirstCall("track", asks.track, avoids=lean),
        FirstCall("create_order", asks.create_order, (*publishing["modules"], *sealing), publishing["lines"]),
        FirstCall("dispatch_match", asks.duty, avoids=lean),
        FirstCall("plan_route", asks.plan, (*_WEB, "pyvrp"), avoids=lean),
        FirstCall("pick_up", asks.accept, (*_WEB, "requests"), avoids=lean),
        FirstCall("scan", asks.scan, **publishing),
        FirstCall("sign", asks.sign, **publishing),
        FirstCall("collect_cod", asks.collect, **publishing),
        FirstCall("notify", asks.subscriptions, (*_WEB, "wechatpy.client"), avoids=("boto3",)),
        FirstCall("parse_address", asks.paste, lines=("redis",), avoids=(*lean, "tink", "requests")),
        FirstCall("address_book", asks.book, avoids=(*lean, "tink", "requests")),
        FirstCall("login", asks.login, (*_WEB, *sealing, "wechatpy.client"), (*_STORES, "wechat"), ("boto3",)),
    ]


class _Asks:
    """Makes events, each as if for the first time."""

    def __init__(self, ground: Ground, orders: dict[str, list[Order]]) -> None:
        self._ground = ground
        self._left: dict[str, Iterator[Order]] = {life: iter(each) for life, each in orders.items()}
        self._to_fetch = [order.waybill_no for order in orders["placed"][:_FETCHED]]

    def quote(self) -> Event:
        return event("POST", "/quotes", asked(), self._customer())

    def track(self) -> Event:
        order = next(self._left["signed"])
        return event("GET", f"/parcels/{order.waybill_no}", session=self._ground.sessions[order.customer_id])

    def create_order(self) -> Event:
        quotes = importlib.import_module("functions.quote.handler").main
        quote_id = json.loads(quotes(self.quote(), None)["body"])["data"]["quote_id"]
        return event("POST", "/orders", ordered(quote_id), self._customer())

    def duty(self) -> Event:
        here = {"lng": 113.322, "lat": 23.125}
        return event("POST", "/couriers/me/duty", {"on": True, "location": here}, self._held("assigned")[1])

    def plan(self) -> Event:
        """A courier with so many pickups all over a district."""
        return event("POST", "/couriers/me/tour", {"anew": True}, self._fetching)

    @cached_property
    def _fetching(self) -> str:
        from logistics.store.mongo import database

        order = next(self._left["assigned"])
        for number, waybill_no in enumerate(self._to_fetch):
            place = [113.28 + (number * 7919 % 401) / 4_000, 23.10 + (number * 4729 % 399) / 4_000]
            given = {"status": "assigned", "courier_id": order.courier_id, "assigned_at": datetime.now(UTC)}
            database()["parcels"].update_one({"_id": waybill_no}, {"$set": given | {"consignor.location": place}})
        return self._ground.sessions[str(order.courier_id)]

    def accept(self) -> Event:
        waybill_no, session = self._held("assigned")
        return event("POST", f"/parcels/{waybill_no}/acceptance", {}, session)

    def scan(self) -> Event:
        order = next(self._left["picked_up"])
        manager = self._ground.staff("outlet_manager", self._parcel(order.waybill_no)["pickup_outlet_id"])
        return event("POST", "/scans", scanned(order.waybill_no), self._ground.sessions[manager.id])

    def sign(self) -> Event:
        waybill_no, session = self._held("collected")
        proofs = self._parcel(waybill_no)["proofs"]
        return event("POST", f"/parcels/{waybill_no}/signature", signed([proof["key"] for proof in proofs]), session)

    def collect(self) -> Event:
        waybill_no, session = self._held("cash_due")
        return event("POST", f"/parcels/{waybill_no}/collection", {"amount_fen": COD_FEN}, session)

    def subscriptions(self) -> Event:
        return event("GET", "/subscriptions", session=self._customer())

    def paste(self) -> Event:
        text = "收货人：林小满\n手机号码：13800000001\n所在地区：广东省广州市天河区\n详细地址：体育西路101号2栋301室"
        return event("POST", "/addresses/parse", {"text": text})

    def book(self) -> Event:
        return event("GET", "/address-book", session=self._customer())

    def login(self) -> Event:
        codes = f"{self._ground.environment['WECHAT_BASE_URL']}/_sandbox/wechat/login-codes"
        answer = requests.post(codes, json={"openid": f"openid-{datetime.now(UTC).timestamp()}"}, timeout=10)
        return event("POST", "/sessions", {"code": answer.json()["code"]})

    def _customer(self) -> str:
        return self._ground.sessions[self._ground.customers[0].id]

    def _held(self, life: str) -> tuple[str, str]:
        """Another parcel of that life and the session of its courier."""
        order = next(self._left[life])
        return order.waybill_no, self._ground.sessions[str(order.courier_id)]

    def _parcel(self, waybill_no: str) -> dict[str, Any]:
        from logistics.store.mongo import database

        return database()["parcels"].find_one({"_id": waybill_no}) or {}
