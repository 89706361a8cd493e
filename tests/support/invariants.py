"""What must hold of the whole store once everything is quiet, whatever went wrong before.

Rows are read as they lie in MongoDB and compared with tables written here by hand; of the product only the fold of
scans is asked, because a stored state is by definition what its scans fold to. Each finding says which rule broke.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from logistics.domain.timeline import fold
from logistics.store.mongo import Unit
from tests.domain.test_states import TABLE

Row = dict[str, Any]

# Each of these scans is announced once, by an event that names it.
ANNOUNCED = {
    "assigned": "CourierAssigned",
    "released": "CourierReleased",
    "cancelled": "OrderCancelled",
    "picked_up": "ParcelPickedUp",
    "pickup_failed": "PickupFailed",
    "departed": "ParcelDeparted",
    "arrived": "ParcelArrived",
    "back_at_outlet": "ParcelArrived",
    "out_for_delivery": "ParcelOutForDelivery",
    "delivery_failed": "DeliveryFailed",
    "refused": "ParcelRefused",
    "signed": "ParcelSigned",
    "return_started": "ParcelReturning",
    "returned": "ParcelReturned",
}
# The text message that stands in for a WeChat message.
SMS = {
    "100002": "tmpl_out_for_delivery",
    "100003": "tmpl_signed",
    "100004": "tmpl_delivery_failed",
    "100005": "tmpl_refused",
    "100012": "tmpl_stored",
    "100013": "tmpl_instruction",
}
CASH = ("courier_cash", "cash_declared")


@dataclass(frozen=True)
class Ending:
    """What became of one order in the eyes of those who made it; `collected_fen` is what the courier was paid."""

    waybill_no: str
    status: str
    cod_status: str
    collected_fen: int = 0


@dataclass(frozen=True)
class Books:
    """The whole store, read once; `received` are the messages that arrived on phones."""

    parcels: dict[str, Row]
    scans: dict[str, list[Row]]
    outbox: list[Row]
    handled: set[str]
    journal: list[Row]
    messages: list[Row]
    received: list[Row]

    def events(self, kind: str) -> list[Row]:
        return [row for row in self.outbox if row["type"] == kind]


def broken(
    unit: Unit, endings: Collection[Ending], consumers: Mapping[str, Collection[str]], received: list[Row]
) -> list[str]:
    """Every rule that does not hold, with whom it concerns; `consumers` maps event types to functions."""
    db = unit.db
    scans = defaultdict(list)
    for row in db["scans"].find():
        scans[row["waybill_no"]].append(row)
    books = Books(
        {row["_id"]: row for row in db["parcels"].find()},
        scans,
        list(db["outbox"].find().sort("_id", 1)),
        {row["_id"] for row in db["handled"].find({}, {"_id": 1})},
        list(db["journal"].find()),
        list(db["messages"].find()),
        received,
    )
    found = [
        *_orders(books, endings, db["replies"].count_documents({"_id": {"$regex": "^create_order[.]place_order:"}})),
        *_endings(books, endings),
        *_timelines(books),
        *_folds(unit, books),
        *_announcements(books),
        *_handling(books, consumers),
        *_settled(books),
        *_left_over(db),
        *_decisions(books, db["decisions"].find({"courier_id": {"$ne": None}})),
        *_journal(books.journal, list(db["balances"].find())),
        *_collections(books, endings),
        *_freight(books),
        *_messages(books),
    ]
    return sorted(found)


def _orders(books: Books, endings: Collection[Ending], remembered: int) -> Iterable[str]:
    """One accepted request id, one parcel."""
    accepted = Counter(each.waybill_no for each in endings)
    yield from (f"order shared by two requests: {no}" for no, count in accepted.items() if count > 1)
    yield from (f"order lost: {no}" for no in accepted.keys() - books.parcels.keys())
    yield from (f"order nobody got an answer for: {no}" for no in books.parcels.keys() - accepted.keys())
    if remembered != len(books.parcels):
        yield f"{len(books.parcels)} parcels but {remembered} remembered orders"


def _endings(books: Books, endings: Iterable[Ending]) -> Iterable[str]:
    for wanted in endings:
        row = books.parcels.get(wanted.waybill_no)
        if row is None:
            continue
        seen = Ending(wanted.waybill_no, row["status"], row["cod"]["status"], row["cod"]["collected_fen"])
        if seen != wanted:
            yield f"journey ended otherwise: {seen}, expected {wanted}"


def _timelines(books: Books) -> Iterable[str]:
    """The scans of a parcel, in order of happening, lead along the table from a draft to its stored state."""
    for waybill_no, parcel in books.parcels.items():
        status = "draft"
        if parcel["late_scans"]:
            yield f"flagged scans on {waybill_no}: {parcel['late_scans']}"
        for scan in sorted(books.scans[waybill_no], key=_happened):
            leads = TABLE[status].get(scan["step"], status if status == "returning" else None)
            if leads is None:
                yield f"illegal move of {waybill_no}: {scan['step']} while {status}"
                break
            status = leads
        else:
            if status != parcel["status"]:
                yield f"scans of {waybill_no} lead to {status}, stored is {parcel['status']}"


def _folds(unit: Unit, books: Books) -> Iterable[str]:
    for waybill_no, row in books.parcels.items():
        state = fold(unit.scans.of(waybill_no), row["signatures"]).state
        folded = (state.status, state.courier_id, state.attempts)
        stored = (row["status"], row["courier_id"], row["attempts"])
        if folded != stored:
            yield f"fold of {waybill_no} is {folded}, stored is {stored}"


def _announcements(books: Books) -> Iterable[str]:
    """No event is missing, and no scan is announced twice."""
    told = Counter(
        (row["type"], row["data"].get("scan_id") or row["data"].get("assignment_id") or row["waybill_no"])
        for row in books.outbox
        if row["type"] in {*ANNOUNCED.values(), "OrderPlaced"}
    )
    wanted = [("OrderPlaced", waybill_no) for waybill_no in books.parcels]
    for rows in books.scans.values():
        wanted += [(ANNOUNCED[row["step"]], row["_id"]) for row in rows if row["step"] in ANNOUNCED]
    for key in told.keys() | set(wanted):
        if told[key] != wanted.count(key):
            yield f"announced {told[key]} times instead of {wanted.count(key)}: {key}"


def _handling(books: Books, consumers: Mapping[str, Collection[str]]) -> Iterable[str]:
    """A function's memory of an event is written in the transaction of its effect: once, or not at all."""
    wanted = {f"{function}:{row['_id']}" for row in books.outbox for function in consumers.get(row["type"], ())}
    yield from (f"event not handled: {key}" for key in wanted - books.handled)
    made_up = (key for key in books.handled - wanted if ":wake:" not in key)
    yield from (f"handled, but never announced: {key}" for key in made_up)


def _settled(books: Books) -> Iterable[str]:
    yield from (f"event not settled: {row['type']} {row['_id']}" for row in books.outbox if not row["settled_at"])


def _left_over(db: Any) -> Iterable[str]:
    # A claim that nobody has answered yet is not overdue for a week. Who looks again after an order that waited for a
    # courier finds it given: that timer is left to run out.
    late = (row for row in db["due"].find() if not row["_id"].startswith(("claim:", "search:")))
    yield from (f"timer left behind: {row['_id']}" for row in late)
    yield from (f"parked: {row['_id']} ({row['error']})" for row in db["parked"].find())


def _decisions(books: Books, decisions: Iterable[Row]) -> Iterable[str]:
    """Each assignment was decided once."""
    decided = Counter(row["waybill_no"] for row in decisions)
    for waybill_no, scans in books.scans.items():
        assigned = sum(scan["step"] == "assigned" for scan in scans)
        if decided[waybill_no] != assigned:
            yield f"{waybill_no} was assigned {assigned} times by {decided[waybill_no]} decisions"


def _journal(entries: Iterable[Row], balances: Iterable[Row]) -> Iterable[str]:
    """Every entry balances, and every kept balance is the sum of its lines."""
    posted: Counter[tuple[str, str, str]] = Counter()
    for entry in entries:
        if sum(line["amount_fen"] for line in entry["lines"]) != 0:
            yield f"entry does not balance: {entry['_id']}"
        for line in entry["lines"]:
            posted[line["account"], line["holder"], line["slot"]] += line["amount_fen"]
    kept = {(row["account"], row["holder"], row["slot"]): row["amount_fen"] for row in balances}
    for key in posted.keys() | kept.keys():
        if posted[key] != kept.get(key, 0):
            yield f"balance of {key} is {kept.get(key, 0)}, posted were {posted[key]}"


def _collections(books: Books, endings: Iterable[Ending]) -> Iterable[str]:
    """Cash in the books is the cash that was taken, and it was taken once."""
    cash: Counter[str] = Counter()
    for entry in books.journal:
        cash[entry["waybill_no"]] += sum(line["amount_fen"] for line in entry["lines"] if line["account"] in CASH)
    told = Counter(row["waybill_no"] for row in books.events("CodCollected"))
    back = Counter(row["waybill_no"] for row in books.events("CodHandedBack"))
    for each in endings:
        if cash[each.waybill_no] != each.collected_fen:
            yield f"books hold {cash[each.waybill_no]} fen of {each.waybill_no}, taken were {each.collected_fen}"
        if told[each.waybill_no] - back[each.waybill_no] != (each.collected_fen > 0):
            yield f"{each.waybill_no} was collected {told[each.waybill_no]} times"


def _freight(books: Books) -> Iterable[str]:
    """A parcel that was picked up owes its freight once, one that was not owes nothing, a lost one its insurance."""
    earned: Counter[str] = Counter()
    for entry in books.journal:
        revenue = (line["amount_fen"] for line in entry["lines"] if line["account"].startswith("revenue_"))
        earned[entry["waybill_no"]] -= sum(revenue)
    for waybill_no, row in books.parcels.items():
        lost = row["status"] == "lost"
        held = [fee for code, _, fee in row["price"]["fee_lines"] if code == "insurance" or not lost]
        due = sum(held) if row["picked_up_at"] else 0
        due += 0 if lost else sum(each["amount_fen"] for each in row["charges"])
        if earned[waybill_no] != due:
            yield f"freight of {waybill_no} in the books is {earned[waybill_no]}, due is {due}"


def _messages(books: Books) -> Iterable[str]:
    """Nobody heard the same news twice, except what must arrive and was sent again for want of an answer."""
    allowed: Counter[tuple[str, str]] = Counter()
    sent: Counter[tuple[str, str]] = Counter()
    for row in books.messages:
        key = (_tail(row["waybill_no"]), row["template"])
        allowed[key] += 2 if row["repeated"] else 1
        sent[key] += row["state"] == "sent"
        if row["state"] in ("waiting", "sending"):
            yield f"message without an outcome: {row['_id']} {row['state']}"
        if row["repeated"] and not row["must_arrive"]:
            yield f"message repeated that need not arrive: {row['_id']}"
    arrived = Counter(_news(each, books.parcels) for each in books.received if each["template"] in _NEWS)
    for key in arrived.keys() | sent.keys():
        if not sent[key] <= arrived[key] <= allowed[key]:
            yield f"arrived {arrived[key]} times, sent {sent[key]}, allowed {allowed[key]}: {key}"


_NEWS = {*SMS, *SMS.values(), "tmpl_order_placed", "tmpl_courier_assigned", "tmpl_picked_up", "tmpl_returned"}


def _news(message: Row, waybill_nos: Iterable[str]) -> tuple[str, str]:
    """Which news a received message was, and about which tail of a waybill number: some name no more of it."""
    said = set(message["fields"].values())
    about = (_tail(no) for no in waybill_nos if no in said or (message["kind"] == "sms" and _tail(no) in said))
    return next(about, "unknown"), SMS.get(message["template"], message["template"])


def _tail(waybill_no: str) -> str:
    return waybill_no[-4:]


def _happened(scan: Row) -> tuple[Any, ...]:
    return min(scan["occurred_at"], scan["received_at"]), scan["received_at"], scan["_id"]
