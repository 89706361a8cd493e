"""Fees beside the price: journalled once each, with whoever owes them, and given back when they are.

Whatever happens to a parcel and in whatever order the books hear of it, what is owed by all together is the price,
once picked up, and the charges; the expected sums are kept apart from the rules, by hand, while things happen.
"""

import random
from dataclasses import replace

import pytest

from functions.collect_cod.rules import freight_entries
from logistics.domain.changing import changed
from logistics.domain.charge import REDIRECT, STORAGE, Charge, Payer, add_charge, settle_difference
from logistics.domain.cod import CodStatus, PayMethod
from logistics.domain.consignment import PaymentTerms
from logistics.domain.journal import Account, Entry
from logistics.domain.parcel import Parcel
from logistics.domain.pricing import FeeLine, Price
from logistics.domain.roles import Actor
from logistics.store.mongo import Unit
from tests.domain.parcels import MORNING, WAYBILL_NO, draft
from tests.support.calls import deliver_outbox, invoke, queue
from tests.support.orders import _change, parcel_of, pick_up, place_order
from tests.support.people import actor, session_of, sign_in

CONSIGNOR = "customer-1"


def charge(number: int, amount_fen: int, payer: Payer = Payer.CONSIGNOR, code: str = STORAGE) -> Charge:
    return Charge(f"{code}:{number}", code, "保管费", amount_fen, payer, MORNING)


def receivable(entries: list[Entry]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for line in (line for entry in entries for line in entry.lines if line.account is Account.FREIGHT_RECEIVABLE):
        sums[line.holder] = sums.get(line.holder, 0) + line.amount_fen
    return {holder: amount for holder, amount in sums.items() if amount}


# --- one rule at a time ------------------------------------------------------------------------------------------


def test_the_consignees_fee_is_due_at_the_door_and_the_consignors_is_not() -> None:
    placed = changed(draft(freight_on_receipt_fen=1800), cod=changed(draft().cod, status=CodStatus.DUE))
    mine, theirs = charge(1, 300, Payer.CONSIGNEE), charge(2, 700)
    after = add_charge(add_charge(placed, mine), theirs)
    assert after.freight_due_fen == 1800 + 300
    assert [each.payer for each in after.charges] == [Payer.CONSIGNEE, Payer.CONSIGNOR]
    assert add_charge(after, mine) is after, "the same cause charges once"
    assert add_charge(after, charge(3, 0)) is after and add_charge(after, charge(3, -5)) is after


def test_where_the_money_was_taken_a_later_fee_falls_to_the_consignor() -> None:
    taken = changed(draft(), cod=changed(draft().cod, status=CodStatus.COLLECTED, collected_fen=1800))
    assert add_charge(taken, charge(1, 300, Payer.CONSIGNEE)).charges[0].payer is Payer.CONSIGNOR


def test_a_sum_given_back_lowers_what_is_due_and_never_the_goods_money() -> None:
    placed = changed(
        draft(cod_fen=5000, freight_on_receipt_fen=1800), cod=changed(draft(cod_fen=5000).cod, status=CodStatus.DUE)
    )
    less = settle_difference(placed, charge(1, -800, Payer.CONSIGNEE, REDIRECT))
    assert (less.freight_due_fen, less.due_fen) == (1000, 6000)
    too_much = settle_difference(less, charge(2, -1001, Payer.CONSIGNEE, REDIRECT))
    assert too_much.due_fen == 6000, "what the door does not owe is not taken from the goods money"
    assert too_much.charges[-1].payer is Payer.CONSIGNOR


def test_a_fee_is_the_consignees_only_while_somebody_will_collect_it() -> None:
    free = add_charge(draft(), charge(1, 300, Payer.CONSIGNEE))
    assert (free.cod.status, free.due_fen) == (CodStatus.DUE, 300)
    back = settle_difference(free, charge(2, -300, Payer.CONSIGNEE))
    assert (back.cod.status, back.due_fen) == (CodStatus.NONE, 0)


# --- everything at once ------------------------------------------------------------------------------------------


class Story:
    """A parcel to which things happen, the books that hear of them now and then, and a tally kept by hand."""

    def __init__(self, chance: random.Random, terms: PaymentTerms) -> None:
        self.chance = chance
        on_receipt = terms is PaymentTerms.ON_RECEIPT
        self.parcel = replace(draft(freight_on_receipt_fen=1800 if on_receipt else 0), terms=terms)
        self.parcel = self.with_cod(CodStatus.DUE if on_receipt else CodStatus.NONE)
        self.entries: list[Entry] = []
        self.price_fen, self.fees_fen, self.number = 1800, 0, 0

    def with_cod(self, status: CodStatus) -> Parcel:
        return changed(self.parcel, cod=changed(self.parcel.cod, status=status))

    def pick_up(self) -> None:
        self.parcel = changed(self.parcel, picked_up_at=MORNING)

    def undo_pickup(self) -> None:
        self.parcel = changed(self.parcel, picked_up_at=None)

    def reprice(self) -> None:
        fen = self.chance.randrange(500, 9000)
        rise = fen - self.price_fen
        at_the_door = self.parcel.terms is PaymentTerms.ON_RECEIPT and not self.parcel.cod.status.taken
        due_fen = self.parcel.freight_due_fen + (rise if at_the_door else 0)
        if due_fen < 0:
            return
        price = Price(1000, (FeeLine("freight", "运费", fen),), fen)
        self.parcel = changed(self.parcel, price=price, freight_due_fen=due_fen)
        self.price_fen = fen

    def charge(self) -> None:
        self.number += 1
        fen = self.chance.choice([100, 250, 990, -150])
        self.parcel = settle_difference(self.parcel, charge(self.number, fen, self.chance.choice(list(Payer))))
        self.fees_fen += fen

    def void(self) -> None:
        if self.parcel.cod.status is CodStatus.DUE:
            self.parcel = self.with_cod(CodStatus.VOID)

    def reinstate(self) -> None:
        if self.parcel.cod.status is CodStatus.VOID:
            self.parcel = self.with_cod(CodStatus.DUE)

    def collect(self) -> None:
        """At the door: what is due settles the waybill's bill."""
        if self.parcel.cod.status is CodStatus.DUE and self.parcel.picked_up_at:
            cod = changed(self.parcel.cod, status=CodStatus.COLLECTED, method=PayMethod.CASH)
            self.parcel = changed(self.parcel, cod=cod)

    def hear(self) -> None:
        """The consumer runs: what it posts is posted once, under the ids it gives."""
        known = {entry.id for entry in self.entries}
        new = freight_entries(self.parcel, self.entries, MORNING)
        assert len({entry.id for entry in new}) == len(new)
        assert not known & {entry.id for entry in new}, "an entry under a known id would be lost"
        self.entries += new


@pytest.mark.parametrize("seed", range(150))
def test_price_and_charges_are_what_is_owed_after_any_story(seed: int) -> None:
    chance = random.Random(seed)
    terms = chance.choice([PaymentTerms.ON_ACCOUNT, PaymentTerms.ON_RECEIPT])
    story = Story(chance, terms)
    happenings = (
        *(story.pick_up, story.undo_pickup, story.reprice, story.charge, story.charge),
        *(story.void, story.reinstate, story.collect, story.hear, story.hear),
    )
    for _ in range(25):
        chance.choice(happenings)()
    story.hear()
    before = len(story.entries)
    story.hear()
    assert len(story.entries) == before, "books that agree are left alone"
    owed = receivable(story.entries)
    charged_fen = story.price_fen if story.parcel.picked_up_at else 0
    assert sum(owed.values()) == charged_fen + story.fees_fen
    if story.parcel.cod.status is CodStatus.VOID:
        assert owed.get(WAYBILL_NO, 0) == 0, "nobody pays at the door"
    if story.parcel.cod.status.taken:
        assert owed.get(WAYBILL_NO, 0) == story.parcel.freight_due_fen, "what was taken is what was due"


# --- through the functions ---------------------------------------------------------------------------------------


@pytest.fixture
def merchant(store: Unit) -> Actor:
    return actor("merchant")


def add(waybill_no: str, each: Charge) -> None:
    _change(waybill_no, lambda parcel, _now: settle_difference(parcel, each))


def positions(waybill_no: str) -> dict[tuple[str, str], int]:
    shown = invoke("collect_cod", "show_journal", {"waybill_no": waybill_no}, sign_in("finance")).data
    assert shown["sum_fen"] == 0
    return {(line["account"], line["holder"]): line["amount_fen"] for line in shown["positions"]}


def test_a_charge_is_revenue_of_its_kind_and_heard_twice_it_is_posted_once(merchant: Actor, store: Unit) -> None:
    from logistics.domain.trouble_events import ChargeAdded

    waybill_no = place_order(session_of(merchant))
    pick_up(waybill_no, actor("courier"))
    add(waybill_no, charge(1, 600, code=STORAGE))
    add(waybill_no, charge(2, 800, code=REDIRECT))
    add(waybill_no, charge(3, -300, code=REDIRECT))
    deliver_outbox("collect_cod")
    assert not queue("collect_cod", ChargeAdded(waybill_no, "storage:1", STORAGE, 600, "consignor"))
    assert positions(waybill_no) == {
        ("freight_receivable", merchant.id): 2050 + 600 + 800 - 300,
        ("revenue_freight", "company"): -2050,
        ("revenue_redirect", "company"): -500,
        ("revenue_storage", "company"): -600,
    }


def test_a_prepaid_orders_fees_become_instructions_and_a_reduction_a_refund(merchant: Actor, store: Unit) -> None:
    waybill_no = place_order(session_of(merchant))
    store.db["parcels"].update_one({"_id": waybill_no}, {"$set": {"terms": str(PaymentTerms.PREPAID)}})
    pick_up(waybill_no, actor("courier"))
    add(waybill_no, charge(1, 600))
    add(waybill_no, charge(2, -250, code=REDIRECT))
    add(waybill_no, charge(3, 400, Payer.CONSIGNEE))
    for _ in range(2):
        deliver_outbox("collect_cod", "pay")
    asked = {"waybill_no": waybill_no}
    shown = invoke("collect_cod", "list_payment_instructions", asked, sign_in("finance")).data["instructions"]
    told = {(each["cause"], each["kind"], each["amount_fen"], each["status"], each["payer"]) for each in shown}
    assert told == {
        ("charge:storage:1", "top_up", 600, "open", merchant.id),
        ("charge:redirect:2", "refund", 250, "open", merchant.id),
    }
    assert positions(waybill_no) == {
        ("freight_receivable", waybill_no): 2050 + 600 - 250 + 400,
        ("revenue_freight", "company"): -2050,
        ("revenue_redirect", "company"): 250,
        ("revenue_storage", "company"): -1000,
    }, "all of it is the waybill's own, where payments, refunds and the door meet it"


def test_books_stay_balanced_when_charges_and_pickups_cross(merchant: Actor, store: Unit) -> None:
    waybill_no = place_order(session_of(merchant), terms="on_receipt")
    add(waybill_no, charge(1, 500, Payer.CONSIGNEE))
    deliver_outbox("collect_cod")
    pick_up(waybill_no, actor("courier"))
    deliver_outbox("collect_cod")
    assert positions(waybill_no)[("freight_receivable", waybill_no)] == 2550
    assert parcel_of(waybill_no).due_fen == 2550
    assert invoke("collect_cod", "check_journal", {}, sign_in("finance")).data["balanced"]


def test_instructions_are_listed_for_those_who_check_the_books_only(store: Unit) -> None:
    assert invoke("collect_cod", "list_payment_instructions", {}, sign_in("finance")).data == {"instructions": []}
    assert invoke("collect_cod", "list_payment_instructions", {}, sign_in("courier")).code == "ROLE_FORBIDDEN"
