"""Webhooks and what goes to them: a row a delivery, from before the first try to its outcome; its log as well.

A delivery is claimed by a single write before it is sent. A sender that dies leaves its claim to run out, and then it
is sent again: partners tell repeats by the event's id.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from pymongo.errors import DuplicateKeyError

from logistics.domain.faults import NotFound
from logistics.domain.webhook import Delivery, DeliveryState, Webhook

if TYPE_CHECKING:
    from pymongo.cursor import Cursor

    from logistics.store.mongo import Row, Unit

LEASE = timedelta(minutes=2)  # longer than any call may run while it sends
_OPEN = [str(DeliveryState.WAITING), str(DeliveryState.SENDING)]


class Webhooks:
    """Rows: Webhook's fields with {_id, created_at}."""

    def __init__(self, unit: "Unit") -> None:
        self._unit, self._rows = unit, unit.db["webhooks"]

    def of(self, partner_id: str) -> list[Webhook]:
        """All of a partner's, in the order of their making."""
        return [_webhook(row) for row in self._find({"partner_id": partner_id}).sort("_id", 1)]

    def wanting(self, partner_id: str, kind: str) -> list[Webhook]:
        """Those of a partner that are to hear of this kind of event."""
        return [_webhook(row) for row in self._find({"partner_id": partner_id, "active": True, "kinds": kind})]

    def find(self, webhook_id: str) -> Webhook | None:
        """A webhook by its id."""
        return next((_webhook(row) for row in self._find({"_id": webhook_id})), None)

    def get(self, webhook_id: str, partner_id: str) -> Webhook:
        """A partner's own webhook; NotFound WEBHOOK_NOT_FOUND."""
        found = self.find(webhook_id)
        if found is None or found.partner_id != partner_id:
            raise NotFound("WEBHOOK_NOT_FOUND", "没有找到这个回调地址")
        return found

    def save(self, webhook: Webhook) -> None:
        """Write a webhook, new or known."""
        row = _fields(webhook, "id") | {"kinds": sorted(webhook.kinds)}
        change = {"$set": row, "$setOnInsert": {"created_at": self._unit.now}}
        self._rows.update_one({"_id": webhook.id}, change, upsert=True, session=self._unit.session)

    def succeeded(self, webhook_id: str) -> None:
        """It answers (again)."""
        change = {"$set": {"failing_since": None, "message": ""}}
        self._rows.update_one({"_id": webhook_id, "failing_since": {"$ne": None}}, change)

    def failed(self, webhook_id: str, message: str) -> None:
        """It did not answer; the first of several failures is remembered."""
        self._rows.update_one({"_id": webhook_id, "failing_since": None}, {"$set": {"failing_since": self._unit.now}})
        self._rows.update_one({"_id": webhook_id}, {"$set": {"message": message}})

    def switch_off(self, webhook_id: str, message: str) -> None:
        """Send nothing there any more, and say why."""
        self._rows.update_one({"_id": webhook_id}, {"$set": {"active": False, "message": message}})

    def _find(self, match: "Row") -> "Cursor[Row]":
        return self._rows.find(match, session=self._unit.session)


class Deliveries:
    """Rows: Delivery's fields with {_id: "<event id>-<webhook id>", lease_until}."""

    def __init__(self, unit: "Unit") -> None:
        self._unit, self._rows = unit, unit.db["deliveries"]

    def open(self, delivery: Delivery) -> bool:
        """Write a new delivery, outside of any transaction; False when the same event has opened it before."""
        row = {"_id": delivery.id, **_fields(delivery, "id"), "state": str(delivery.state), "lease_until": None}
        try:
            self._rows.insert_one(row)
        except DuplicateKeyError:
            return False
        return True

    def due(self, limit: int) -> list[Delivery]:
        """What is to be sent now, in the order of the events."""
        match = {"state": str(DeliveryState.WAITING), "due_at": {"$lte": self._unit.now}}
        return [_delivery(row) for row in self._rows.find(match).sort([("due_at", 1), ("_id", 1)]).limit(limit)]

    def ahead_of(self, delivery: Delivery) -> Delivery | None:
        """The first earlier one about the same waybill that still waits to go to the same webhook."""
        earlier = {"webhook_id": delivery.webhook_id, "waybill_no": delivery.waybill_no, "_id": {"$lt": delivery.id}}
        row = self._rows.find_one(earlier | {"state": {"$in": _OPEN}}, sort=[("_id", 1)])
        return None if row is None else _delivery(row)

    def postpone(self, delivery: Delivery, until: datetime) -> None:
        """Look at it later; this is no try."""
        self._rows.update_one(_as_read(delivery), {"$set": {"due_at": until}})

    def rest(self, webhook_id: str, until: datetime) -> None:
        """Leave a webhook that does not answer alone for a while, with all that is due for it."""
        match = {"webhook_id": webhook_id, "state": str(DeliveryState.WAITING), "due_at": {"$lt": until}}
        self._rows.update_many(match, {"$set": {"due_at": until}})

    def wake(self, webhook_id: str, waybill_no: str = "") -> None:
        """What waits for this webhook (about this waybill) may go now: what held it up is gone."""
        match = {"webhook_id": webhook_id, "state": str(DeliveryState.WAITING)}
        match |= {"waybill_no": waybill_no} if waybill_no else {}
        self._rows.update_many(match, {"$set": {"due_at": self._unit.now}})

    def claim(self, delivery: Delivery) -> Delivery | None:
        """Take a delivery right before it is sent; None if another call was faster."""
        taken = replace(delivery, state=DeliveryState.SENDING, tries=delivery.tries + 1)
        change = {"state": str(taken.state), "tries": taken.tries, "lease_until": self._unit.now + LEASE}
        found = self._rows.update_one(_as_read(delivery), {"$set": change}).matched_count
        return taken if found else None

    def finish(self, claimed: Delivery, outcome: Delivery) -> None:
        """Record how a try ended; it changes nothing if the claim is lost."""
        change = _fields(outcome, "id") | {"state": str(outcome.state), "lease_until": None}
        self._rows.update_one(_as_read(claimed), {"$set": change})

    def free_abandoned(self) -> int:
        """Let what a dead sender had in hand be sent again; answers how many there were."""
        match = {"state": str(DeliveryState.SENDING), "lease_until": {"$lt": self._unit.now}}
        change = {"state": str(DeliveryState.WAITING), "due_at": self._unit.now, "lease_until": None}
        return self._rows.update_many(match, {"$set": change}).modified_count

    def give_up(self, webhook_id: str, code: str) -> int:
        """Nothing waits any more for a webhook that is off."""
        match = {"webhook_id": webhook_id, "state": str(DeliveryState.WAITING)}
        change = {"state": str(DeliveryState.FAILED), "code": code, "due_at": None}
        return self._rows.update_many(match, {"$set": change}).modified_count

    def get(self, delivery_id: str, partner_id: str) -> Delivery:
        """A partner's own delivery; NotFound DELIVERY_NOT_FOUND."""
        row = self._rows.find_one({"_id": delivery_id, "partner_id": partner_id}, session=self._unit.session)
        if row is None:
            raise NotFound("DELIVERY_NOT_FOUND", "没有找到这条推送记录")
        return _delivery(row)

    def again(self, delivery_id: str) -> None:
        """Send it once more, from the first try on."""
        change = {"state": str(DeliveryState.WAITING), "tries": 0, "due_at": self._unit.now, "lease_until": None}
        self._rows.update_one({"_id": delivery_id}, {"$set": change | {"code": ""}}, session=self._unit.session)

    def listed(self, partner_id: str, waybill_no: str, state: str, before: str, limit: int) -> list[Delivery]:
        """A partner's log, the newest first."""
        match: Row = {"partner_id": partner_id}
        match |= {name: value for name, value in (("waybill_no", waybill_no), ("state", state)) if value}
        match |= {"_id": {"$lt": before}} if before else {}
        rows = self._rows.find(match, session=self._unit.session).sort("_id", -1).limit(limit)
        return [_delivery(row) for row in rows]


def _fields(thing: Webhook | Delivery, *without: str) -> "Row":
    return {name: value for name, value in vars(thing).items() if name not in without}


def _as_read(delivery: Delivery) -> "Row":
    return {"_id": delivery.id, "state": str(delivery.state), "tries": delivery.tries}


def _webhook(row: "Row") -> Webhook:
    known = {name: row[name] for name in Webhook.__dataclass_fields__ if name in row}
    return Webhook(**known | {"id": row["_id"], "kinds": frozenset(row["kinds"])})


def _delivery(row: "Row") -> Delivery:
    known = {name: row[name] for name in Delivery.__dataclass_fields__ if name in row}
    return Delivery(**known | {"id": row["_id"], "state": DeliveryState(row["state"])})
