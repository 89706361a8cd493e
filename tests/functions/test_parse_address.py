"""Reading pasted addresses over the API: what a form is filled with, who may ask, what is refused."""

import subprocess
import sys

import pytest

from logistics.store.mongo import Unit
from tests.support.calls import Answer, http, invoke
from tests.support.logs import words_of
from tests.support.people import sign_in

PASTE = "收件人：林小满 电话：13800138123-4567 地址：浙江省杭州市余杭区临平街道望梅路588号3幢602室"


def parsed(text: str, ip: str = "203.0.113.7", **more: str) -> Answer:
    return http("parse_address", "POST", "/addresses/parse", {"text": text} | more, ip=ip)


def test_a_paste_fills_the_form(store: Unit) -> None:
    (person,) = parsed("林小满 13800138123 广东省深圳市南山区粤海街道科技园路1号").data["people"]
    assert (person["name"], person["phone"]) == ("林小满", "13800138123")
    assert (person["province"], person["city"], person["district"]) == ("广东省", "深圳市", "南山区")
    assert person["adcode"] == "440305"
    assert person["address"] == "粤海街道科技园路1号"
    assert person["uncertain"] == []


def test_a_virtual_number_keeps_its_extension_apart(store: Unit) -> None:
    (person,) = parsed(PASTE).data["people"]
    assert (person["phone"], person["extension"]) == ("13800138123", "4567")


def test_an_abolished_district_is_told_with_its_name_of_today(store: Unit) -> None:
    (person,) = parsed("陈暖 13800138123 杭州市江干区四季青街道钱江路1号").data["people"]
    assert (person["district"], person["adcode"]) == ("上城区", "330102")
    assert person["former"] == [{"old": "江干区", "new": "上城区"}]


def test_two_people_in_one_paste_come_back_as_two(store: Unit) -> None:
    text = "寄件人：林小满 13800138123 广州市天河区体育东路1号\n收件人：陈暖 13900139456 杭州市滨江区江南大道88号"
    first, second = parsed(text).data["people"]
    assert (first["role"], first["name"], first["adcode"]) == ("consignor", "林小满", "440106")
    assert (second["role"], second["name"], second["adcode"]) == ("consignee", "陈暖", "330108")


def test_an_ambiguous_district_offers_the_others_as_one_tap(store: Unit) -> None:
    (person,) = parsed("鼓楼区中山北路1号 陈暖 13900139456").data["people"]
    others = [each["values"]["adcode"] for each in person["alternatives"] if each["field"] == "region"]
    assert "region" in person["uncertain"]
    assert others


@pytest.mark.parametrize("text", ["", "   ", "字" * 2001])
def test_nothing_and_too_much_are_refused_beside_the_field(store: Unit, text: str) -> None:
    answer = parsed(text)
    assert (answer.status, answer.code) == (422, "INPUT_INVALID")
    assert list(answer.body["error"]["details"]["fields"]) == ["text"]


@pytest.mark.parametrize(
    "text", ["😀😀😀", "hello there", "<script>alert(1)</script>", "' or 1=1; --", "\x00\x01\x02", "12", "。，！？"]
)
def test_nonsense_names_nobody(store: Unit, text: str) -> None:
    for person in parsed(text).data["people"]:
        assert (person["phone"], person["adcode"]) == ("", "")


def test_a_phone_alone_is_an_honest_partial_reading(store: Unit) -> None:
    (person,) = parsed("13800138123").data["people"]
    assert (person["phone"], person["name"], person["adcode"]) == ("13800138123", "", "")


def test_text_and_photo_together_are_refused(store: Unit) -> None:
    assert parsed(PASTE, image_key="addresses/x.jpg").status == 422


def test_a_guest_cannot_have_a_photo_read(store: Unit) -> None:
    answer = http("parse_address", "POST", "/addresses/parse", {"image_key": "addresses/x.jpg"})
    assert (answer.status, answer.code) == (401, "LOGIN_REQUIRED")


def test_a_guest_without_an_address_to_count_by_signs_in_first(store: Unit) -> None:
    answer = invoke("parse_address", "parse_address", {"text": PASTE})
    assert answer.code == "LOGIN_REQUIRED"


def test_no_log_line_holds_a_word_of_the_paste(store: Unit, capsys: pytest.CaptureFixture[str]) -> None:
    parsed(PASTE)
    parsed(PASTE, image_key="addresses/x.jpg")
    parsed(PASTE * 50)
    said = words_of(capsys.readouterr().err)
    assert said.count("parse_address") >= 3
    assert not [word for word in ("林小满", "13800138123", "4567", "望梅路", "588", "余杭") if word in said]


def test_a_guest_has_a_limit_and_who_is_signed_in_has_their_own(store: Unit) -> None:
    statuses = [parsed("13800138123", ip="198.51.100.77").status for _ in range(601)]
    assert statuses == [200] * 600 + [403]
    body = {"text": "13800138123"}
    session = sign_in("customer")
    assert http("parse_address", "POST", "/addresses/parse", body, session=session, ip="198.51.100.77").status == 200
    assert parsed("13800138123").status == 200


def test_a_reply_has_every_field_that_the_form_fills(store: Unit) -> None:
    (person,) = parsed(PASTE).data["people"]
    assert set(person) == {
        "role", "name", "phone", "extension", "province", "city", "district", "adcode", "street", "detail",
        "postcode", "address", "confidence", "uncertain", "alternatives", "former",
    }  # fmt: skip
    assert set(person["confidence"]) <= {"name", "phone", "region", "detail"}
    assert all(0 <= share <= 1 for share in person["confidence"].values())


def test_reading_a_text_loads_no_library_that_it_does_not_need() -> None:
    """A fresh process, because this one has loaded everything."""
    program = "import sys; import functions.parse_address.handler; print(*sys.modules)"
    path = ":".join(each for each in sys.path if each)
    done = subprocess.run(
        [sys.executable, "-c", program], env={"PYTHONPATH": path}, capture_output=True, text=True, check=True
    )
    loaded = {name.split(".")[0] for name in done.stdout.split()}
    assert not loaded & {"boto3", "botocore", "wechatpy", "tink", "requests", "numpy", "rapidocr", "onnxruntime", "cv2"}
