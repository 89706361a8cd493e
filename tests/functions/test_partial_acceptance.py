"""A consignee takes some pieces of several: they pay the shares of these, and only these are handed over."""

from collections.abc import Callable
from typing import Any

import pytest

from logistics.domain.states import Status, Step
from logistics.store.mongo import Unit
from tests.support.calls import deliver_outbox, http
from tests.support.custody import OUTLET, Custody
from tests.support.orders import order_body, parcel_of, quote_for, report
from tests.support.people import actor, session_of
from tests.support.proofs import fact, post, proof
from tests.support.remitting import account, answer, finance
from tests.support.told import Side, World


@pytest.fixture
def custody(store: Unit) -> Custody:
    return Custody()


def sign(custody: Custody, waybill: str, *pieces: int) -> Any:
    session = session_of(custody.courier)
    body = fact(signed_by="欧阳晴川", signed_kind="self", proof_keys=[proof(waybill, session)])
    return post(waybill, "signature", session, body | ({"pieces": list(pieces)} if pieces else {}))


# Three pieces with 100.00 yuan of goods money: 33.34, 33.33 and 33.33 where the consignor declared no shares.
@pytest.mark.parametrize(
    ("shares", "taken", "due"),
    [
        ([], [1], 3_334),
        ([], [3], 3_333),
        ([], [1, 3], 6_667),
        ([5_000, 3_000, 2_000], [2], 3_000),
        ([5_000, 3_000, 2_000], [3, 1], 7_000),
        ([], [1, 2, 3], 10_000),
    ],
)
def test_what_is_due_is_the_share_of_what_is_taken(
    custody: Custody, shares: list[int], taken: list[int], due: int
) -> None:
    declared = {"cod_shares_fen": shares} if shares else {}
    waybill = custody.brought_out(10_000, pieces=3, **declared)
    for wrong in {due - 1, due + 1, 10_000} - {due}:
        assert custody.collect(waybill, wrong, pieces=taken).code == "COD_AMOUNT_MISMATCH"
    assert custody.collect(waybill, due, pieces=taken).data["cod_status"] == "collected"
    assert custody.books(waybill) == {
        ("courier_cash", custody.courier.id): due,
        ("goods_money_owed", custody.merchant.id): -due,
    }


def test_freight_on_receipt_is_paid_in_full_with_whatever_is_taken(custody: Custody) -> None:
    waybill = custody.brought_out(10_000, pieces=2, terms="on_receipt")
    freight = parcel_of(waybill).freight_due_fen
    assert freight > 0
    assert custody.collect(waybill, 5_000, pieces=[2]).code == "COD_AMOUNT_MISMATCH"
    assert custody.collect(waybill, 5_000 + freight, pieces=[2]).status == 200


def test_some_pieces_are_signed_for_and_the_rest_goes_back(custody: Custody) -> None:
    waybill = custody.brought_out(10_000, pieces=3)
    assert sign(custody, waybill, 1, 3).code == "COD_NOT_COLLECTED"
    custody.collect(waybill, 6_667, pieces=[1, 3])
    assert sign(custody, waybill, 2).code == "COD_PIECES_UNPAID"
    assert sign(custody, waybill, 1, 2).code == "COD_PIECES_UNPAID"
    assert sign(custody, waybill).code == "COD_PIECES_UNPAID", "the whole is not paid for"
    assert sign(custody, waybill, 1, 3).data["applied"]
    report(waybill, Step.REFUSED, custody.courier, reason="consignee_refused")
    parcel = parcel_of(waybill)
    assert (parcel.status, parcel.signed_pieces, parcel.cod.pieces) == (Status.REFUSED, (1, 3), (1, 3))
    assert (str(parcel.cod.status), parcel.cod.due_fen, parcel.cod.collected_fen) == ("collected", 6_667, 6_667)
    report(waybill, Step.RETURN_STARTED, actor("dispatcher"), reason="consignee_refused")
    report(waybill, Step.RETURNED, custody.courier)
    assert (parcel_of(waybill).status, custody.cod(waybill)) == (Status.RETURNED, "collected")
    count = custody.count(custody.declare(6_667).data["id"], 6_667).data["count_id"]
    custody.confirm(custody.deposit([count], 6_667).data["deposit_id"])
    assert custody.books(waybill) == {("bank", "company"): 6_667, ("goods_money_owed", custody.merchant.id): -6_667}
    assert custody.lies_on("outlet_safe", OUTLET) == 0


def _the_rest_goes_back(custody: Custody, waybill: str) -> None:
    report(waybill, Step.REFUSED, custody.courier, reason="consignee_refused")
    report(waybill, Step.RETURN_STARTED, actor("dispatcher"), reason="consignee_refused")
    report(waybill, Step.RETURNED, custody.courier)


def _the_rest_is_lost(_: Custody, waybill: str) -> None:
    report(waybill, Step.EXCEPTION_OPENED, actor("dispatcher"), reason="carrier_parcel_missing")
    report(waybill, Step.LOST, actor("dispatcher"))


def _the_rest_is_still_under_way(_: Custody, __: str) -> None:
    """What was handed over is sold, whatever becomes of the rest."""


# No fee for collecting costs less than 2.00 yuan; where something was lost nobody pays for the way, nor for collecting.
@pytest.mark.parametrize(
    ("rest", "fee_fen"), [(_the_rest_is_still_under_way, 200), (_the_rest_goes_back, 200), (_the_rest_is_lost, 0)]
)
def test_the_merchant_gets_the_money_of_the_pieces_that_were_taken(
    custody: Custody, world: World, sender: Side, rest: Callable[[Custody, str], None], fee_fen: int
) -> None:
    office, custody.merchant = finance(world), sender.actor
    account(sender.actor, office)
    waybill = custody.brought_out(10_000, pieces=3)
    custody.collect(waybill, 6_667, pieces=[1, 3])
    assert sign(custody, waybill, 1, 3).data["applied"]
    rest(custody, waybill)
    deliver_outbox("pay", "collect_cod")
    assert office.make().code == "REMITTANCE_EMPTY", "not before the bank has it"
    count = custody.count(custody.declare(6_667).data["id"], 6_667).data["count_id"]
    custody.confirm(custody.deposit([count], 6_667).data["deposit_id"])
    batch = office.ordered()
    (item,) = batch["items"]
    assert [tuple(line.values()) for line in item["lines"]] == [(waybill, 6_667, fee_fen)]
    assert item["amount_fen"] == 6_667 - fee_fen
    office.result(batch["batch_id"], answer(item))
    assert custody.cod(waybill) == "remitted"
    assert custody.lies_on("goods_money_owed", sender.actor.id) == 0


# 900.00 yuan of goods money cost 1 %, 9.00 yuan; a third of it costs 3.00, and no sum less than 2.00.
@pytest.mark.parametrize(("pieces", "taken_fen", "fee_fen"), [([1], 30_000, 300), ([1, 2], 60_000, 600)])
def test_the_fee_for_collecting_follows_what_was_collected(
    custody: Custody, pieces: list[int], taken_fen: int, fee_fen: int
) -> None:
    waybill = custody.brought_out(90_000, pieces=3)
    deliver_outbox("collect_cod")
    assert custody.lies_on("revenue_cod_fee", "company") == -900
    custody.collect(waybill, taken_fen, pieces=pieces)
    assert sign(custody, waybill, *pieces).data["applied"]
    for _ in range(2):
        deliver_outbox("collect_cod")
    assert custody.lies_on("revenue_cod_fee", "company") == -fee_fen
    (line,) = http("remit", "GET", "/cod", session=session_of(custody.merchant)).data["lines"]
    assert (line["amount_fen"], line["fee_fen"]) == (taken_fen, fee_fen)
    assert custody.books_agree()


def test_a_fee_that_the_consignee_paid_with_the_freight_stays(custody: Custody) -> None:
    waybill = custody.brought_out(90_000, pieces=3, terms="on_receipt")
    freight_fen = parcel_of(waybill).freight_due_fen
    custody.collect(waybill, 30_000 + freight_fen, pieces=[1])
    assert sign(custody, waybill, 1).data["applied"]
    deliver_outbox("collect_cod")
    assert parcel_of(waybill).charges == ()


def test_nobody_pays_for_pieces_that_they_do_not_get(custody: Custody) -> None:
    waybill = custody.brought_out(10_000, pieces=3)
    custody.collect(waybill, 10_000)
    assert sign(custody, waybill, 1).code == "COD_PIECES_DIFFER", "all of them were paid for"
    assert custody.call(custody.courier, "POST", f"/parcels/{waybill}/hand-back", {}).status == 200
    custody.collect(waybill, 6_667, pieces=[1, 2])
    assert sign(custody, waybill, 1).code == "COD_PIECES_DIFFER", "two were paid for"
    assert sign(custody, waybill, 1, 2).data["applied"]


def test_freight_alone_is_paid_for_the_way_whichever_pieces_are_taken(custody: Custody) -> None:
    waybill = custody.brought_out(0, pieces=2, terms="on_receipt")
    custody.collect(waybill, parcel_of(waybill).freight_due_fen)
    assert sign(custody, waybill, 1).data["applied"]
    report(waybill, Step.REFUSED, custody.courier, reason="consignee_refused")
    assert parcel_of(waybill).status is Status.REFUSED


def test_who_changes_their_mind_gets_the_share_back_and_owes_the_whole_again(custody: Custody) -> None:
    waybill = custody.brought_out(10_000, pieces=3)
    custody.collect(waybill, 3_334, pieces=[1])
    back = custody.call(custody.courier, "POST", f"/parcels/{waybill}/hand-back", {})
    assert (back.data["amount_fen"], back.data["cod_status"]) == (3_334, "due")
    assert custody.collect(waybill, 3_334).code == "COD_AMOUNT_MISMATCH"
    assert custody.collect(waybill, 10_000).status == 200
    assert sign(custody, waybill).data["status"] == "signed"


def test_the_courier_sees_each_piece_s_share(custody: Custody) -> None:
    custody.brought_out(10_000, pieces=3)
    (task,) = http("dispatch_match", "GET", "/couriers/me/tasks", session=session_of(custody.courier)).data["tasks"]
    assert (task["pieces_fen"], task["freight_due_fen"], task["paid_pieces"]) == ([3_334, 3_333, 3_333], 0, [])


@pytest.mark.parametrize("pieces", [[0], [4], [1, 1], [-1], ["1"], [1.5], [True]])
def test_what_is_no_piece_of_it_is_refused(custody: Custody, pieces: list[Any]) -> None:
    waybill = custody.brought_out(10_000, pieces=3)
    assert custody.collect(waybill, 3_334, pieces=pieces).code in ("PIECES_INVALID", "INPUT_INVALID")
    assert custody.cod(waybill) == "due"


@pytest.mark.parametrize("shares", [[5_000, 5_000], [5_000, 5_000, 1], [10_001, -1, 0], [0, 5_000, 5_000]])
def test_shares_must_be_those_of_all_pieces_and_all_of_the_money(custody: Custody, shares: list[int]) -> None:
    quote = quote_for(cod_fen=10_000, pieces=3)["quote_id"]
    body = order_body(quote, cod_fen=10_000, pieces=3, cod_shares_fen=shares)
    refused = http("create_order", "POST", "/orders", body, session=session_of(custody.merchant))
    assert refused.code in ("COD_SHARES_INVALID", "INPUT_INVALID")
