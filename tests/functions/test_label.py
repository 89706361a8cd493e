"""Labels and proofs of delivery: read back from the drawn page, masked, counted, and refused to whoever must not."""

import base64
import zipfile
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pypdfium2
import pytest
import requests
import zxingcpp
from PIL import Image

from functions.label.code128 import code128
from functions.label.content import Label, LabelParty
from functions.label.drawing import as_pdf, as_png
from functions.label.fonts import printable, width, wrapped
from logistics.domain.roles import Actor
from logistics.store.mongo import Unit, database
from tests.support.calls import http
from tests.support.orders import assign, bring_out, parcel_of, pick_up, place_order
from tests.support.people import actor, session_of
from tests.support.proofs import JPEG, confirm, fact, post, uploaded

LONG = "广东省广州市天河区" + "体育西路" * 40


def label(**changes: Any) -> Label:
    party = LabelParty("欧**", "138******78", "广东省广州市天河区体育西路103号维多利广场B座**")
    said: dict[str, Any] = {
        "waybill_no": "WB000000000000",
        "numbers": ("WB000000000000",),
        "route": "HZ-XH-1",
        "from_outlet": "广州天河营业部",
        "to_outlet": "杭州西湖营业部",
        "recipient": party,
        "sender": party,
        "product": "标准快递",
        "terms": "到付",
        "weight_g": 1500,
        "goods_money_fen": 12000,
        "due_fen": 14050,
        "returning": False,
        "paper_back": False,
        "printed_at": datetime(2026, 3, 9, 8, 5, tzinfo=UTC),
        "prints": 1,
    }
    return Label(**said | changes)


def read_pdf(content: bytes) -> list[tuple[str, set[str]]]:
    """The text and the codes of each page."""
    pages = []
    for page in pypdfium2.PdfDocument(content):
        codes = zxingcpp.read_barcodes(page.render(scale=3).to_pil())
        pages.append((page.get_textpage().get_text_bounded(), {code.text for code in codes}))
    return pages


@pytest.fixture
def sender(store: Unit) -> Actor:
    return actor("customer")


@pytest.fixture
def courier(store: Unit) -> Actor:
    return actor("courier", "GZ-TH-1")


def ask(who: Actor, waybill_no: str, action: str = "label", **query: str) -> Any:
    return http("label", "GET", f"/parcels/{waybill_no}/{action}", query=query, session=session_of(who))


@pytest.mark.parametrize("size", ["100x150", "76x130"])
def test_each_piece_has_a_page_whose_codes_can_be_read(size: str) -> None:
    pieces = ("WB000000000000-001", "WB000000000000-002")
    pages = read_pdf(as_pdf([label(numbers=pieces)], size))
    assert [codes for _, codes in pages] == [{piece, "WB000000000000"} for piece in pieces]
    assert "件数 2/2" in pages[1][0]


def test_a_strip_for_the_printer_holds_codes_that_can_be_read() -> None:
    strip = Image.open(BytesIO(as_png([label()], "76x130")))
    assert strip.size == (608, 1040)
    assert {code.text for code in zxingcpp.read_barcodes(strip.convert("L"))} == {"WB000000000000"}


def test_marks_money_and_prints_stand_on_the_page() -> None:
    ((text, _),) = read_pdf(as_pdf([label(returning=True, paper_back=True, prints=3)], "100x150"))
    for said in ("退", "签回单", "代收货款 ¥120.00", "应收合计 ¥140.50", "第3次打印", "HZ-XH-1"):
        assert said in text, said


def test_letters_that_the_font_lacks_are_marked() -> None:
    assert printable("㐂𠮷") == "㐂〓"


def test_a_long_address_is_wrapped_and_never_overflows() -> None:
    lines = wrapped(LONG, 4, 80, 3)
    assert len(lines) == 3
    assert lines[-1].endswith("…")
    assert all(width(line, 4) <= 80 for line in lines)


@pytest.mark.parametrize("number", ["WB000000000000", "WB123456789012-999", "A1"])
def test_code_128_symbols_are_eleven_modules_and_the_stop_thirteen(number: str) -> None:
    bars, modules = code128(number)
    assert (modules - 13) % 11 == 0
    assert bars[-1][0] + bars[-1][1] == modules


def test_a_label_hides_what_paper_must_not_tell_and_counts_its_prints(sender: Actor) -> None:
    waybill_no = place_order(session_of(sender))
    first, second = ask(sender, waybill_no), ask(sender, waybill_no)
    assert (first.status, first.data["prints"], second.data["prints"]) == (200, 1, 2)
    ((text, codes),) = read_pdf(requests.get(second.data["url"], timeout=10).content)
    assert codes == {waybill_no}
    assert "******" in text
    assert "第2次打印" in text
    assert database()["audit"].count_documents({"action": "label_reprinted", "subject": f"parcels:{waybill_no}"}) == 1


def test_only_who_placed_it_or_holds_it_prints(sender: Actor, courier: Actor) -> None:
    waybill_no = place_order(session_of(sender))
    assert ask(actor("customer", at=1), waybill_no).code == "PARCEL_NOT_FOUND"
    assert ask(courier, waybill_no).code == "PARCEL_NOT_FOUND"
    assign(waybill_no, courier)
    assert ask(courier, waybill_no).status == 200
    assign(waybill_no, actor("courier", "GZ-TH-1", at=1))
    assert ask(courier, waybill_no).code == "PARCEL_NOT_YOURS"
    assert database()["label_prints"].find_one({"_id": waybill_no})["count"] == 1  # type: ignore[index]


def test_a_job_is_the_picture_that_the_printer_burns(sender: Actor, courier: Actor) -> None:
    waybill_no = place_order(session_of(sender))
    assign(waybill_no, courier)
    job = base64.b64decode(ask(courier, waybill_no, "print-job", language="tspl").data["content_base64"])
    head = b"CLS\r\nBITMAP 0,0,76,1040,0,"
    assert job.startswith(b"SIZE 76 mm,130 mm\r\nGAP 2 mm,0 mm\r\n")
    at = job.index(head) + len(head)
    picture = Image.frombytes("1", (608, 1040), job[at : at + 76 * 1040])
    assert {code.text for code in zxingcpp.read_barcodes(picture.convert("L"))} == {waybill_no}


def test_a_batch_tells_what_it_left_out(sender: Actor) -> None:
    mine, theirs = place_order(session_of(sender)), place_order(session_of(actor("customer", at=1)))
    made = http("label", "POST", "/labels", {"waybill_nos": [mine, theirs, mine]}, session=session_of(sender))
    assert (made.data["pages"], made.data["refused"]) == (1, [{"waybill_no": theirs, "code": "PARCEL_NOT_FOUND"}])


@pytest.mark.parametrize(("size", "readable"), [((40, 20), True), (None, False)])
def test_a_proof_of_delivery_shows_the_picture_and_masks_both(
    sender: Actor, courier: Actor, size: tuple[int, int] | None, readable: bool
) -> None:
    waybill_no = place_order(session_of(sender))
    bring_out(waybill_no, courier)
    key = uploaded(waybill_no, session_of(courier), jpeg(size) if size else JPEG)
    assert confirm(waybill_no, session_of(courier), key).status == 200
    body = fact(signed_by="欧阳晴川", signed_kind="self", proof_keys=[key], location={"lng": 120.2, "lat": 30.2})
    assert post(waybill_no, "signature", session_of(courier), body).status == 200
    page = pypdfium2.PdfDocument(
        requests.get(ask(sender, waybill_no, "proof-document").data["url"], timeout=10).content
    )[0]
    text = page.get_textpage().get_text_bounded()
    assert waybill_no in text
    assert "本人签收 欧**" in text
    assert text.count("******") == 2
    assert any(page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE])) is readable
    many = http("label", "POST", "/proof-documents", {"waybill_nos": [waybill_no]}, session=session_of(sender)).data
    bundle = zipfile.ZipFile(BytesIO(requests.get(many["url"], timeout=10).content))
    assert bundle.namelist() == [f"{waybill_no}.pdf"]


def jpeg(size: tuple[int, int]) -> bytes:
    written = BytesIO()
    Image.new("RGB", size, "navy").save(written, "JPEG")
    return written.getvalue()


def test_nothing_proves_a_delivery_that_has_not_been(sender: Actor, courier: Actor) -> None:
    waybill_no = place_order(session_of(sender))
    assign(waybill_no, courier)
    pick_up(waybill_no, courier)
    assert ask(sender, waybill_no, "proof-document").code == "PROOF_NOT_YET"
    assert parcel_of(waybill_no).signed_at is None
    now = datetime.now(UTC)
    period = {"from": (now - timedelta(days=40)).isoformat(), "until": now.isoformat()}
    answer = http("label", "POST", "/proof-documents", period, session=session_of(sender))
    assert answer.code == "PERIOD_INVALID"


def test_an_escpos_job_burns_the_same_picture(sender: Actor, courier: Actor) -> None:
    waybill_no = place_order(session_of(sender))
    assign(waybill_no, courier)
    job = base64.b64decode(ask(courier, waybill_no, "print-job", language="escpos").data["content_base64"])
    head = b"\x1b@\x1dv0\x00" + bytes([76, 0, 1040 % 256, 1040 // 256])
    assert (job[: len(head)], job[-1:], len(job)) == (head, b"\x0c", len(head) + 76 * 1040 + 1)
    picture = Image.frombytes("1", (608, 1040), bytes(255 - each for each in job[len(head) : -1]))
    assert {code.text for code in zxingcpp.read_barcodes(picture.convert("L"))} == {waybill_no}


def test_more_than_two_hundred_at_once_are_refused(sender: Actor) -> None:
    numbers = [place_order(session_of(sender))] * 201
    assert (
        http("label", "POST", "/labels", {"waybill_nos": numbers}, session=session_of(sender)).code == "INPUT_INVALID"
    )
