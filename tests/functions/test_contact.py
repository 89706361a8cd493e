"""A party's data in clear, for a reason and so often a day; and calls by a number that is not the party's."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

from logistics.domain.roles import Actor
from logistics.domain.states import Step
from logistics.store.mongo import Unit, database
from tests.support.calls import deliver_outbox, http
from tests.support.orders import CONSIGNEE_PHONE, CONSIGNOR_PHONE, assign, bring_out, pick_up, place_order, report
from tests.support.people import actor, person, session_of, sign_in
from tests.support.told import World, sign

pytestmark = pytest.mark.usefixtures("store")

WHY = {"side": "consignee", "fields": ["name", "phone", "address"], "reason": "address_unclear"}
CLEAR = {
    "name": "欧阳晴川",
    "phone": f"+86{CONSIGNEE_PHONE}",
    "extension": "",
    "address": "浙江省杭州市滨江区江南大道588号7幢12层",
}


@pytest.fixture
def courier(store: Unit) -> Actor:
    return actor("courier", "GZ-TH-1")


@pytest.fixture
def out(courier: Actor) -> str:
    """A parcel out for delivery."""
    waybill_no = place_order(sign_in("customer"))
    bring_out(waybill_no, courier)
    return waybill_no


def reveal(waybill_no: str, session: str, **changes: Any) -> Any:
    return http("care", "POST", f"/parcels/{waybill_no}/reveal", WHY | changes, session=session, key="")


def call(waybill_no: str, session: str, side: str = "consignee") -> Any:
    return http("care", "POST", f"/parcels/{waybill_no}/call", {"side": side}, session=session)


def listed(session: str, **query: Any) -> Any:
    return http("care", "GET", "/reveals", session=session, query=query, key="")


# --- in clear -----------------------------------------------------------------------------------------------------


def test_who_delivers_sees_the_consignee_and_the_audit_knows_who_why_and_which_fields(
    store: Unit, out: str, courier: Actor
) -> None:
    assert reveal(out, session_of(courier)).data == CLEAR | {"left_today": 29}
    (row,) = database()["audit"].find({"action": "reveal"})
    assert (row["actor_id"], row["actor_role"], row["subject"]) == (courier.id, "courier", f"parcels:{out}")
    assert row["changes"] == {"side": "consignee", "fields": ["address", "name", "phone"], "reason": "address_unclear"}
    stored = str(list(database()["audit"].find())) + str(list(database()["replies"].find()))
    assert not any(clear in stored for clear in CLEAR.values() if clear)


def test_only_what_was_asked_for_is_shown(out: str, courier: Actor) -> None:
    assert reveal(out, session_of(courier), fields=["name"]).data == {"name": "欧阳晴川", "left_today": 29}


@pytest.mark.parametrize(
    ("who", "outlet", "side", "code"),
    [
        ("courier", "GZ-TH-1", "consignor", "PARCEL_STATE_CONFLICT"),  # was fetched: no business at that door
        ("courier", "HZ-BJ-1", "consignee", "PARCEL_NOT_FOUND"),
        ("outlet_manager", "GZ-TH-1", "consignor", ""),
        ("outlet_manager", "SZ-FT-1", "consignee", "PARCEL_NOT_FOUND"),
        ("dispatcher", "", "consignee", ""),
        ("customer_service", "", "consignor", ""),
        ("finance", "", "consignee", "ROLE_FORBIDDEN"),
        ("administrator", "", "consignee", "ROLE_FORBIDDEN"),
        ("cashier", "GZ-TH-1", "consignee", "ROLE_FORBIDDEN"),
    ],
)
def test_who_may_see_whom(out: str, who: str, outlet: str, side: str, code: str) -> None:
    assert reveal(out, sign_in(who, outlet), side=side).code == code
    assert database()["audit"].count_documents({"action": "reveal"}) == (0 if code else 1)


def test_a_courier_who_handed_it_on_sees_nobody_any_more(out: str, courier: Actor) -> None:
    sign(out, courier)
    assert reveal(out, session_of(courier)).code == "PARCEL_STATE_CONFLICT"
    database().parcels.update_one({"_id": out}, {"$set": {"courier_id": actor("courier", "GZ-TH-1", 1).id}})
    assert reveal(out, session_of(courier)).code == "PARCEL_NOT_YOURS"


def test_after_the_end_only_customer_service_and_for_a_month(out: str, courier: Actor) -> None:
    sign(out, courier)
    for who in ("dispatcher", "outlet_manager"):
        assert reveal(out, sign_in(who, "GZ-TH-1" if who == "outlet_manager" else "")).code == "PARCEL_STATE_CONFLICT"
    assert reveal(out, sign_in("customer_service"), reason="claim").status == 200
    long_ago = datetime.now(UTC) - timedelta(days=31)
    database().parcels.update_one({"_id": out}, {"$set": {"last_scan_at": long_ago}})
    assert reveal(out, sign_in("customer_service"), reason="claim").code == "PARCEL_STATE_CONFLICT"


@pytest.mark.parametrize(
    "change", [{"reason": "curiosity"}, {"reason": None}, {"fields": []}, {"fields": ["id_number"]}, {"side": "me"}]
)
def test_no_reason_no_data(out: str, courier: Actor, change: dict[str, Any]) -> None:
    assert reveal(out, session_of(courier), **change).code == "INPUT_INVALID"


def test_the_daily_quota_cannot_be_passed_by_calling_at_once(out: str, courier: Actor) -> None:
    session = session_of(courier)
    day = datetime.now(UTC) + timedelta(hours=8)
    spent = {"_id": f"{courier.id}:{day.date().isoformat()}", "count": 27, "at": datetime.now(UTC)}
    database()["reveals"].insert_one(spent)
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: reveal(out, session), range(6)))
    assert sorted(each.code for each in answers) == ["", "", "", *["REVEALS_EXCEEDED"] * 3]
    assert database()["audit"].count_documents({"action": "reveal"}) == 3


def test_the_administrator_reads_who_saw_what(out: str, courier: Actor) -> None:
    reveal(out, session_of(courier))
    reveal(out, sign_in("customer_service"), reason="complaint", fields=["phone"])
    administrator = sign_in("administrator")
    rows = listed(administrator).data["reveals"]
    assert [(each["role"], each["fields"], each["reason"], each["reason_label"]) for each in rows] == [
        ("customer_service", ["phone"], "complaint", "处理投诉"),
        ("courier", ["address", "name", "phone"], "address_unclear", "核对地址"),
    ]
    assert {each["waybill_no"] for each in rows} == {out}
    (mine,) = listed(administrator, person_id=courier.id).data["reveals"]
    assert mine["person_id"] == courier.id
    page = listed(administrator, limit=1).data
    assert [each["role"] for each in listed(administrator, before=page["next"]).data["reveals"]] == ["courier"]
    assert listed(sign_in("customer_service")).code == "ROLE_FORBIDDEN"


# --- calls --------------------------------------------------------------------------------------------------------


def rings(world: World, caller: str, number: str) -> str:
    """Whose phone rings when somebody dials a number."""
    answer = requests.post(f"{world.url}/npp/calls", json={"from": caller, "number": number}, timeout=10)
    return str(answer.json()["reaches"])


def phone_of(somebody: Actor, store: Unit) -> str:
    return store.staff.phone_of(somebody.id)


def test_courier_and_consignee_reach_each_other_by_a_number_that_is_neithers(
    store: Unit, world: World, out: str, courier: Actor
) -> None:
    lent = call(out, session_of(courier)).data
    mine, theirs = phone_of(courier, store), f"+86{CONSIGNEE_PHONE}"
    assert lent["number"] not in (CONSIGNEE_PHONE, mine) and lent["extension"] == ""
    assert rings(world, mine, lent["number"]) == theirs
    assert rings(world, theirs, lent["number"]) == mine
    assert rings(world, "+8613799999999", lent["number"]) == ""
    again = call(out, session_of(courier)).data
    assert again["number"] == lent["number"], "one line at a time"
    (row,) = database()["lent_numbers"].find()
    assert row["calls"] == 2 and CONSIGNEE_PHONE not in str(row)


@pytest.mark.parametrize("end", ["signed", "refused", "intercepted"])
def test_the_line_ends_with_the_task(store: Unit, world: World, out: str, courier: Actor, end: str) -> None:
    number = call(out, session_of(courier)).data["number"]
    if end == "signed":
        sign(out, courier)
    elif end == "refused":
        report(out, Step.REFUSED, courier, reason="consignee_refused")
    else:
        report(out, Step.INTERCEPTED, actor("customer"))
    deliver_outbox("care")
    assert rings(world, phone_of(courier, store), number) == ""
    assert list(database()["lent_numbers"].find()) == []
    assert call(out, session_of(courier)).status == 409


def test_a_pickup_given_to_another_courier_ends_the_first_ones_line(store: Unit, world: World, courier: Actor) -> None:
    waybill_no, other = place_order(sign_in("customer")), actor("courier", "GZ-TH-1", 1)
    assign(waybill_no, courier)
    number = call(waybill_no, session_of(courier), "consignor").data["number"]
    assert rings(world, phone_of(courier, store), number) == f"+86{CONSIGNOR_PHONE}"
    assign(waybill_no, other)
    deliver_outbox("care")
    assert rings(world, phone_of(courier, store), number) == ""
    assert call(waybill_no, session_of(courier), "consignor").code == "PARCEL_NOT_YOURS"
    assert call(waybill_no, session_of(other), "consignor").status == 200


def test_whoever_does_not_visit_them_gets_no_line(out: str, courier: Actor) -> None:
    assert call(out, session_of(courier), "consignor").code == "PARCEL_STATE_CONFLICT"
    assert call(out, sign_in("courier", "HZ-BJ-1")).code == "PARCEL_NOT_FOUND"
    assert call(out, sign_in("dispatcher")).code == "ROLE_FORBIDDEN"
    assert call(out, sign_in("customer")).code == "ROLE_FORBIDDEN"


def test_customer_service_calls_either_side(store: Unit, world: World, out: str) -> None:
    number = call(out, sign_in("customer_service"), "consignor").data["number"]
    assert rings(world, phone_of(person("customer_service").actor, store), number) == f"+86{CONSIGNOR_PHONE}"


def test_when_no_number_is_free_the_courier_is_told_to_try_later(world: World, out: str, courier: Actor) -> None:
    world.order("/npp/numbers", numbers=0)
    try:
        refused = call(out, session_of(courier))
        assert (refused.status, refused.code) == (503, "VIRTUAL_NUMBERS_USED_UP")
    finally:
        world.order("/npp/numbers", numbers=20)


def test_without_such_numbers_a_courier_dials_the_real_one_and_nobody_else_gets_it(
    out: str, courier: Actor, setting: Any
) -> None:
    setting(VIRTUAL_NUMBERS_APP_ID="")
    assert call(out, session_of(courier)).data == {"number": CONSIGNEE_PHONE, "extension": ""}
    assert call(out, sign_in("customer_service")).code == "VIRTUAL_NUMBERS_OFF"
    assert CONSIGNEE_PHONE not in str(list(database()["replies"].find()))


def test_a_waiting_parcel_has_no_line(world: World) -> None:
    waybill_no = place_order(sign_in("customer"))
    pick_up(waybill_no, actor("courier", "GZ-TH-1"))
    assert call(waybill_no, sign_in("courier", "GZ-TH-1"), "consignee").status == 200
    report(waybill_no, Step.DEPARTED, actor("outlet_manager", "GZ-TH-1"))
    assert call(waybill_no, sign_in("courier", "GZ-TH-1"), "consignee").code == "PARCEL_STATE_CONFLICT"
