"""Part of a parcel signed for, and what an order may ask for beyond a picture."""

from datetime import UTC, datetime
from typing import Any

import pytest
import requests

from logistics.domain.states import Status
from tests.support.calls import http, invoke
from tests.support.doors import Door
from tests.support.people import sign_in
from tests.support.proofs import confirm, fact, grant, post, send_file, uploaded

pytestmark = pytest.mark.usefixtures("store")

# A number that nobody has: its date of birth and check character are right.
ID_NUMBER = "11010519491231002X"


def collected(door: Door, amount_fen: int = 0, **more: Any) -> None:
    body = {"amount_fen": amount_fen or door.parcel.due_fen, "method": "cash"} | more
    http("collect_cod", "POST", f"/parcels/{door.waybill_no}/collection", body, session=door.session["courier"])


# --- pieces ------------------------------------------------------------------------------------------------------


@pytest.fixture
def five(store: Any) -> Door:
    return Door(pieces=5).go_out()


def test_3_of_5_pieces_are_signed_and_the_parcel_is_still_out_for_delivery(store: Any, five: Door) -> None:
    receipt = five.sign(pieces=[1, 3, 4]).data
    assert (receipt["status"], receipt["applied"]) == ("out_for_delivery", True)
    assert five.parcel.signed_pieces == (1, 3, 4)
    shown = http("track", "GET", f"/parcels/{five.waybill_no}", session=five.session["receiver"]).data["situation"]
    assert (shown["signed_pieces"], shown["pieces"]) == ([1, 3, 4], 5)
    [told] = [row for row in store.outbox.of(five.waybill_no) if row["type"] == "ParcelPartlySigned"]
    assert (told["data"]["signed"], told["data"]["pieces"]) == (3, 5)
    assert five.sign(pieces=[2, 5]).data["status"] == "signed"


def test_the_rest_may_be_refused_and_goes_back(five: Door) -> None:
    five.sign(pieces=[1, 2])
    five.refuse()
    assert five.post("instruction", "sender", {"instruction": "return"}).data["status"] == "returning"
    assert five.parcel.signed_pieces == (1, 2)


def test_the_rest_may_be_stored(five: Door) -> None:
    five.sign(pieces=[1, 2])
    assert five.store(five.consent()).data["status"] == "stored"


def test_a_piece_is_signed_once(five: Door) -> None:
    five.sign(pieces=[1])
    twice = five.sign(pieces=[1, 2]).data
    assert (twice["applied"], twice["flag"]) == (False, "PIECE_ALREADY_SIGNED")


@pytest.mark.parametrize("pieces", [[6], [1, 1], [1, 2, 3, 4, 5, 6]])
def test_pieces_of_other_waybills_are_refused(five: Door, pieces: list[int]) -> None:
    assert five.sign(pieces=pieces).code == "PIECES_INVALID"
    assert five.parcel.signed_pieces == ()


@pytest.mark.parametrize("pieces", [[], [0], [-1], ["1"], [1.5], [100], list(range(1, 101))])
def test_pieces_that_are_no_numbers_are_refused(five: Door, pieces: list[Any]) -> None:
    assert five.sign(pieces=pieces).code == "INPUT_INVALID"


def test_money_is_taken_before_the_first_piece_and_stays_taken_when_the_rest_is_refused(store: Any) -> None:
    door = Door(pieces=3, cod_fen=9000).go_out()
    assert door.sign(pieces=[1]).code == "COD_NOT_COLLECTED"
    collected(door, 3000, pieces=[1])
    assert door.sign(pieces=[1]).status == 200
    back = http("collect_cod", "POST", f"/parcels/{door.waybill_no}/hand-back", {}, session=door.session["courier"])
    assert back.code == "PARCEL_STATE_CONFLICT", "a piece was handed over for it"
    door.refuse()
    assert (door.parcel.status, door.parcel.cod.status) == (Status.REFUSED, "collected")


# --- what an order asks for --------------------------------------------------------------------------------------


def missing(answer: Any) -> list[str]:
    assert answer.code == "PROOF_REQUIRED", answer.body
    named: list[str] = answer.body["error"]["details"]["missing"]
    return named


def test_every_proof_that_the_order_asks_for_is_asked_for_by_name(store: Any) -> None:
    door = Door(proof_modes=["photo", "code", "identity", "own_signature"]).go_out()
    assert missing(door.sign()) == ["code", "identity", "own_signature"]


def sent_code(variables: dict[str, str], phone: str) -> str:
    """The latest code that came to a phone."""
    asked = {"phone": f"+86{phone}"}
    texts = requests.get(f"{variables['WECHAT_BASE_URL']}/_sandbox/messages", params=asked, timeout=10).json()[
        "messages"
    ]
    latest = max(texts, key=lambda each: each["at"])
    assert latest["template"] == "100007"
    return str(latest["fields"]["1"])


def test_a_sign_code_is_sent_to_the_consignee_and_signs_once(store: Any, variables: dict[str, str]) -> None:
    door = Door(proof_modes=["code"]).go_out()
    assert missing(door.sign()) == ["code"]
    sent = post(door.waybill_no, "sign-code", door.session["courier"], {})
    assert sent.data == {"expires_in_s": 300, "next_in_s": 60}
    code = sent_code(variables, "13900000002")
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    assert door.sign(code=wrong).code == "CODE_WRONG"
    other = Door(proof_modes=["code"]).go_out()
    assert other.sign(code=code).code == "CODE_WRONG", "it is good for that parcel only"
    assert door.sign(code=code).data["status"] == "signed"


def test_after_five_wrong_codes_the_right_one_is_dead(store: Any, variables: dict[str, str]) -> None:
    door = Door(proof_modes=["code"]).go_out()
    post(door.waybill_no, "sign-code", door.session["courier"], {})
    code = sent_code(variables, "13900000002")
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    assert [door.sign(code=wrong).code for _ in range(5)] == ["CODE_WRONG"] * 5
    assert door.sign(code=code).code == "CODE_WRONG"
    assert door.parcel.status is Status.OUT_FOR_DELIVERY


def test_only_who_has_the_parcel_sends_a_sign_code(store: Any) -> None:
    door = Door(proof_modes=["code"])
    assert post(door.waybill_no, "sign-code", door.session["courier"], {}).code == "PARCEL_STATE_CONFLICT"
    door.go_out()
    assert post(door.waybill_no, "sign-code", sign_in("courier", "HZ-BJ-1"), {}).code == "PARCEL_NOT_FOUND"
    assert post(door.waybill_no, "sign-code", door.session["receiver"], {}).code == "ROLE_FORBIDDEN"


def identify(door: Door, name: str = "欧阳晴川") -> Any:
    return post(door.waybill_no, "recipient-identity", door.session["courier"], {"name": name, "id_number": ID_NUMBER})


def test_the_consignee_shows_their_card_and_nothing_of_it_is_kept(store: Any) -> None:
    import bson

    door = Door(proof_modes=["identity"]).go_out()
    assert missing(door.sign()) == ["identity"]
    assert door.sign(identity_token="made-up").code == "IDENTITY_REQUIRED"
    assert identify(door, "张三丰").code == "RECIPIENT_MISMATCH"
    token = identify(door).data["identity_token"]
    assert door.sign(identity_token=token).data["status"] == "signed"
    for name in store.db.list_collection_names():
        kept = b"".join(bson.encode(row) for row in store.db[name].find())
        assert ID_NUMBER.encode() not in kept, f"the number stands in {name}"


def own_signature(door: Door, who: str = "receiver") -> Any:
    content = b"\x89PNG\r\n\x1a\n" + b"drawn" * 20
    form = grant(door.waybill_no, door.session[who], content, kind="own_signature", content_type="image/png")
    if form.code:
        return form
    send_file(form.data, content)
    key = form.data["key"]
    assert confirm(door.waybill_no, door.session[who], key).status == 200
    return post(door.waybill_no, "own-signature", door.session[who], {"proof_key": key})


def test_the_consignee_signs_on_their_own_phone(store: Any) -> None:
    door = Door(proof_modes=["own_signature"]).go_out()
    assert missing(door.sign()) == ["own_signature"]
    assert own_signature(door, "sender").code == "PROOF_KIND_FORBIDDEN"
    assert own_signature(door).data["waybill_no"] == door.waybill_no
    assert door.sign().data["status"] == "signed"
    scan = next(each for each in store.scans.of(door.waybill_no) if str(each.step) == "signed")
    assert door.parcel.own_signature.key in scan.evidence


def test_an_own_signature_is_good_for_the_attempt_it_was_given_at(store: Any) -> None:
    door = Door(proof_modes=["own_signature"]).go_out()
    own_signature(door)
    door.fail().go_out()
    assert missing(door.sign()) == ["own_signature"], "nobody was there when it was written"


def test_a_picture_of_the_receivers_is_no_signature(store: Any) -> None:
    door = Door(proof_modes=["own_signature"]).go_out()
    key = uploaded(door.waybill_no, door.session["receiver"])
    confirm(door.waybill_no, door.session["receiver"], key)
    refused = post(door.waybill_no, "own-signature", door.session["receiver"], {"proof_key": key})
    assert refused.code == "PROOF_UNCHECKED"


def test_parties_cannot_fill_the_room_for_proofs(store: Any) -> None:
    door = Door().go_out()
    for _ in range(10):
        key = uploaded(door.waybill_no, door.session["receiver"])
        assert confirm(door.waybill_no, door.session["receiver"], key).status == 200
    assert grant(door.waybill_no, door.session["receiver"]).code == "PROOFS_TOO_MANY"
    assert grant(door.waybill_no, door.session["courier"]).status == 200


# --- the doorstep ------------------------------------------------------------------------------------------------


def test_a_parcel_is_left_at_the_doorstep_with_consent_only(store: Any) -> None:
    door = Door().go_out()
    left = {"signed_kind": "proxy", "signed_by": "放在门口"}
    assert door.sign(**left, consent_id="01JD0000000000000000000000").code == "CONSENT_REQUIRED"
    assert door.sign(**left, consent_id=door.consent("locker")).code == "CONSENT_REQUIRED"
    assert door.sign(**left, consent_id=door.consent("doorstep")).data["status"] == "signed"


# --- the paper that goes back ------------------------------------------------------------------------------------


def move(door: Door, session: str, state: str) -> Any:
    return http("sign", "POST", f"/parcels/{door.waybill_no}/return-receipt", {"state": state}, session=session)


def test_a_signed_paper_is_photographed_and_goes_back_to_the_senders_outlet(store: Any) -> None:
    door = Door(return_receipt=True).go_out()
    assert missing(door.sign()) == ["return_receipt"]
    paper = uploaded(door.waybill_no, door.session["courier"], kind="receipt")
    confirm(door.waybill_no, door.session["courier"], paper)
    delivering = sign_in("outlet_manager", door.parcel.delivery_outlet_id)
    assert move(door, delivering, "sent_back").code == "PARCEL_STATE_CONFLICT"
    body = fact(signed_by="欧阳晴川", signed_kind="self", proof_keys=[paper])
    assert post(door.waybill_no, "signature", door.session["courier"], body).data["status"] == "signed"
    assert move(door, delivering, "confirmed").code == "RECEIPT_STATE_CONFLICT"
    assert move(door, door.session["manager"], "sent_back").code == "OUTLET_FORBIDDEN"
    assert move(door, delivering, "sent_back").data["state"] == "sent_back"
    assert move(door, delivering, "sent_back").code == "RECEIPT_STATE_CONFLICT"
    assert move(door, delivering, "confirmed").code == "OUTLET_FORBIDDEN"
    assert move(door, door.session["manager"], "confirmed").data["state"] == "confirmed"
    shown = http("track", "GET", f"/parcels/{door.waybill_no}", session=door.session["sender"]).data["situation"]
    assert shown["receipt"]["state"] == "confirmed"


def test_no_paper_goes_back_that_was_not_ordered(store: Any) -> None:
    door = Door().go_out()
    door.sign()
    assert move(door, door.session["manager"], "sent_back").code == "RECEIPT_NOT_ORDERED"


def test_direct_calls_do_the_same(store: Any) -> None:
    door = Door().go_out()
    consent = invoke("redirect", "consent_to_storage", {"waybill_no": door.waybill_no, "place": "station"},
                     session=door.session["receiver"])  # fmt: skip
    body = fact(place="station", place_name="小满便利店", consent_id=consent.data["consent_id"])
    stored = invoke("sign", "store_parcel", body | {"waybill_no": door.waybill_no}, session=door.session["courier"])
    assert stored.data["status"] == "stored"
    until = datetime.fromisoformat(stored.data["storage"]["until"])
    assert (until - datetime.now(UTC)).days in (6, 7)
