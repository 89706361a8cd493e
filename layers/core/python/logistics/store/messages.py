"""Messages to customers: one row for each thing one of them is told, from before the first try to its outcome.

A row is claimed by a single write right before it goes to a provider, so that two callers never send it both;
`tries` counts the claims and is the token under which an outcome is accepted. Rows hold ids only: whom to reach and
what to say is read from the parcel in the moment of sending.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from pymongo.errors import DuplicateKeyError

if TYPE_CHECKING:
    from logistics.store.mongo import Row, Unit

LEASE = timedelta(minutes=2)  # longer than any call may run while it sends


class Channel(StrEnum):
    """How a message travels."""

    SUBSCRIBE = "subscribe"
    SMS = "sms"


class Recipient(StrEnum):
    """Which side of the parcel is told: whoever placed the order, or whoever receives it."""

    CONSIGNOR = "consignor"
    CONSIGNEE = "consignee"


class MessageState(StrEnum):
    """WAITING until due, SENDING while claimed; the others are final.

    REFUSED: the recipient does not want it; UNKNOWN: the sender died or heard no answer, so it may have arrived;
    DROPPED: no longer true when it was to be sent, or nowhere to send it; FAILED: everything was tried.
    """

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"
    FAILED = "failed"
    UNKNOWN = "unknown"
    DROPPED = "dropped"


@dataclass(frozen=True)
class Message:
    """`id` is "<event id>:<recipient>:<template>"; `data` are the event's fields; `code` says why it ended so.

    `repeated` marks a message that was sent once more because nobody knows whether the first one arrived.
    """

    id: str
    event_type: str
    waybill_no: str
    recipient: Recipient
    template: str
    channel: Channel
    must_arrive: bool
    occurred_at: datetime
    data: Mapping[str, Any] = field(default_factory=dict)
    state: MessageState = MessageState.WAITING
    due_at: datetime | None = None
    tries: int = 0
    repeated: bool = False
    code: str = ""
    sent_at: datetime | None = None


class Messages:
    """Rows: Message's fields with {_id, lease_until, created_at}.

    Rows of `subscriptions`: {_id: "customer:template", count, at}.
    """

    def __init__(self, unit: "Unit") -> None:
        self._unit, self._rows, self._accepted = unit, unit.db["messages"], unit.db["subscriptions"]

    # --- one message's way -------------------------------------------------------------------------------------

    def open(self, message: Message) -> bool:
        """Write a new message, outside of any transaction.

        False when it is there already: another delivery of the same event has taken care of it.
        """
        try:
            self._rows.insert_one(_to_row(message) | {"created_at": self._unit.now, "lease_until": None})
        except DuplicateKeyError:
            return False
        return True

    def due(self, limit: int) -> list[Message]:
        """What is to be sent now, the longest waiting first; whoever sends one must claim it."""
        match = {"state": str(MessageState.WAITING), "due_at": {"$lte": self._unit.now}}
        return [_from_row(row) for row in self._rows.find(match).sort("due_at", 1).limit(limit)]

    def claim(self, message: Message, channel: Channel) -> Message | None:
        """Take a message right before it is handed to a provider; None if another call was faster.

        A message that is claimed already goes on by another channel under the same try.
        """
        tries = message.tries + (message.state is MessageState.WAITING)
        taken = replace(message, state=MessageState.SENDING, tries=tries, channel=channel)
        change = {"state": str(taken.state), "tries": tries, "channel": str(channel)}
        change |= {"lease_until": self._unit.now + LEASE}
        found = self._rows.update_one(_as_read(message), {"$set": change}).matched_count
        return taken if found else None

    def finish(self, message: Message, state: MessageState, code: str = "", due_at: datetime | None = None) -> None:
        """Record how a try ended, or (WAITING) when the next one is due; it changes nothing if the claim is lost.

        A message that was never claimed, because it could not be prepared, has used up a try as well.
        """
        tries = message.tries + (message.state is MessageState.WAITING)
        sent_at = self._unit.now if state is MessageState.SENT else None
        change = {"state": str(state), "code": code, "due_at": due_at, "sent_at": sent_at, "tries": tries}
        self._rows.update_one(_as_read(message), {"$set": change | {"lease_until": None}})

    def repeat(self, message: Message) -> None:
        """Let a message of unknown outcome go out once more."""
        change = {"state": str(MessageState.WAITING), "due_at": self._unit.now, "repeated": True, "lease_until": None}
        self._rows.update_one(_as_read(message), {"$set": change})

    def abandoned(self, limit: int) -> list[Message]:
        """Messages whose sender never told the outcome."""
        late = {"state": str(MessageState.SENDING), "lease_until": {"$lt": self._unit.now}}
        return [_from_row(row) for row in self._rows.find(late).limit(limit)]

    # --- for people who look -----------------------------------------------------------------------------------

    def of(self, waybill_no: str) -> list[Message]:
        """Every message about a waybill, in the order of their making."""
        return [_from_row(row) for row in self._rows.find({"waybill_no": waybill_no}).sort("created_at", 1)]

    def listed(self, state: str, limit: int) -> list[Message]:
        """Messages in a state, the oldest first."""
        return [_from_row(row) for row in self._rows.find({"state": state}).sort("created_at", 1).limit(limit)]

    # --- what customers agreed to ------------------------------------------------------------------------------

    def accept(self, customer_id: str, templates: list[str]) -> None:
        """A customer allowed one more message of each of these templates."""
        for template in templates:
            key = {"_id": f"{customer_id}:{template}"}
            change = {"$inc": {"count": 1}, "$set": {"at": self._unit.now}}
            self._accepted.update_one(key, change, upsert=True, session=self._unit.session)

    def spend(self, customer_id: str, template: str) -> None:
        """One message was delivered."""
        key = {"_id": f"{customer_id}:{template}", "count": {"$gt": 0}}
        self._accepted.update_one(key, {"$inc": {"count": -1}}, session=self._unit.session)

    def exhaust(self, customer_id: str, template: str) -> None:
        """WeChat says that no permission is left, whatever we had counted."""
        key = {"_id": f"{customer_id}:{template}"}
        self._accepted.update_one(key, {"$set": {"count": 0}}, session=self._unit.session)

    def allowed(self, customer_id: str, templates: list[str]) -> dict[str, int]:
        """How many more messages of each template a customer allows, as far as we know."""
        keys = [f"{customer_id}:{template}" for template in templates]
        rows = self._accepted.find({"_id": {"$in": keys}}, session=self._unit.session)
        counts = {row["_id"].partition(":")[2]: row["count"] for row in rows}
        return {template: counts.get(template, 0) for template in templates}


_ENUMS = {"recipient": Recipient, "channel": Channel, "state": MessageState}
_FIELDS = tuple(name for name in Message.__dataclass_fields__ if name != "id")


def _as_read(message: Message) -> "Row":
    return {"_id": message.id, "state": str(message.state), "tries": message.tries}


def _to_row(message: Message) -> "Row":
    row: Row = {"_id": message.id} | {name: getattr(message, name) for name in _FIELDS}
    return row | {name: str(row[name]) for name in _ENUMS} | {"data": dict(message.data)}


def _from_row(row: "Row") -> Message:
    known = {name: row[name] for name in _FIELDS if name in row}
    known |= {name: kind(row[name]) for name, kind in _ENUMS.items()}
    return Message(id=row["_id"], **known)
