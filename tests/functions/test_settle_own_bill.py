"""Everything that moves at the provider in a day against the provider's own bill of it, as the sandbox writes it."""

from datetime import UTC, datetime
from typing import Any

import pytest

from functions.settle.reconciling import compare
from logistics.domain.roles import SYSTEM, Actor
from logistics.domain.shanghai import business_day
from logistics.runtime.context import Context
from logistics.store.mongo import database
from tests.functions.test_remit_earnings import OPENID, delivered, publish, withdraw
from tests.support.calls import deliver_outbox, http
from tests.support.orders import bring_out, place_order
from tests.support.people import actor, session_of
from tests.support.prepaid import FREIGHT_FEN, Prepaid
from tests.support.wechat_pay import PayWorld

GOODS_FEN = 30000


@pytest.fixture
def sender() -> Actor:
    return actor("customer")


@pytest.fixture
def courier() -> Actor:
    return actor("courier")


@pytest.fixture
def moved(wechat_pay: PayWorld, store: Any, sender: Actor, courier: Actor) -> dict[str, str]:
    """A payment, one that was refunded, one at a door, one at a door that came too late, and a courier's transfer."""
    prepaid = Prepaid(sender, wechat_pay)
    kept = prepaid.pay(prepaid.ordered())
    given_back = prepaid.paid_order()
    prepaid.cancel(given_back)
    prepaid.refunded(given_back)
    return {
        "kept": kept,
        "given_back": str(database()["refunds"].find_one({"waybill_no": given_back})["_id"]),
        "at_the_door": _door(wechat_pay, sender, courier, cash_first=False),
        "too_late": _door(wechat_pay, sender, courier, cash_first=True),
        "transfer": _transfer(wechat_pay, store, sender, courier),
    }


def _door(world: PayWorld, sender: Actor, courier: Actor, cash_first: bool) -> str:
    waybill_no = place_order(session_of(sender), cod_fen=GOODS_FEN)
    bring_out(waybill_no, courier)
    offered = http("pay", "POST", f"/parcels/{waybill_no}/door-payments", {}, session=session_of(courier)).data
    if cash_first:
        body = {"amount_fen": GOODS_FEN}
        http("collect_cod", "POST", f"/parcels/{waybill_no}/collection", body, session=session_of(courier))
    world.pay("o-somebody", code_url=offered["code_url"])
    world.deliver(offered["payment_id"])
    deliver_outbox("pay", "collect_cod")
    for refund in world.refunds(offered["payment_id"]):
        world.deliver(refund["out_refund_no"])
    return str(offered["payment_id"])


def _transfer(world: PayWorld, store: Any, sender: Actor, courier: Actor) -> str:
    publish("all", datetime(2020, 1, 1, tzinfo=UTC))
    store.staff.bind_openid(courier.id, OPENID)
    delivered(sender, courier)
    said = withdraw(courier).data
    world.order("/wechat-pay/transfers", package_info=said["package_info"], action="confirm")
    world.deliver(said["transfer_id"])
    deliver_outbox("remit")
    return str(said["transfer_id"])


def differing(moved: dict[str, str]) -> dict[tuple[str, str], str]:
    """What the day's comparison finds of these numbers; the sandbox knows those of other tests, too."""
    ctx = Context(actor=SYSTEM)
    payment = database()["payments"].find_one({}, sort=[("at", 1)])
    compare(business_day(payment["at"] if payment else ctx.now), ctx)
    names = {number: name for name, number in moved.items()}
    rows = database()["differences"].find({"state": "open"})
    return {(row["kind"], names[row["number"]]): row["verdict"] for row in rows if row["number"] in names}


def test_a_day_of_every_kind_of_money_agrees_with_its_bill(moved: dict[str, str]) -> None:
    assert differing(moved) == {}
    assert list(database()["differences"].find({"kind": {"$in": ["total", "line"]}})) == []


@pytest.mark.parametrize(
    ("collection", "name", "change", "expected"),
    [
        ("payments", "kept", {"amount_fen": FREIGHT_FEN + 1}, ("payment", "amount_differs")),
        ("payments", "kept", {"state": "closed"}, ("payment", "state_differs")),
        ("refunds", "given_back", {"amount_fen": 1}, ("refund", "amount_differs")),
        ("payments", "at_the_door", {"amount_fen": 1}, ("payment", "amount_differs")),
        ("payouts", "transfer", {"amount_fen": 1}, ("transfer", "amount_differs")),
    ],
)
def test_a_row_that_says_otherwise_is_found(
    moved: dict[str, str], collection: str, name: str, change: dict[str, Any], expected: tuple[str, str]
) -> None:
    database()[collection].update_one({"_id": moved[name]}, {"$set": change})
    kind, verdict = expected
    assert differing(moved) == {(kind, name): verdict}


@pytest.mark.parametrize(
    ("name", "kind", "entry"),
    [
        ("kept", "payment", "payment_received:"),
        ("given_back", "refund", "refund_paid:"),
        ("transfer", "transfer", "payout_paid:"),
    ],
)
def test_an_entry_that_the_journal_lost_is_found(moved: dict[str, str], name: str, kind: str, entry: str) -> None:
    assert database()["journal"].delete_one({"_id": entry + moved[name]}).deleted_count == 1
    assert differing(moved) == {(kind, name): "journal_differs"}


def test_a_collection_at_the_door_that_the_journal_lost_is_found(moved: dict[str, str]) -> None:
    waybill_no = database()["payments"].find_one({"_id": moved["at_the_door"]})["subject"]
    gone = database()["journal"].delete_many({"waybill_no": waybill_no, "cause": "cash_collected"})
    assert gone.deleted_count == 1
    assert differing(moved) == {("payment", "at_the_door"): "journal_differs"}


def test_a_payment_that_nobody_here_asked_for_is_found(moved: dict[str, str]) -> None:
    database()["payments"].delete_one({"_id": moved["kept"]})
    assert differing(moved) == {("payment", "kept"): "missing_in_books"}
