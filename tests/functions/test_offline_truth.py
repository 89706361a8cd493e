"""Phones that were offline, through the functions: every effect of a fact happens once, or is compensated.

Each story is one parcel to which a few days of facts arrive in a random order, some twice, some contradicting others,
some by a clock that runs days ahead, some withdrawn in the end. Meanwhile the functions that charge and keep the books
hear of it now and then, in a random order and more than once. In the end

- each scan was announced as often as it was undone, and once more if it counts;
- the charges come to what the scans that count cost, and the books to the price and the charges;
- what is due at the door became void and due in turn, and was taken once.
"""

import random
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from logistics.domain.faults import Fault
from logistics.domain.fees import fees_of
from logistics.domain.ids import new_id
from logistics.domain.letter import Letter
from logistics.domain.roles import EVERYTHING, SYSTEM, Actor
from logistics.domain.scan import Scan
from logistics.domain.states import Step
from logistics.domain.timeline import Folded, fold
from logistics.gateways.topic import wire_body
from logistics.store.mongo import Unit
from tests.support.calls import handler, http, invoke, queue
from tests.support.orders import _change, assign, parcel_of, place_order
from tests.support.people import actor, session_of, sign_in

OUTLET = "GZ-TH-1"
CONSUMERS = ("redirect", "collect_cod")
AGO = timedelta(days=6)
MISTAKE = "carrier_scanned_by_mistake"
BILL = {"payer": "consignor", "fee_lines": [["freight", "退回运费", 700]], "tariff_version": "t"}


class Story:
    """One parcel, its people, and the facts that their phones still hold; hours count from the order."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.courier, self.dispatcher = actor("courier", OUTLET), actor("dispatcher")
        merchant = session_of(actor("merchant"))
        terms = self.chance.choice(["on_account", "on_receipt"])
        self.waybill_no = place_order(merchant, terms=terms, cod_fen=self.chance.choice([0, 5000]))
        assign(self.waybill_no, self.courier)
        _change(self.waybill_no, lambda parcel, now: parcel.verify_real_name("faceid-token", now))
        self.start = datetime.now(UTC) - AGO
        self.heard = Counter[str]()
        self.refused: list[Scan] = []
        self._order_earlier()

    def _order_earlier(self) -> None:
        """As if it had been ordered some days ago."""
        unit = Unit(datetime.now(UTC))
        earlier = {"occurred_at": self.start, "received_at": self.start}
        for number, row in enumerate(unit.db["scans"].find({"waybill_no": self.waybill_no}).sort("_id", 1)):
            moved = {name: at + timedelta(seconds=number) for name, at in earlier.items()}
            unit.db["scans"].update_one({"_id": row["_id"]}, {"$set": moved})
        unit.db["parcels"].update_one({"_id": self.waybill_no}, {"$set": {"last_scan_at": self.start}})

    def fact(self, step: Step, hour: float, by: Actor | None = None, **said: Any) -> Scan:
        """What a phone holds, by a clock that may be days ahead: then it counts from when it came in."""
        who = by or self.courier
        happened = self.start + timedelta(hours=hour)
        ahead = timedelta(days=self.chance.choice([0, 0, 0, 3]))
        scan_id = new_id(happened)
        return Scan(scan_id, self.waybill_no, step, happened + ahead, happened, who.id, who.role, who.outlet_id, **said)

    def facts(self) -> list[Scan]:
        """Two days of delivering in vain, with what contradicts it; the third attempt costs a fee."""
        chance, home = self.chance, {"reason": "consignee_not_home"}
        said: dict[str, object] = {"inspected": True}
        if chance.random() < 0.5:
            said |= {"measurement_id": new_id(self.start), "weight_g": 2500, "volume_cm3": 6000}
            said |= {"charge_weight_g": 2500, "fee_lines": [["freight", "运费", 3150]]}
        held = [
            self.fact(Step.PICKED_UP, 1, details=said),
            self.fact(Step.OUT_FOR_DELIVERY, 2),
            self.fact(Step.DELIVERY_FAILED, 3, **home),
            self.fact(Step.OUT_FOR_DELIVERY, 4),
            self.fact(Step.DELIVERY_FAILED, 5, **home),
            self.fact(Step.OUT_FOR_DELIVERY, 6),
        ]
        maybe = [
            self.fact(Step.DELIVERY_FAILED, 7, reason="consignor_incorrect_address"),
            self.fact(Step.REFUSED, 7, reason="consignee_refused"),
            self.fact(Step.STORED, 8, details={"consent_id": "consent", "place": "locker", "place_name": "3 号柜"}),
            self.fact(Step.OUT_FOR_DELIVERY, 9),
            self.fact(Step.SIGNED, chance.choice([7, 10, 60]), by=SYSTEM, details={"signed_kind": "counter"}),
            self.fact(Step.RETURN_STARTED, 61, by=self.dispatcher, reason="consignor_request", details=BILL),
            self.fact(Step.RETURNED, 62),
            self.fact(Step.PICKED_UP, 0.5, details={"inspected": True}),
        ]
        return held + chance.sample(maybe, chance.randrange(2, 7))

    def happen(self) -> None:
        """Everything arrives; what was refused is sent again; a few are withdrawn."""
        facts = self.facts()
        self.chance.shuffle(facts)
        later = timedelta(days=4)  # the same again, by a clock that runs ahead: it looks newer than all others
        again = [replace(each, received_at=each.received_at + later) for each in self.chance.sample(facts, 3)]
        for each in [*facts, *again]:
            self._send(each)
            self._collect()
            self._hear_something()
        for each in [*self.refused]:
            self._send(each)
        self._withdraw_something()
        self.hear_everything()

    def _send(self, scan: Scan) -> None:
        unit = Unit(datetime.now(UTC))
        try:
            unit.transact(lambda: unit.scans.record(unit.parcels.get(self.waybill_no, EVERYTHING), scan))
        except Fault:
            self.refused.append(scan)

    def _collect(self) -> None:
        """Whenever it can be: never twice, however often it is tried."""
        body = {"amount_fen": parcel_of(self.waybill_no).due_fen, "method": "cash"}
        path = f"/parcels/{self.waybill_no}/collection"
        if body["amount_fen"] and self.chance.random() < 0.1:
            for _ in range(2):
                http("collect_cod", "POST", path, body, session=session_of(self.courier))

    def _withdraw_something(self) -> None:
        applied = [each for each in self.folded().applied if each.actor_id == self.courier.id]
        for wrong in self.chance.sample(applied, min(2, len(applied))):
            data = {"waybill_no": self.waybill_no, "scan_id": wrong.id, "reason": MISTAKE}
            invoke("incident", "correct_scan", data, session_of(self.dispatcher))
            self._hear_something()

    def _letters(self) -> list[Letter]:
        return [each for each in Unit(datetime.now(UTC)).outbox.all() if each.waybill_no == self.waybill_no]

    def _deliver(self, each: Letter) -> None:
        for name in self.chance.sample(CONSUMERS, len(CONSUMERS)):
            if ("queue", each.type) in handler(name).actions:
                assert not queue(name, wire_body(each)), f"{name} could not handle {each.type}"
        self.heard[each.id] += 1

    def _hear_something(self) -> None:
        letters = self._letters()
        for each in self.chance.sample(letters, min(2, len(letters))):
            self._deliver(each)

    def hear_everything(self) -> None:
        for _ in range(10):
            unheard = [each for each in self._letters() if not self.heard[each.id]]
            if not unheard:
                return
            self.chance.shuffle(unheard)
            for each in unheard:
                self._deliver(each)
        raise AssertionError("events go round in circles")

    def hear_all_again(self) -> None:
        """As other letters with other ids, so that nobody knows them."""
        letters = self._letters()
        self.chance.shuffle(letters)
        for each in letters:
            self._deliver(Letter(new_id(datetime.now(UTC)), each.type, each.waybill_no, each.occurred_at, each.data))

    def folded(self) -> Folded:
        unit = Unit(datetime.now(UTC))
        return fold(unit.scans.of(self.waybill_no), parcel_of(self.waybill_no).signatures)

    def told(self, *types: str) -> list[Letter]:
        return [each for each in self._letters() if each.type in types]

    def books(self) -> dict[str, int]:
        """What each account comes to."""
        shown = invoke("collect_cod", "show_journal", {"waybill_no": self.waybill_no}, sign_in("finance")).data
        assert shown["sum_fen"] == 0
        sums = Counter[str]()
        for line in shown["positions"]:
            sums[line["account"]] += line["amount_fen"]
        return dict(sums)

    def standing(self) -> tuple[Any, ...]:
        parcel = parcel_of(self.waybill_no)
        return parcel.status, parcel.charges, parcel.price, parcel.cod, parcel.freight_due_fen, self.books()


@pytest.fixture(params=range(10))
def story(request: pytest.FixtureRequest, store: Unit) -> Story:
    told = Story(request.param)
    told.happen()
    return told


# Announced without a scan's id, or about the decision and not about a fact.
SILENT = {Step.PLACED, Step.SUBMITTED, Step.ASSIGNED, Step.SCAN_WITHDRAWN}
ANNOUNCED = {
    *("ParcelPickedUp", "ParcelOutForDelivery", "DeliveryFailed", "ParcelRefused", "ParcelStored"),
    *("ParcelSigned", "ParcelReturning", "ParcelReturned"),
}


def test_every_effect_of_a_fact_happens_once_or_is_compensated(story: Story) -> None:
    folded, parcel = story.folded(), parcel_of(story.waybill_no)
    assert parcel.state == folded.state
    assert parcel.late_scans == len(folded.flagged)
    times = Counter(each.data["scan_id"] for each in story.told(*ANNOUNCED))
    times.subtract(each.data["scan_id"] for each in story.told("ScanUndone"))
    assert all(count in (0, 1) for count in times.values()), "announced twice, or undone twice"
    counting = {each.id for each in folded.applied if each.step not in SILENT}
    assert {scan_id for scan_id, count in times.items() if count} == counting
    owed, charged = Counter[str](), Counter[str]()
    for fee in fees_of(parcel, folded.applied, datetime.now(UTC)):
        owed[fee.id] += fee.amount_fen
    for each in parcel.charges:
        charged[each.id.rpartition("#")[0]] += each.amount_fen
    assert {cause: fen for cause, fen in charged.items() if fen} == dict(owed)
    _books_agree(story, parcel)
    before = story.standing()
    story.hear_all_again()
    assert story.standing() == before, "what was heard already changes nothing"


def _books_agree(story: Story, parcel: Any) -> None:
    books = story.books()
    carriage_fen = parcel.price.total_fen if parcel.picked_up_at else 0
    bill_fen = carriage_fen + sum(each.amount_fen for each in parcel.charges)
    assert -sum(fen for account, fen in books.items() if account.startswith("revenue")) == bill_fen
    taken = story.told("CodCollected")
    assert len(taken) <= 1, "collected twice"
    taken_fen = sum(each.data["amount_fen"] for each in taken)
    goods_fen = sum(each.data["cod_fen"] for each in taken)
    assert parcel.cod.collected_fen == taken_fen == books.get("courier_cash", 0)
    never_came = parcel.status in ("returning", "returned", "lost", "disposed") and not parcel.signed_pieces
    theirs_again_fen = goods_fen if never_came else 0  # the payer's, not the merchant's any more
    assert books.get("freight_receivable", 0) == bill_fen - (taken_fen - goods_fen) - theirs_again_fen
    assert books.get("goods_money_owed", 0) == theirs_again_fen - goods_fen
    turns = [each.type for each in story.told("CodVoided", "CodReinstated")]
    assert turns == [("CodVoided", "CodReinstated")[number % 2] for number in range(len(turns))]
    assert (parcel.cod.status == "void") == (len(turns) % 2 == 1)
