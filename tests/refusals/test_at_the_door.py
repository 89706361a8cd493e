"""Bad input at the two doors: each is refused with its own code, and nothing of the parcel changes."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from logistics.domain.states import Status
from logistics.store.redis import redis
from tests.journeys.road import Road
from tests.journeys.test_every_move import ASSIGNED
from tests.refusals.deeds import DEEDS
from tests.support.calls import http
from tests.support.doors import Door
from tests.support.proofs import fact, post, uploaded

pytestmark = [pytest.mark.usefixtures("store"), pytest.mark.slow]

WEIGHTS = [(0, "INPUT_INVALID"), (1_000_000, "INPUT_INVALID"), (1_000_001, "INPUT_INVALID")]


@pytest.mark.parametrize("deed", ["pick up", "measure"])
@pytest.mark.parametrize(("weight_g", "code"), WEIGHTS)
def test_nothing_weighs_nothing_or_a_ton(deed: str, weight_g: int, code: str) -> None:
    road = Road().walk(*ASSIGNED)
    path = {"pick up": "pickup", "measure": "measurement"}[deed]
    body = DEEDS[deed].body(road) | {"weight_g": weight_g, "volume_cm3": 6000}
    assert road.call("pick_up", path, road.fetcher, body).code == code
    assert road.parcel["status"] == "assigned"


def test_an_expired_sign_code_hands_nothing_over() -> None:
    door = Door(proof_modes=["code"]).go_out()
    post(door.waybill_no, "sign-code", door.session["courier"], {})
    [code] = re.findall(r"(?<![0-9])[0-9]{6}(?![0-9])", Road().texts("13900000002")[-1])
    (key,) = redis().scan_iter("otp:sign:*")
    assert 0 < redis().ttl(key) <= 300
    redis().delete(key)  # what five minutes do
    assert door.sign(code=code).code == "CODE_WRONG"
    assert door.parcel.status is Status.OUT_FOR_DELIVERY


def test_a_pickup_code_ends_with_its_storage() -> None:
    door = Door().go_out()
    door.store(door.consent())
    code = door.storage().data["code"]
    assert door.post("return", "dispatcher", {"reason": "consignor_request"}, "scan").data["status"] == "returning"
    for who in ("courier", "receiver"):
        answer = door.collect(code, who)
        flag = answer.body["data"].get("flag") if answer.status == 200 else answer.code
        assert flag == "PARCEL_STATE_CONFLICT", f"{who} got it: {answer.body}"
    assert door.parcel.status is Status.RETURNING


def test_evidence_that_is_no_photo_is_none() -> None:
    door = Door().go_out()
    script = uploaded(door.waybill_no, door.session["courier"], b"<script>alert(1)</script>" * 20)
    confirmed = post(door.waybill_no, "uploads/confirmation", door.session["courier"], {"keys": [script]})
    assert confirmed.status in (409, 422), confirmed.body
    asked = door.post("incidents", "courier", fact(reason="carrier_damaged_parcel", evidence=[script]), "incident")
    assert asked.code == "PROOF_UNCHECKED"
    assert door.parcel.overlay is None


CHILDREN: list[tuple[str, Callable[[Door, Door], Any]]] = [
    ("a piece that the waybill has not", lambda ours, _: ours.sign(pieces=[3])),
    ("a piece by another waybill's picture", lambda ours, theirs: ours.sign(pieces=[1], proof_keys=[theirs.proof()])),
]


@pytest.mark.parametrize(("what", "deed"), CHILDREN, ids=[what for what, _ in CHILDREN])
def test_a_child_parcel_of_another_waybill_is_not_signed_here(what: str, deed: Callable[[Door, Door], Any]) -> None:
    ours, theirs = Door(pieces=2).go_out(), Door(pieces=5).go_out()
    assert deed(ours, theirs).code in ("PIECES_INVALID", "PROOF_UNCHECKED"), what
    assert (ours.parcel.signed_pieces, theirs.parcel.signed_pieces) == ((), ())


def test_a_childs_number_is_scanned_as_its_own_waybill_only() -> None:
    ours = Door(pieces=2)
    row = fact(waybill_no=f"{ours.waybill_no}-003", step="out_for_delivery")
    answer = http("scan", "POST", "/scans", {"scans": [row]}, session=ours.session["courier"], key="")
    [result] = answer.body.get("data", {}).get("results", [{"error": answer.body.get("error")}])
    assert result["error"]["code"] in ("INPUT_INVALID", "PIECES_INVALID"), result
    assert ours.parcel.status is Status.PICKED_UP


def test_with_money_due_nothing_is_signed_before_it_is_collected() -> None:
    door = Door(cod_fen=30_000).go_out()
    assert door.sign().code == "COD_NOT_COLLECTED"
    assert door.parcel.status is Status.OUT_FOR_DELIVERY
    paid = {"amount_fen": door.parcel.due_fen, "method": "cash"}
    assert door.post("collection", "courier", paid, "collect_cod").status == 200
    assert door.sign().data["status"] == "signed"
