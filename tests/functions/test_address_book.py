"""The address book: a customer's own entries, sealed; opened for a form, searched, never twice the same, bounded."""

import json
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest

from logistics.domain.ids import new_id
from logistics.privacy import keysets
from logistics.privacy.addresses import Address
from logistics.store.mongo import Unit, database
from tests.support.calls import http, invoke
from tests.support.orders import CONSIGNEE_PHONE, order_body, place_order
from tests.support.people import actor, customer, sign_in

pytestmark = pytest.mark.usefixtures("store")

HOME = {
    "name": "林小满",
    "phone": "138 0000 0001",
    "province": "广东省",
    "city": "广州市",
    "district": "天河区",
    "adcode": "440106",
    "address": "体育西路101号2栋301室",
    "label": "家",
}
OFFICE = {
    "name": "Anna Lim",
    "phone": "010-62345678",
    "extension": "8012",
    "province": "北京市",
    "city": "北京市",
    "district": "海淀区",
    "adcode": "110108",
    "address": "中关村大街1号5层",
    "location": {"lng": 116.31, "lat": 39.98},
}
SECRETS = ("林小满", "13800000001", "301室", "Anna", "62345678", "5层")  # no few digits: ids and ciphertexts hold any


def add(entry: dict[str, Any], session: str, **options: Any) -> Any:
    return http("address_book", "POST", "/address-book", entry, session=session, **options)


def listed(session: str, **query: Any) -> Any:
    return http("address_book", "GET", "/address-book", session=session, query=query, key="").data


def opened(entry_id: str, session: str) -> Any:
    return http("address_book", "GET", f"/address-book/{entry_id}", session=session, key="")


def change(entry_id: str, entry: dict[str, Any], session: str) -> Any:
    return http("address_book", "POST", f"/address-book/{entry_id}", entry, session=session)


def remove(entry_id: str, session: str, **options: Any) -> Any:
    return http("address_book", "DELETE", f"/address-book/{entry_id}", session=session, **options)


def ids(page: Any) -> list[str]:
    return [entry["id"] for entry in page["entries"]]


@pytest.fixture
def me() -> str:
    return sign_in("customer")


# --- keeping ---------------------------------------------------------------------------------------------------


def test_an_entry_is_listed_masked_and_opened_in_clear(me: str) -> None:
    entry_id = add(HOME, me).data["id"]
    (entry,) = listed(me)["entries"]
    assert datetime.fromisoformat(entry.pop("used_at")) <= datetime.now(UTC)
    assert entry == {
        "id": entry_id,
        "name": "林**",
        "phone": "138****0001",
        "address": "体育西路***",
        "region": "广东省广州市天河区",
        "adcode": "440106",
        "label": "家",
        "is_default": False,
    }
    full = HOME | {"id": entry_id, "phone": "13800000001", "extension": "", "location": None, "is_default": False}
    assert opened(entry_id, me).data == full


def test_a_landline_with_extension_and_a_municipality_read_as_people_write_them(me: str) -> None:
    entry_id = add(OFFICE, me).data["id"]
    (entry,) = listed(me)["entries"]
    assert (entry["phone"], entry["region"]) == ("010-****78 转****", "北京市海淀区")
    shown = opened(entry_id, me).data
    assert (shown["phone"], shown["extension"], shown["location"]) == ("010-62345678", "8012", OFFICE["location"])


def test_nothing_personal_stands_in_the_store_in_clear(me: str) -> None:
    for entry in (HOME, OFFICE):
        add(entry, me)
    kept = [*database().addresses.find(), *database().address_books.find(), *database().replies.find()]
    shown = json.dumps(kept, ensure_ascii=False, default=lambda value: value.hex() if isinstance(value, bytes) else "")
    assert not [secret for secret in SECRETS if secret in shown]


def test_a_repeated_creation_makes_one_entry(me: str) -> None:
    first, again = add(HOME, me, key="once"), add(HOME, me, key="once")
    assert first.body == again.body
    assert add(OFFICE, me, key="once").code == "REQUEST_ID_REUSED"
    assert add(HOME, me, key="").code == "REQUEST_ID_REQUIRED"


@pytest.mark.parametrize(
    ("change_of", "same"),
    [
        ({}, True),
        ({"phone": "+86 13800000001"}, True),
        ({"address": " 体育西路１０１号 2栋-301室 "}, True),
        ({"label": "公司", "location": {"lng": 113.3, "lat": 23.1}}, True),
        ({"address": "体育西路101号2栋302室"}, False),
        ({"phone": "13800000002"}, False),
        ({"extension": "7"}, False),
        ({"adcode": "440105"}, False),
    ],
)
def test_the_same_contact_is_not_kept_twice(me: str, change_of: dict[str, Any], same: bool) -> None:
    first = add(HOME, me).data
    second = add(HOME | change_of, me).data
    assert "duplicate_of" not in first
    assert (second.get("duplicate_of") == first["id"]) is same
    assert (second["id"] == first["id"]) is same
    assert len(listed(me)["entries"]) == (1 if same else 2)


def test_another_person_at_the_same_place_is_kept_and_the_likeness_told(me: str) -> None:
    first = add(HOME, me).data["id"]
    second = add(HOME | {"name": "林大满"}, me).data
    assert second["duplicate_of"] == first != second["id"]
    assert len(listed(me)["entries"]) == 2


def test_somebody_elses_same_address_is_no_duplicate(me: str) -> None:
    add(HOME, me)
    assert "duplicate_of" not in add(HOME, sign_in("customer", at=1)).data


def test_a_book_takes_five_hundred_and_two_at_once_do_not_pass_the_end(me: str, store: Unit) -> None:
    fill(store, 499)

    def one_more(at: int) -> str:
        return str(add(HOME | {"address": f"体育西路{at}号"}, me).code)

    with ThreadPoolExecutor(4) as pool:
        codes = sorted(pool.map(one_more, range(4)))
    assert codes == ["", "ADDRESS_BOOK_FULL", "ADDRESS_BOOK_FULL", "ADDRESS_BOOK_FULL"]
    assert database().addresses.count_documents({}) == 500
    assert remove(ids(listed(me))[0], me).status == 200
    assert one_more(9) == ""


# --- changing --------------------------------------------------------------------------------------------------


def test_an_entry_is_written_anew_and_found_by_what_it_is_now(me: str) -> None:
    entry_id = add(HOME, me).data["id"]
    assert change(entry_id, OFFICE, me).data == {"id": entry_id}
    assert opened(entry_id, me).data["name"] == "Anna Lim"
    assert add(OFFICE, me).data == {"id": entry_id, "duplicate_of": entry_id}
    assert "duplicate_of" not in add(HOME, me).data


def test_an_entry_that_becomes_like_another_says_so(me: str) -> None:
    home, office = add(HOME, me).data["id"], add(OFFICE, me).data["id"]
    assert change(office, HOME, me).data == {"id": office, "duplicate_of": home}


def test_a_removed_entry_is_gone_and_its_removal_may_be_repeated(me: str) -> None:
    entry_id = add(HOME, me).data["id"]
    assert remove(entry_id, me, key="gone").data == {"id": entry_id}
    assert remove(entry_id, me, key="gone").data == {"id": entry_id}
    assert (remove(entry_id, me).status, remove(entry_id, me).code) == (404, "ADDRESS_NOT_FOUND")
    assert opened(entry_id, me).code == "ADDRESS_NOT_FOUND"
    assert listed(me) == {"entries": []}


def test_one_entry_is_the_default(me: str) -> None:
    home, office = add(HOME | {"is_default": True}, me).data["id"], add(OFFICE, me).data["id"]

    def default() -> list[str]:
        return [entry["id"] for entry in listed(me)["entries"] if entry["is_default"]]

    assert default() == [home]
    assert http("address_book", "POST", f"/address-book/{office}/default", session=me).data == {"id": office}
    assert default() == [office]
    assert opened(office, me).data["is_default"] is True
    change(home, HOME | {"is_default": False}, me)
    assert default() == [office], "what is not the default cannot cease to be it"
    change(office, OFFICE, me)
    assert default() == [office], "a change that says nothing about it leaves it"
    change(office, OFFICE | {"is_default": False}, me)
    assert default() == []
    change(home, HOME | {"is_default": True}, me)
    remove(home, me)
    assert default() == []


def test_defaults_chosen_at_the_same_moment_leave_one(me: str) -> None:
    made = [add(HOME | {"address": f"体育西路{at}号"}, me).data["id"] for at in range(4)]
    with ThreadPoolExecutor(4) as pool:
        answers = list(
            pool.map(lambda each: http("address_book", "POST", f"/address-book/{each}/default", session=me), made)
        )
    assert {answer.status for answer in answers} == {200}
    assert len([entry for entry in listed(me)["entries"] if entry["is_default"]]) == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("phone", "12345"),
        ("phone", "400-800-1234"),
        ("extension", "abc"),
        ("extension", "123456789"),
        ("adcode", "44010"),
        ("address", "x"),
        ("address", "长" * 151),
        ("name", ""),
        ("name", "\u202e满小林"),
        ("province", ""),
        ("label", "一" * 11),
        ("location", {"lng": 200, "lat": 10}),
        ("is_default", "yes"),
        ("owner_id", "01JD0000000000000000000000"),
    ],
)
def test_what_is_no_address_is_refused_beside_its_field(me: str, field: str, value: Any) -> None:
    refused = add(HOME | {field: value}, me)
    assert (refused.status, refused.code) == (422, "INPUT_INVALID")
    assert list(refused.body["error"]["details"]["fields"]) == [field]
    assert "12345" not in json.dumps(refused.body)


# --- whose -----------------------------------------------------------------------------------------------------


def test_anothers_entry_does_not_exist(me: str) -> None:
    entry_id, stranger = add(HOME | {"is_default": True}, me).data["id"], sign_in("customer", at=1)
    default = http("address_book", "POST", f"/address-book/{entry_id}/default", session=stranger)
    tries = [opened(entry_id, stranger), change(entry_id, OFFICE, stranger), remove(entry_id, stranger), default]
    assert [(each.status, each.code) for each in tries] == [(404, "ADDRESS_NOT_FOUND")] * 4
    assert listed(stranger) == {"entries": []}
    assert listed(stranger, q="林小满") == {"entries": []}
    assert opened(entry_id, me).data["is_default"] is True


def test_a_ciphertext_moved_to_another_row_does_not_open(me: str) -> None:
    mine, theirs = add(HOME, me).data["id"], add(OFFICE, sign_in("customer", at=1)).data["id"]
    stolen = database().addresses.find_one({"_id": theirs})
    assert stolen is not None
    database().addresses.update_one({"_id": mine}, {"$set": {"sealed": stolen["sealed"]}})
    assert (opened(mine, me).status, opened(mine, me).code) == (503, "PII_UNREADABLE")


# --- looking ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("林", {"home"}),
        ("小满", {"home"}),
        ("anna", {"office"}),
        ("ＡＮＮＡ lim", {"office"}),
        ("0001", {"home"}),
        ("138 0000", {"home"}),
        ("13800000001", {"home"}),
        ("5678", {"office"}),
        ("010-6234", {"office"}),
        ("86", set()),
        ("家", {"home"}),
        ("体育西路", set()),
        (".*", set()),
        ("i", {"office"}),
    ],
)
def test_a_search_finds_by_name_or_phone(me: str, q: str, found: set[str]) -> None:
    made = {"home": add(HOME, me).data["id"], "office": add(OFFICE, me).data["id"]}
    assert set(ids(listed(me, q=q))) == {made[name] for name in found}
    assert all("**" in entry["phone"] for entry in listed(me, q=q)["entries"]), "what is found is masked, too"


def test_entries_used_last_stand_first_and_opening_one_is_using_it(me: str) -> None:
    home, office = add(HOME, me).data["id"], add(OFFICE, me).data["id"]
    assert ids(listed(me)) == [office, home]
    opened(home, me)
    assert ids(listed(me)) == [home, office]


@pytest.mark.parametrize("q", ["", "收"])
def test_pages_follow_one_another_without_gap_or_repeat(me: str, store: Unit, q: str) -> None:
    fill(store, 7)
    same = datetime(2026, 1, 1, tzinfo=UTC)
    some = ids(listed(me))[2:6]
    database().addresses.update_many({"_id": {"$in": some}}, {"$set": {"used_at": same}})
    seen: list[str] = []
    query: dict[str, Any] = {"limit": 3, "q": q}
    for _ in range(4):
        page = listed(me, **query)
        seen += ids(page)
        if "next" not in page:
            break
        query["after"] = page["next"]
    assert len(seen) == len(set(seen)) == 7
    assert seen == ids(listed(me, limit=100))


def test_a_search_of_a_full_book_is_quick(me: str, store: Unit) -> None:
    """500 entries are read, opened and compared; the margin is for a busy machine (about 15 ms on a quiet one)."""
    fill(store, 500)
    times = []
    for _ in range(12):
        began = time.perf_counter()
        assert listed(me, q="没有这个人") == {"entries": []}
        times.append(time.perf_counter() - began)
    assert sorted(times)[len(times) // 2] < 0.15


def test_after_a_change_of_keys_entries_open_and_duplicates_are_met(
    me: str, setting: Any, tmp_path: Any, variables: dict[str, str]
) -> None:
    path = tmp_path / "keyset.json"
    shutil.copy(variables["KEYSET_FILE"], path)
    setting(KEYSET_FILE=str(path))
    entry_id = add(HOME, me).data["id"]
    for kind in ("values", "indexes"):
        keysets.rotate(path, kind)
    keysets.reopened_keysets()
    assert add(HOME, me).data["duplicate_of"] == entry_id, "met by the old key's index"
    done = invoke("admin", "re_encrypt", {"limit": 50}, sign_in("administrator")).data
    assert done["resealed"] == 1
    for kind in ("values", "indexes"):
        keysets.retire(path, kind)
    keysets.reopened_keysets()
    assert opened(entry_id, me).data["name"] == "林小满"
    assert add(HOME, me).data["duplicate_of"] == entry_id, "met by the new key's index"


# --- recent recipients -----------------------------------------------------------------------------------------


def test_recent_recipients_are_those_of_my_own_orders_each_once(me: str) -> None:
    other = order_body("")["consignee"] | {"name": "周远", "phone": "13900004321"}
    place_order(me)
    second, newest = place_order(me, consignee=other), place_order(me)
    place_order(sign_in("customer", at=1), consignee=other)
    entries = http("address_book", "GET", "/address-book/recent", session=me, key="").data["entries"]
    assert [entry["waybill_no"] for entry in entries] == [newest, second]
    assert entries[0] | {"used_at": ""} == {
        "waybill_no": newest,
        "name": "欧**",
        "phone": "139****0002",
        "address": "浙江省杭州市滨江区江南大道***",
        "adcode": "330108",
        "used_at": "",
    }


def test_a_recent_recipient_is_opened_by_whoever_placed_the_order_and_by_nobody_else(me: str) -> None:
    waybill_no = place_order(me)
    path = f"/address-book/recent/{waybill_no}"
    full = http("address_book", "GET", path, session=me, key="").data
    assert (full["name"], full["phone"], full["adcode"]) == ("欧阳晴川", "13900000002", "330108")
    assert (full["province"], full["city"], full["district"]) == ("浙江省", "杭州市", "滨江区")
    assert full["address"] == "江南大道588号7幢12层", "the region stands in its own fields"
    assert full["location"] == {"lng": 120.21, "lat": 30.21}
    assert full["extension"] == ""
    for session in (sign_in("customer", at=1, phone=CONSIGNEE_PHONE), sign_in("customer", at=2), sign_in("merchant")):
        refused = http("address_book", "GET", path, session=session, key="")
        assert (refused.status, refused.code) == (404, "PARCEL_NOT_FOUND")


def test_a_recent_recipient_comes_with_their_extension(me: str) -> None:
    relayed = order_body("")["consignee"] | {"phone": "13800001111", "extension": "1234"}
    waybill_no = place_order(me, consignee=relayed)
    (shown,) = http("address_book", "GET", "/address-book/recent", session=me, key="").data["entries"]
    assert shown["phone"] == "138****1111 转****"
    full = http("address_book", "GET", f"/address-book/recent/{waybill_no}", session=me, key="").data
    assert (full["phone"], full["extension"], full["address"]) == ("13800001111", "1234", "江南大道588号7幢12层")
    repeated = {name: full[name] for name in ("name", "phone", "extension", "adcode", "location")}
    again = place_order(me, consignee=repeated | {"address": relayed["address"]})
    newest, *_ = http("address_book", "GET", "/address-book/recent", session=me, key="").data["entries"]
    assert (newest["waybill_no"], newest["phone"]) == (again, "138****1111 转****")


def test_what_was_sent_to_me_is_no_recipient_of_mine() -> None:
    receiver = sign_in("customer", at=1, phone=CONSIGNEE_PHONE)
    place_order(sign_in("customer"))
    assert http("address_book", "GET", "/address-book/recent", session=receiver, key="").data == {"entries": []}


def fill(store: Unit, count: int) -> None:
    """A book of the first customer with so many entries."""
    owner = customer().id
    address = Address("收件人", "+8613900000000", "浙江省", "杭州市", "滨江区", "330108", "江南大道1号")

    def work() -> None:
        for at in range(count):
            entry = Address(**vars(address) | {"name": f"收件人{at}", "phone": f"+861390000{at:04d}"})
            store.address_book.add(new_id(store.now), owner, entry, "")

    assert actor("customer").id == owner
    store.transact(work)
