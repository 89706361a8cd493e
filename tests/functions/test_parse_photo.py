"""A photo of an address: sent, read once and thrown away; a poor one is asked for again and never half believed."""

import hashlib
import io
import os
import subprocess
import sys
import zlib
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from PIL import Image

from logistics.gateways import files
from scripts.benchmarks.cameras import photographed
from scripts.benchmarks.labels import label
from tests.support.calls import Answer, http
from tests.support.logs import words_of
from tests.support.people import sign_in
from tests.support.proofs import send_file

pytestmark = pytest.mark.usefixtures("store")


@pytest.fixture
def session() -> str:
    return sign_in("customer")


def jpeg(width: int = 64, height: int = 64) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(out, "JPEG")
    return out.getvalue()


def bomb() -> bytes:
    """A PNG of a few bytes that says it unpacks to ten thousand megapixels."""
    head = b"IHDR" + (100_000).to_bytes(4, "big") * 2 + b"\x08\x02\x00\x00\x00"
    return b"\x89PNG\r\n\x1a\n" + (13).to_bytes(4, "big") + head + zlib.crc32(head).to_bytes(4, "big")


def granted(session: str, content: bytes, **changes: Any) -> Answer:
    wish = {"content_type": "image/jpeg", "size_bytes": len(content)} | changes
    return http("parse_address", "POST", "/addresses/photos", wish, session=session)


def sent(session: str, content: bytes, **changes: Any) -> str:
    """The key of a photo that lies in the bucket."""
    form = granted(session, content, **changes).data
    send_file(form, content)
    return str(form["key"])


def read(session: str, key: str) -> Answer:
    body = {"image_key": key, "source": "photo"}
    return http("parse_address", "POST", "/addresses/parse", body, session=session)


@pytest.mark.slow
def test_a_printed_label_fills_the_form_and_the_photo_is_gone(session: str) -> None:
    drawn = label(4)
    key = sent(session, photographed(drawn.picture, "tilted", 4))
    answer = read(session, key).data
    assert (answer["retake"], answer["retake_reason"]) == (False, "")
    person, who = answer["people"][0], drawn.consignee
    assert (person["name"], person["phone"]) == (who.name, who.phone)
    assert (person["province"], person["city"], person["district"]) == (who.province, who.city, who.district)
    assert person["address"] == who.detail
    assert files.look_at(key, 10_000_000) is None
    assert read(session, key).code == "PHOTO_NOT_FOUND"


@pytest.mark.slow
@pytest.mark.parametrize("camera", ["sideways", "upside down"])
def test_a_label_is_read_whichever_way_it_was_held(session: str, camera: str) -> None:
    drawn = label(4)
    (person, *_) = read(session, sent(session, photographed(drawn.picture, camera, 4))).data["people"]
    assert (person["name"], person["address"]) == (drawn.consignee.name, drawn.consignee.detail)


@pytest.mark.slow
def test_a_photo_too_poor_to_be_sure_of_is_asked_for_again_and_fills_nothing(session: str) -> None:
    drawn = label(3, written=True)
    answer = read(session, sent(session, photographed(drawn.picture, "bad", 3))).data
    assert answer["retake"] is True
    assert "重新拍摄" in answer["retake_reason"]
    assert answer["people"] == []


@pytest.mark.slow
@pytest.mark.parametrize("share", [0.5, 0.97])
def test_a_label_cut_off_on_its_way_is_refused_and_not_read_in_part(session: str, share: float) -> None:
    content = photographed(label(4).picture, "clean", 4)
    answer = read(session, sent(session, content[: int(len(content) * share)]))
    assert (answer.status, answer.code) == (422, "PHOTO_UNREADABLE")


@pytest.mark.slow
def test_a_picture_without_text_is_asked_for_again(session: str) -> None:
    assert read(session, sent(session, jpeg(400, 300))).data["retake"] is True


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xff\xd8\xff\xe0" + b"no picture" * 20, "PHOTO_UNREADABLE"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "PHOTO_UNREADABLE"),
        (b"GIF89a" + bytes(60), "PHOTO_UNREADABLE"),
        (jpeg()[:200], "PHOTO_UNREADABLE"),
        (jpeg(3_000, 1), "PHOTO_UNREADABLE"),
        (jpeg(100, 2_001), "PHOTO_UNREADABLE"),
    ],
    ids=["only begins like one", "svg", "gif", "cut off in the header", "a line of pixels", "a sliver"],
)
def test_what_is_no_picture_is_refused_and_removed(session: str, content: bytes, code: str) -> None:
    key = sent(session, content)
    answer = read(session, key)
    assert (answer.status, answer.code) == (422, code)
    assert files.look_at(key, 10_000_000) is None


def test_a_picture_that_unpacks_beyond_measure_is_refused_unopened(session: str) -> None:
    key = sent(session, bomb(), content_type="image/png")
    assert read(session, key).code == "PHOTO_TOO_LARGE"


def test_a_photo_above_what_the_engine_takes_gets_no_form(session: str, setting: Any) -> None:
    assert granted(session, b"", size_bytes=20_000_000).status == 422
    assert granted(session, b"", size_bytes=10_000_000).status == 200
    setting(OCR_ENGINE="wechat")
    answer = granted(session, b"", size_bytes=2 * 1024 * 1024 + 1)
    assert (answer.status, answer.code) == (422, "PHOTO_TOO_LARGE")


@pytest.mark.parametrize("wish", [{"content_type": "image/svg+xml"}, {"size_bytes": 0}, {"sha256": "abc"}])
def test_what_could_not_be_a_photo_gets_no_form(session: str, wish: dict[str, Any]) -> None:
    assert granted(session, jpeg(), **wish).code == "INPUT_INVALID"


def test_a_file_that_is_not_the_one_announced_is_refused(session: str) -> None:
    other = hashlib.sha256(b"another photo").hexdigest()
    assert read(session, sent(session, jpeg(), sha256=other)).code == "PHOTO_UNREADABLE"
    form = granted(session, jpeg()).data
    send_file(form, jpeg() + bytes(20_000_000))
    assert read(session, form["key"]).code == "PHOTO_UNREADABLE"


def test_only_ones_own_photo_is_read(session: str) -> None:
    key = sent(session, jpeg())
    assert read(sign_in("customer", at=5), key).code == "PHOTO_NOT_FOUND"
    assert read(session, "proofs/WB000000000000/one.jpg").code == "PHOTO_NOT_FOUND"


def test_photos_are_for_those_who_send_parcels(session: str) -> None:
    key = sent(session, jpeg())
    assert read("", key).code == "LOGIN_REQUIRED"
    assert read(sign_in("finance"), key).code == "ROLE_FORBIDDEN"
    assert granted(sign_in("finance"), jpeg()).code == "ROLE_FORBIDDEN"


def test_a_photo_that_did_not_arrive_may_still_come(session: str) -> None:
    form = granted(session, jpeg()).data
    assert read(session, form["key"]).code == "PHOTO_MISSING"
    assert read(session, form["key"]).code == "PHOTO_MISSING"


def test_reading_photos_has_its_limit(session: str) -> None:
    codes = [granted(session, jpeg()).code for _ in range(61)]
    assert set(codes[:60]) == {""}
    assert codes[60] == "PHOTOS_EXCEEDED"


def test_an_engine_nobody_knows_is_told_to_the_operator(session: str, setting: Any) -> None:
    setting(OCR_ENGINE="crystal-ball")
    assert granted(session, jpeg()).code == "SETTING_INVALID"


def test_a_text_loads_nothing_that_reads_photos() -> None:
    """Half a gigabyte of models and libraries belongs to the first photo, not to every cold start."""
    probe = (
        "import sys, functions.parse_address.handler\n"
        "from logistics.domain.address.parser import parse\n"
        "parse('林小满 13800138123 广东省深圳市南山区科技园路1号')\n"
        "print(sorted({'rapidocr', 'onnxruntime', 'cv2', 'numpy', 'PIL', 'wechatpy'} & set(sys.modules)))"
    )
    path = ":".join(sys.path)
    ran = subprocess.run(
        [sys.executable, "-c", probe], env={"PYTHONPATH": path}, capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == "[]"


@pytest.fixture
def wechat_reads(setting: Any, variables: dict[str, str]) -> Iterator[bytes]:
    """A photo on which WeChat finds an address."""
    setting(OCR_ENGINE="wechat")
    content = jpeg(80, 80)
    lines = ["收件人：林小满", "手机号码：13800138123", "所在地区：广东省深圳市南山区", "详细地址：望梅路588号"]
    order("/wechat/photo-texts", sha256=hashlib.sha256(content).hexdigest(), lines=lines)
    yield content
    requests.delete(f"{os.environ['WECHAT_BASE_URL']}/_sandbox/faults", timeout=10).raise_for_status()


def order(where: str, **told: Any) -> None:
    """Tell the sandbox what WeChat is to see, or to fail at."""
    url = f"{os.environ['WECHAT_BASE_URL']}/_sandbox{where}"
    requests.post(url, json=told, timeout=10).raise_for_status()


@pytest.mark.parametrize("role", ["customer", "merchant"])
def test_wechat_reads_too_and_every_field_is_for_the_sender_to_look_at(wechat_reads: bytes, role: str) -> None:
    session = sign_in(role)
    answer = read(session, sent(session, wechat_reads)).data
    (person,) = answer["people"]
    assert (person["name"], person["phone"], person["address"]) == ("林小满", "13800138123", "望梅路588号")
    assert set(person["uncertain"]) == {"name", "phone", "region", "detail"}
    assert answer["retake"] is False


def test_while_the_engine_cannot_work_the_photo_stays_for_the_next_try(session: str, wechat_reads: bytes) -> None:
    key = sent(session, wechat_reads)
    order("/faults", provider="wechat", path="/cv/ocr/comm", kind="busy")
    answer = read(session, key)
    assert (answer.status, answer.code) == (503, "PROVIDER_UNAVAILABLE")
    assert read(session, key).data["people"][0]["name"] == "林小满"
    assert read(session, key).code == "PHOTO_NOT_FOUND"


def test_no_log_line_holds_a_word_of_the_photo(
    session: str, wechat_reads: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    read(session, sent(session, wechat_reads))
    read(session, sent(session, b"\xff\xd8\xff\xe0" + b"no picture" * 20))
    read(session, sent(session, jpeg(400, 300)))
    order("/faults", provider="wechat", path="/cv/ocr/comm", kind="http_500")
    read(session, sent(session, wechat_reads))
    said = words_of(capsys.readouterr().err)
    assert said.count("parse_address") >= 8
    assert not [word for word in ("林小满", "13800138123", "深圳", "南山", "望梅路", "588") if word in said]
