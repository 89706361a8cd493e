"""Files on their way to becoming proof: what gets a form, what is refused after a look at it, who may see it."""

import base64
import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

from tests.support.calls import http
from tests.support.orders import CONSIGNEE_PHONE, bring_out, parcel_of, place_order
from tests.support.people import actor, session_of, sign_in
from tests.support.proofs import JPEG, confirm, grant, proof, send_file, uploaded

pytestmark = pytest.mark.usefixtures("store")

OUTLET = "GZ-TH-1"
PNG = b"\x89PNG\r\n\x1a\n" + b"drawing" * 40
WEBP = b"RIFF\x00\x01\x00\x00WEBP" + b"picture" * 40


@pytest.fixture
def courier(store: Any) -> Any:
    return actor("courier", OUTLET)


@pytest.fixture
def session(courier: Any) -> str:
    return session_of(courier)


@pytest.fixture
def waybill_no(courier: Any) -> str:
    """A parcel out for delivery with the courier."""
    placed = place_order(sign_in("customer"))
    bring_out(placed, courier)
    return placed


def policy(form: dict[str, Any]) -> dict[str, Any]:
    signed: dict[str, Any] = json.loads(base64.b64decode(form["fields"]["policy"]))
    return signed


def test_a_form_lets_in_one_file_of_one_type_and_size_for_ten_minutes(waybill_no: str, session: str) -> None:
    form = grant(waybill_no, session).data
    assert form["key"].startswith(f"proofs/{waybill_no}/") and form["key"].endswith(".jpg")
    conditions = policy(form)["conditions"]
    assert {"key": f"incoming/{form['key']}"} in conditions
    assert {"Content-Type": "image/jpeg"} in conditions
    assert ["content-length-range", len(JPEG), len(JPEG)] in conditions
    ends = datetime.fromisoformat(policy(form)["expiration"])
    assert timedelta(minutes=9) < ends - datetime.now(UTC) <= timedelta(minutes=10)


@pytest.mark.parametrize(
    ("content", "content_type", "kind", "ending"),
    [
        (JPEG, "image/jpeg", "photo", ".jpg"),
        (PNG, "image/png", "signature", ".png"),
        (WEBP, "image/webp", "photo", ".webp"),
    ],
)
def test_a_file_that_is_what_it_was_said_to_be_becomes_proof(
    waybill_no: str, session: str, courier: Any, content: bytes, content_type: str, kind: str, ending: str
) -> None:
    key = uploaded(waybill_no, session, content, content_type=content_type, kind=kind)
    assert key.endswith(ending)
    [shown] = confirm(waybill_no, session, key).data["proofs"]
    assert (shown["key"], shown["kind"], shown["size"]) == (key, kind, len(content))
    [kept] = parcel_of(waybill_no).proofs
    assert (kept.owner_id, kept.sha256) == (courier.id, hashlib.sha256(content).hexdigest())


@pytest.mark.parametrize(
    "wish",
    [
        {"kind": "photo", "size": 5_000_001},
        {"kind": "signature", "size": 500_001},
        {"size": 0},
        {"size": "12"},
        {"kind": "document"},
        {"content_type": "text/html"},
        {"content_type": "image/svg+xml"},
        {"key": "proofs/other.jpg"},
    ],
)
def test_what_could_not_be_proof_gets_no_form(waybill_no: str, session: str, wish: dict[str, Any]) -> None:
    answer = grant(waybill_no, session, **wish)
    assert (answer.status, answer.code) == (422, "INPUT_INVALID")


def test_a_form_is_for_those_who_handle_the_parcel(waybill_no: str) -> None:
    assert grant(waybill_no, sign_in("courier", "HZ-BJ-1", 1)).code == "PARCEL_NOT_FOUND"
    assert grant(waybill_no, sign_in("outlet_manager", "NJ-XW-1")).code == "PARCEL_NOT_FOUND"
    assert grant(waybill_no, sign_in("customer", at=7)).code == "PARCEL_NOT_FOUND"
    assert grant(waybill_no, sign_in("cashier")).code == "ROLE_FORBIDDEN"
    assert grant(waybill_no, sign_in("outlet_manager", OUTLET)).status == 200


def test_nothing_uploaded_is_no_proof(waybill_no: str, session: str) -> None:
    answer = confirm(waybill_no, session, grant(waybill_no, session).data["key"])
    assert (answer.status, answer.code) == (409, "UPLOAD_MISSING")


def test_a_file_under_another_key_is_no_proof(waybill_no: str, session: str) -> None:
    form = grant(waybill_no, session).data
    send_file(form, JPEG, key=f"incoming/proofs/{waybill_no}/chosen.jpg")
    assert confirm(waybill_no, session, form["key"]).code == "UPLOAD_MISSING"
    assert confirm(waybill_no, session, f"proofs/{waybill_no}/chosen.jpg").code == "UPLOAD_NOT_FOUND"


@pytest.mark.parametrize(
    ("content", "fields", "code"),
    [
        (JPEG + b"more", {}, "UPLOAD_SIZE_WRONG"),
        (JPEG[:-1], {}, "UPLOAD_SIZE_WRONG"),
        (b"", {}, "UPLOAD_SIZE_WRONG"),
        (b"x" * len(JPEG), {}, "UPLOAD_TYPE_WRONG"),
        (b"<html>".ljust(len(JPEG)), {}, "UPLOAD_TYPE_WRONG"),
        (b"\x89PNG\r\n\x1a\n".ljust(len(JPEG)), {}, "UPLOAD_TYPE_WRONG"),
        (JPEG, {"Content-Type": "text/html"}, "UPLOAD_TYPE_WRONG"),
    ],
)
def test_a_file_that_is_not_what_was_granted_is_no_proof(
    waybill_no: str, session: str, content: bytes, fields: dict[str, str], code: str
) -> None:
    form = grant(waybill_no, session).data
    send_file(form, content, **fields)
    answer = confirm(waybill_no, session, form["key"])
    assert (answer.status, answer.code) == (422, code)
    assert parcel_of(waybill_no).proofs == ()


def test_a_file_that_came_after_the_grant_had_expired_is_no_proof(store: Any, waybill_no: str, session: str) -> None:
    key = uploaded(waybill_no, session)
    past = datetime.now(UTC) - timedelta(minutes=1)
    store.db["uploads"].update_one({"_id": key}, {"$set": {"expires_at": past}})
    assert confirm(waybill_no, session, key).code == "UPLOAD_EXPIRED"


def test_somebody_elses_upload_or_another_parcels_is_not_found(waybill_no: str, session: str, courier: Any) -> None:
    key = uploaded(waybill_no, session)
    assert confirm(waybill_no, sign_in("outlet_manager", OUTLET), key).code == "UPLOAD_NOT_FOUND"
    other = place_order(sign_in("customer"))
    bring_out(other, courier)
    assert confirm(other, session, key).code == "UPLOAD_NOT_FOUND"


def test_one_bad_file_among_good_ones_refuses_the_call(waybill_no: str, session: str) -> None:
    good, bad = uploaded(waybill_no, session), grant(waybill_no, session).data["key"]
    assert confirm(waybill_no, session, good, bad).code == "UPLOAD_MISSING"
    assert parcel_of(waybill_no).proofs == ()
    assert confirm(waybill_no, session, good).status == 200


def test_a_proof_cannot_be_replaced_by_posting_the_form_again(waybill_no: str, session: str) -> None:
    form = grant(waybill_no, session).data
    send_file(form, JPEG)
    confirm(waybill_no, session, form["key"])
    send_file(form, JPEG[:-1] + b"!")
    again = confirm(waybill_no, session, form["key"])
    assert again.status == 200
    [kept] = parcel_of(waybill_no).proofs
    assert kept.sha256 == hashlib.sha256(JPEG).hexdigest()
    url = http("sign", "GET", f"/parcels/{waybill_no}/proof-url", session=session, query={"key": form["key"]}).data
    assert requests.get(url["url"], timeout=10).content == JPEG


def test_a_parcel_keeps_forty_proofs_at_most(store: Any, waybill_no: str, session: str) -> None:
    key = proof(waybill_no, session)
    row = store.db["parcels"].find_one({"_id": waybill_no})["proofs"][0]
    many = [row | {"key": f"{key}-{number}"} for number in range(40)]
    store.db["parcels"].update_one({"_id": waybill_no}, {"$set": {"proofs": many}})
    assert grant(waybill_no, session).code == "PROOFS_TOO_MANY"


def test_proofs_are_shown_to_the_parties_and_to_nobody_else(waybill_no: str, session: str) -> None:
    key = proof(waybill_no, session)

    def shown(somebody: str) -> Any:
        return http("sign", "GET", f"/parcels/{waybill_no}/proof-url", session=somebody, query={"key": key})

    for somebody in (sign_in("customer"), sign_in("customer", at=5, phone=CONSIGNEE_PHONE), sign_in("finance")):
        view = shown(somebody).data
        assert requests.get(view["url"], timeout=10).content == JPEG
        left = datetime.fromisoformat(view["expires_at"]) - datetime.now(UTC)
        assert timedelta(minutes=4) < left <= timedelta(minutes=5)
    assert shown(sign_in("customer", at=6)).code == "PARCEL_NOT_FOUND"
    assert shown(sign_in("courier", "HZ-BJ-1")).code == "PARCEL_NOT_FOUND"
    assert shown("").code == "LOGIN_REQUIRED"


def test_only_a_parcels_own_proofs_are_shown(waybill_no: str, session: str) -> None:
    waiting = uploaded(waybill_no, session)
    for key in (waiting, f"incoming/{waiting}", "proofs/other/one.jpg"):
        answer = http("sign", "GET", f"/parcels/{waybill_no}/proof-url", session=session, query={"key": key})
        assert (answer.status, answer.code) == (404, "PROOF_NOT_FOUND")
