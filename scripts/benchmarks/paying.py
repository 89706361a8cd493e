"""A payment notification as a measured use case: a real order, paid at the sandbox and signed by its platform."""

from __future__ import annotations

import importlib
import itertools
import json
import os
from typing import Any

import requests

from scripts.benchmarks.cases import Call, Case, balances_of
from scripts.benchmarks.events import asked, event, notified, ordered
from scripts.benchmarks.ground import Ground
from scripts.benchmarks.orders import Order

Row = dict[str, Any]
_ANSWER_S = 10


class Pay(Case):
    """WeChat tells that an order was paid, which sends it on its way; each call is about an order of its own."""

    name = "pay"

    def __init__(self, ground: Ground, orders: dict[str, list[Order]]) -> None:
        super().__init__(ground, orders)
        self._payers = itertools.cycle(enumerate(ground.customers))
        self._sandbox = f"{os.environ['WECHAT_PAY_BASE_URL']}/_sandbox/wechat-pay"
        self._http = requests.Session()
        self._order("settings", ladder=0)  # nothing is sent by itself: the calls are ours to time
        functions = ("quote", "create_order")
        self._quote, self._place = (importlib.import_module(f"functions.{each}.handler").main for each in functions)

    def _next(self) -> Call:
        number, payer = next(self._payers)
        token = self._ground.sessions[payer.id]
        quote = _data(self._quote(event("POST", "/quotes", asked(), token), None))
        order = _data(self._place(event("POST", "/orders", ordered(quote["quote_id"], "prepaid"), token), None))
        waybill_no = order["waybill_no"]
        offer = _data(self.handler(event("POST", f"/parcels/{waybill_no}/payments", {}, token), None))
        payer_id = f"openid-of-the-benchmark-{number}"
        self._order("payments", openid=payer_id, out_trade_no=offer["payment_id"])
        told = self._http.get(
            f"{self._sandbox}/notifications", params={"about": offer["payment_id"]}, timeout=_ANSWER_S
        )
        sent = told.json()["notifications"][-1]
        given = {"waybill_no": waybill_no, "payment_id": offer["payment_id"], "before": self._rows(waybill_no)}
        return Call(notified(sent["body"], sent["headers"]), given)

    def _rows(self, waybill_no: str) -> Row:
        return {
            "parcels": self._one("parcels", {"_id": waybill_no}),
            "payments": self._one("payments", {"subject": waybill_no}),
        }

    def _read_back(self, call: Call) -> Row:
        number, before = call.given["waybill_no"], call.given["before"]
        of_it = {"waybill_no": number}
        changes = {name: _change(before[name], row) for name, row in self._rows(number).items()}
        told = list(self._db["outbox"].find(of_it | {"type": {"$in": ["PaymentReceived", "OrderPlaced"]}}))
        scan = self._one("scans", of_it | {"step": "paid"})
        return {"changes": changes, "outbox": told, "scans": scan, "journal": self._one("journal", of_it)}

    def _fresh(self, call: Call) -> Row:
        from logistics.domain.ids import new_id

        number = call.given["waybill_no"]
        now = self._written["journal"]["at"]
        told = [row | {"_id": new_id(now), "waybill_no": number} for row in self._written["outbox"]]
        entry = self._copy("journal", waybill_no=number)
        along = {"outbox": told, "scans": self._copy("scans", waybill_no=number), "journal": entry}
        return along | {"balances": list(balances_of(entry, call.given))}

    def _order(self, what: str, **said: Any) -> None:
        self._http.post(f"{self._sandbox}/{what}", json=said, timeout=_ANSWER_S).raise_for_status()


def _change(before: Row, after: Row) -> Row:
    return {name: value for name, value in after.items() if before.get(name) != value and name != "version"}


def _data(reply: Row) -> Row:
    if reply["statusCode"] != 200:
        raise RuntimeError(f"an order to be paid was refused: {reply['body']}")
    found: Row = json.loads(reply["body"])["data"]
    return found
