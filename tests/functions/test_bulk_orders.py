"""Bulk orders: a table becomes orders row by row; a bad row stops no other, and no row becomes two orders.

1.5 kg from Guangzhou to Hangzhou cost 18.00 + 0.5 x 5.00 = 20.50 yuan.
"""

import io
import zipfile
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests
from openpyxl import Workbook

from logistics.store.mongo import Unit
from tests.support.calls import http, request_id
from tests.support.orders import parcel_of
from tests.support.people import actor, sign_in

CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADS = [
    "寄件人",
    "寄件电话",
    "寄件地址",
    "收件人",
    "收件电话",
    "收件地址",
    "物品",
    "物品类型",
    "重量(kg)",
    "代收货款(元)",
]
FROM = ["林小满", "13800000001", "广东省广州市天河区体育西路101号"]
TO = ["欧阳晴川", "13900000002", "浙江省杭州市滨江区江南大道588号"]
GOOD = [*FROM, *TO, "两本书", "图书", "1.5", ""]


@pytest.fixture
def session(store: Unit) -> str:
    return sign_in("merchant")


def table(*rows: list[str]) -> bytes:
    return "\r\n".join(",".join(row) for row in ([*rows])).encode()


def workbook(*rows: list[Any]) -> bytes:
    book, content = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(content)
    return content.getvalue()


def sent(content: bytes, session: str, content_type: str = CSV) -> str:
    """The key of a file that was granted and sent."""
    asked = {"content_type": content_type, "size": len(content)}
    form = http("create_order", "POST", "/order-batches/uploads", asked, session=session).data
    answer = requests.post(form["url"], data=form["fields"], files={"file": content}, timeout=10)
    assert answer.status_code in (200, 201, 204), answer.text
    key: str = form["key"]
    return key


def place(file_key: str, session: str, **options: Any) -> Any:
    return http("create_order", "POST", "/order-batches", {"key": file_key}, session=session, **options)


def imported(content: bytes, session: str, content_type: str = CSV) -> dict[str, Any]:
    answer: dict[str, Any] = place(sent(content, session, content_type), session).data
    return answer


def codes(answer: dict[str, Any]) -> list[str]:
    return [row.get("error", {}).get("code", "") for row in answer["rows"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_table_is_read_in_every_coding_that_spreadsheets_write(encoding: str, session: str) -> None:
    content = table(HEADS, GOOD).decode().encode(encoding)
    [row] = imported(content, session)["rows"]
    parcel = parcel_of(row["waybill_no"])
    assert (row["row"], parcel.goods.description, parcel.goods.weight_g) == (2, "两本书", 1500)
    assert (parcel.price.total_fen, parcel.consignor.adcode, parcel.consignee.adcode) == (2050, "440106", "330108")


def test_a_workbook_is_read_with_numbers_that_were_typed_as_numbers(session: str) -> None:
    row: list[Any] = [*GOOD]
    row[1], row[4], row[8], row[9] = 13800000001, 13900000002.0, 1.5, 300
    answer = imported(workbook(HEADS, row), session, XLSX)
    assert (answer["placed"], answer["refused"], answer["complete"]) == (1, 0, True)
    assert parcel_of(answer["rows"][0]["waybill_no"]).cod.due_fen == 30_000


def test_a_bad_row_says_what_is_wrong_and_stops_no_other(session: str) -> None:
    def bad(at: int, value: str) -> list[str]:
        return [*GOOD[:at], value, *GOOD[at + 1 :]]

    rows = [
        GOOD,
        bad(1, "12345"),
        bad(5, "某个地方"),
        bad(6, "鞭炮"),
        bad(8, "很重"),
        bad(8, "1000.5"),
        bad(0, "=1+1"),
        bad(5, "新疆维吾尔自治区乌鲁木齐市天山区解放北路1号"),
        GOOD,
    ]
    answer = imported(table(HEADS, *rows), session)
    refused = ["INPUT_INVALID", "ADDRESS_UNCLEAR", "GOODS_PROHIBITED", "INPUT_INVALID", "INPUT_INVALID", "ROW_FORMULA"]
    assert codes(answer) == ["", *refused, "NOT_SERVED", ""]
    assert [row["row"] for row in answer["rows"]] == list(range(2, 11))
    assert (answer["placed"], answer["refused"]) == (2, 7)
    assert "寄件电话" in answer["rows"][1]["error"]["details"]["fields"], "the column is named as it is in the file"


def test_a_formula_in_a_workbook_is_never_computed(session: str) -> None:
    row = [*GOOD]
    row[8] = "=1+1"
    assert codes(imported(workbook(HEADS, row), session, XLSX)) == ["ROW_FORMULA"]


def test_sending_the_same_file_again_orders_nothing_twice(session: str, store: Unit) -> None:
    key = sent(table(HEADS, GOOD, GOOD), session)
    same = request_id()
    first, replayed, again = place(key, session, key=same), place(key, session, key=same), place(key, session)
    assert first.data == replayed.data == again.data
    assert store.db["parcels"].count_documents({}) == 2


def test_sending_a_file_twice_at_once_orders_each_row_once(session: str, store: Unit) -> None:
    key = sent(table(HEADS, *[GOOD] * 12), session)
    with ThreadPoolExecutor(4) as many:
        answers = list(many.map(lambda _: place(key, session), range(4)))
    done = [each.data["rows"] for each in answers if each.status == 200]
    assert done and all(each == done[0] for each in done), "each caller is told the same numbers"
    assert {each.code for each in answers} <= {"", "UPLOAD_MISSING"}, "or that the file was read by then"
    assert store.db["parcels"].count_documents({}) == 12


def test_a_batch_that_broke_off_goes_on_without_doubling_a_row(session: str, store: Unit) -> None:
    content = table(HEADS, GOOD, GOOD, GOOD)
    key = sent(content, session)
    first = place(key, session).data
    store.db["order_batches"].update_one({}, {"$set": {"complete": False, "results": first["rows"][:1]}})
    put_back(key, content)
    assert place(key, session).data == first
    assert store.db["parcels"].count_documents({}) == 3


def put_back(key: str, content: bytes) -> None:
    from logistics.gateways.aws import aws
    from logistics.settings import settings

    aws("s3").put_object(Bucket=settings().bucket, Key=f"incoming/{key}", Body=content, ContentType=CSV)


def test_the_file_is_gone_once_it_was_read_and_nothing_of_it_is_kept(session: str, store: Unit) -> None:
    from logistics.gateways import files

    key = sent(table(HEADS, GOOD, [*GOOD[:4], "999", *GOOD[5:]]), session)
    batch_id = place(key, session).data["batch_id"]
    assert files.look_at(key, 10**6) is None
    kept = str(store.db["order_batches"].find_one()) + str(list(store.db["replies"].find()))
    for secret in ("林小满", "欧阳晴川", "13800000001", "588号"):
        assert secret not in kept, "a result holds numbers and codes only"
    assert http("create_order", "GET", f"/order-batches/{batch_id}", session=session, key="").data["placed"] == 1


def test_another_person_cannot_use_or_see_a_batch(session: str) -> None:
    key = sent(table(HEADS, GOOD), session)
    other = sign_in("customer")
    assert place(key, other).code == "BATCH_NOT_FOUND"
    path = f"/order-batches/{key[8:34]}"
    assert http("create_order", "GET", path, session=other, key="").code == "BATCH_NOT_FOUND"


@pytest.mark.parametrize(
    ("content", "content_type", "code"),
    [
        (table(HEADS), CSV, "BATCH_EMPTY"),
        (table(["寄件人"], ["林小满"]), CSV, "BATCH_COLUMNS_MISSING"),
        (table(HEADS, *[GOOD] * 501), CSV, "BATCH_TOO_LONG"),
        (b"\x00\x01\x02" * 50, CSV, "BATCH_UNREADABLE"),
        (b"PK\x03\x04 no workbook", XLSX, "BATCH_UNREADABLE"),
        (b"%PDF-1.7", XLSX, "BATCH_UNREADABLE"),
    ],
    ids=["no rows", "columns missing", "too long", "bytes", "broken workbook", "another format"],
)
def test_a_file_that_is_no_table_of_orders_is_refused_whole(
    content: bytes, content_type: str, code: str, session: str
) -> None:
    key = sent(content, session, content_type)
    assert place(key, session).code == code
    assert place(key, session).code == "UPLOAD_MISSING", "and is not kept"


def test_a_workbook_that_unpacks_beyond_measure_is_refused_unread(session: str) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
        package.writestr("xl/worksheets/sheet1.xml", b" " * 40_000_000)
    assert len(packed.getvalue()) < 100_000, "small to send"
    assert place(sent(packed.getvalue(), session, XLSX), session).code == "BATCH_TOO_LARGE"


def test_a_workbook_with_entities_of_its_own_is_refused(session: str) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr(
            "xl/workbook.xml", '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><workbook>&a;</workbook>'
        )
    assert place(sent(packed.getvalue(), session, XLSX), session).code == "BATCH_UNREADABLE"


def test_the_template_can_be_filled_in_and_sent_as_it_is(session: str) -> None:
    shown = http("create_order", "GET", "/order-batches/template", session=session, key="").data
    answer = imported(shown["content"].encode(), session)
    assert (answer["placed"], answer["refused"]) == (1, 0), "its example is a sound order"


def test_customer_service_places_for_a_customer_and_it_is_noted(session: str, store: Unit) -> None:
    merchant, service = actor("merchant"), sign_in("customer_service")
    key = sent(table(HEADS, GOOD), service)
    assert place(key, service).code == "CUSTOMER_NOT_FOUND"
    body = {"key": key, "customer_id": merchant.id}
    answer = http("create_order", "POST", "/order-batches", body, session=service).data
    assert parcel_of(answer["rows"][0]["waybill_no"]).placed_by == merchant.id
    [note] = store.audit.listed(f"customers:{merchant.id}")
    assert (note.action, note.changes["placed"]) == ("place_batch", 1)
    mine = {"key": sent(table(HEADS, GOOD), session), "customer_id": actor("customer", at=1).id}
    assert http("create_order", "POST", "/order-batches", mine, session=session).code == "ORDER_NOT_YOURS"
