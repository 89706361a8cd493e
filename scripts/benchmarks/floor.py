"""The floor of each use case: a bare Flask view under serverless_wsgi, with the driver calls that its rule needs.

A view does nothing else: it checks nothing, computes nothing, seals nothing, and gets the rows it writes ready-made
(`given`; they are copies of what the product wrote for the same case, so that both send the same bytes). Every view
reads the session with the one command that also keeps it alive; nobody is let in without. Further calls:

quote         one find for the outlets of both ends, one for the tariff in force; one SET keeps the offer, because
              an order must be checked against what was quoted.
create_order  one GET for the quote; one question how the payer's account stands (agreed, owed, ordered), since no order
              goes beyond its credit; four inserts, because four collections change together: the parcel, its first
              scan, its event, and the reply remembered for a repeated request. MongoDB writes one collection a
              command.
track         one find for the parcel within the caller's scope, one for its scans. Outlet names hardly change, so
              a warm process knows them.
sign          one find for the parcel; the update that is refused if somebody else moved it meanwhile, and inserts of
              the scan, the event and the remembered reply.
collect_cod   one find for the parcel and its guarded update, one for how much cash this courier or their outlet may
              carry, which changes from one minute to the next; the journal entry, the balances it moves (one bulk
              command), the event and the remembered reply.
pay           the signature over the body and its resource, opened with the same library of ciphers; one find each for
              the payment and its parcel and a guarded update of each; the journal entry with its balances, the scan,
              two events, and the timer of the unpaid order deleted. Nobody is signed in, nothing is remembered: told
              twice, the payment says so.

Changes go through with_transaction with the product's own client: the same pool and the same write concern. What a
rule reads before it changes it is read inside the transaction, where a commit proves that it still held.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

import serverless_wsgi
from flask import Flask, Response, request
from pymongo import UpdateOne
from pymongo.client_session import ClientSession
from pymongo.database import Database
from redis import Redis

from scripts.benchmarks.floor_signature import opened

Row = dict[str, Any]
_IDLE_S = 7 * 86_400
_OFFER_S = 5_400


class Floor:
    """The six views on one database and one Redis. `given` is what the next call works with."""

    def __init__(self, db: Database[Row], redis: Redis) -> None:
        self._db, self._redis = db, redis
        self.given: Row = {}
        self._app = Flask("floor", static_folder=None)
        self._app.add_url_rule("/quotes", "quote", self._quote, methods=["POST"])
        self._app.add_url_rule("/orders", "create_order", self._create_order, methods=["POST"])
        self._app.add_url_rule("/parcels/<waybill_no>", "track", self._track, methods=["GET"])
        self._app.add_url_rule("/parcels/<waybill_no>/signature", "sign", self._sign, methods=["POST"])
        self._app.add_url_rule("/payments/notifications", "pay", self._paid, methods=["POST"])
        self._app.add_url_rule("/parcels/<waybill_no>/collection", "collect_cod", self._collect, methods=["POST"])

    def answer(self, event: Mapping[str, Any], given: Row) -> Row:
        """API Gateway's reply to an event."""
        self.given = given
        reply: Row = serverless_wsgi.handle_request(self._app, event, None)
        return reply

    def _quote(self) -> Response:
        self._session()
        ask, given = request.get_json(), self.given
        served = {"adcodes": {"$in": [ask["from_adcode"], ask["to_adcode"]]}, "active": True, "kind": "outlet"}
        list(self._db["outlets"].find(served, {"adcodes": 1}).sort("_id", 1))
        in_force = {"product": ask["product"], "route_class": given["route_class"], "valid_from": {"$lte": given["at"]}}
        self._db["tariffs"].find_one(in_force, sort=[("valid_from", -1)])
        self._redis.set(f"quote:{given['quote_id']}", given["offer"], ex=_OFFER_S)
        return _reply(given)

    def _create_order(self) -> Response:
        self._session()
        body, given = request.get_json(), self.given
        self._redis.get(f"quote:{body['quote_id']}")
        list(self._db["balances"].aggregate(_account_of(given["parcels"]["placed_by"])))

        def work(session: ClientSession) -> None:
            for name in ("parcels", "scans", "outbox", "replies"):
                self._db[name].insert_one(given[name], session=session)

        self._transact(work)
        return _reply(given)

    def _track(self, waybill_no: str) -> Response:
        self._session()
        self._db["parcels"].find_one({"_id": waybill_no, "$or": self.given["scope"]})
        list(self._db["scans"].find({"waybill_no": waybill_no}))
        return _reply(self.given)

    def _sign(self, waybill_no: str) -> Response:
        self._session()
        request.get_json()
        given = self.given

        def work(session: ClientSession) -> None:
            self._move(waybill_no, session)
            for name in ("scans", "outbox", "replies"):
                self._db[name].insert_one(given[name], session=session)

        self._transact(work)
        return _reply(given)

    def _collect(self, waybill_no: str) -> Response:
        self._session()
        request.get_json()
        given = self.given
        limited = {"_id": {"$in": given["limited"]}}

        def work(session: ClientSession) -> None:
            list(self._db["cash_limits"].find(limited, {"limit_fen": 1}, session=session))
            self._move(waybill_no, session)
            self._db["journal"].insert_one(given["journal"], session=session)
            self._db["balances"].bulk_write([_movement(row) for row in given["balances"]], session=session)
            for name in ("outbox", "replies"):
                self._db[name].insert_one(given[name], session=session)

        self._transact(work)
        return _reply(given)

    def _paid(self) -> Response:
        opened(dict(request.headers), request.get_data())
        given = self.given

        def work(session: ClientSession) -> None:
            self._change("payments", given["payment_id"], {"state": "open"}, given["changes"]["payments"], session)
            version = {"version": given["before"]["parcels"]["version"]}
            after = given["changes"]["parcels"] | {"version": version["version"] + 1}
            self._change("parcels", given["waybill_no"], version, after, session)
            self._db["scans"].insert_one(given["scans"], session=session)
            self._db["journal"].insert_one(given["journal"], session=session)
            self._db["balances"].bulk_write([_movement(row) for row in given["balances"]], session=session)
            self._db["outbox"].insert_many(given["outbox"], session=session)
            self._db["due"].delete_one({"_id": f"payment:{given['waybill_no']}"}, session=session)

        self._transact(work)
        return _reply(given)

    def _change(self, name: str, key: str, guard: Row, after: Row, session: ClientSession) -> None:
        self._db[name].find_one({"_id": key}, session=session)
        self._db[name].update_one({"_id": key} | guard, {"$set": after}, session=session)

    def _session(self) -> None:
        token = request.headers["Authorization"].removeprefix("Bearer ")
        text = self._redis.getex(f"session:{hashlib.sha256(token.encode()).hexdigest()}", ex=_IDLE_S)
        json.loads(str(text))

    def _move(self, waybill_no: str, session: ClientSession) -> None:
        """Read the parcel within the courier's scope and write its change unless its version has moved on."""
        parcels, courier_id = self._db["parcels"], self.given["courier_id"]
        row = parcels.find_one({"_id": waybill_no, "held_by": courier_id}, session=session) or {}
        change = {"$set": self.given["change"] | {"version": row["version"] + 1}}
        parcels.update_one({"_id": waybill_no, "version": row["version"]}, change, session=session)

    def _transact(self, work: Callable[[ClientSession], None]) -> None:
        with self._db.client.start_session() as session:
            session.with_transaction(work)


def _movement(row: Row) -> UpdateOne:
    change = {"$inc": {"amount_fen": row["amount_fen"]}, "$set": {"at": row["at"]}, "$setOnInsert": row["names"]}
    return UpdateOne({"_id": row["_id"]}, change, upsert=True)


def _reply(given: Row) -> Response:
    return Response(given["reply"], 200, content_type="application/json; charset=utf-8")


def _account_of(customer_id: str) -> list[Row]:
    states = ["placed", "assigned", "pickup_failed"]
    ordered = {"placed_by": customer_id, "terms": "on_account", "status": {"$in": states}}
    prices = {"$group": {"_id": "ordered", "fen": {"$sum": "$price.total_fen"}}}
    return [
        {"$match": {"account": "freight_receivable", "holder": customer_id}},
        {"$group": {"_id": "owed", "fen": {"$sum": "$amount_fen"}}},
        {"$unionWith": {"coll": "parcels", "pipeline": [{"$match": ordered}, prices]}},
        {"$unionWith": {"coll": "credit_accounts", "pipeline": [{"$match": {"_id": customer_id}}]}},
    ]
