"""Who gets a parcel, put right by its sender: within the district, with a second factor, and told to the new one."""

from typing import Any

import pytest

from logistics.domain.states import Status, Step
from logistics.privacy.parties import Side as Place
from logistics.privacy.parties import open_party
from logistics.store.mongo import Unit, database
from tests.support.calls import deliver_outbox, http
from tests.support.factors import ask_code, code_for
from tests.support.orders import bring_out, parcel_of, pick_up, report
from tests.support.people import actor, session_of, sign_in
from tests.support.told import Side, World, placed, send_due, side


@pytest.fixture
def parcel(sender: Side, receiver: Side, world: World, store: Unit) -> str:
    waybill_no = placed(sender, receiver)
    pick_up(waybill_no, actor("courier", "GZ-TH-1"))
    return waybill_no


def change(world: World, sender: Side, waybill_no: str, **new: str) -> Any:
    session = session_of(sender.actor)
    code = code_for(world, sender, waybill_no, session, "recipient")
    return http("redirect", "POST", f"/parcels/{waybill_no}/recipient", {"code": code} | new, session=session)


def consignee(waybill_no: str) -> Any:
    return open_party(parcel_of(waybill_no).consignee, Place.CONSIGNEE, waybill_no)


def seen_by(waybill_no: str, somebody: Side) -> int:
    return http("track", "GET", f"/parcels/{waybill_no}", session=session_of(somebody.actor), key="").status


def test_another_phone_finds_the_parcel_and_the_old_one_does_not(
    world: World, store: Unit, sender: Side, receiver: Side, parcel: str
) -> None:
    new = side(store)
    assert change(world, sender, parcel, phone=new.phone, extension="801").data == {
        "waybill_no": parcel,
        "changed": ["phone"],
    }
    assert (seen_by(parcel, sender), seen_by(parcel, new), seen_by(parcel, receiver)) == (200, 200, 404)
    known = consignee(parcel)
    assert (known.phone, known.extension, known.name) == (new.phone, "801", "欧阳晴川")
    tails = {phone: http("track", "GET", f"/track/{parcel}", query={"tail": phone[-4:]}, key="").status
             for phone in (new.phone, receiver.phone)}  # fmt: skip
    assert tails == {new.phone: 200, receiver.phone: 404}


def test_the_new_one_is_told_and_the_old_one_hears_nothing(
    world: World, store: Unit, sender: Side, receiver: Side, parcel: str
) -> None:
    deliver_outbox("notify")
    database()["messages"].delete_many({})
    new, heard = side(store), world.templates(receiver)
    change(world, sender, parcel, phone=new.phone)
    deliver_outbox("notify")
    (message,) = database()["messages"].find({"event_type": "ConsigneeChanged"})
    assert (message["recipient"], message["template"]) == ("consignee", "tmpl_picked_up")
    for _ in range(3):
        database()["messages"].update_many({}, {"$unset": {"lease_until": ""}})
        send_due()
    assert world.templates(receiver) == heard
    assert "100014" in world.templates(new)


def test_a_new_name_alone_is_no_news_for_anybody(world: World, sender: Side, receiver: Side, parcel: str) -> None:
    change(world, sender, parcel, name="欧阳云川")
    assert consignee(parcel).name == "欧阳云川" and parcel_of(parcel).consignee.name_masked == "欧**"
    deliver_outbox("notify")
    send_due()
    assert "100014" not in world.templates(receiver)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("长河路9号2幢", "浙江省杭州市滨江区长河路9号2幢"),
        ("滨江区长河路9号2幢", "浙江省杭州市滨江区长河路9号2幢"),
        ("浙江省杭州市滨江区长河路9号2幢", "浙江省杭州市滨江区长河路9号2幢"),
        ("杭州市长河路9号2幢", "浙江省杭州市滨江区长河路9号2幢"),
    ],
)
def test_another_door_of_the_same_district(world: World, sender: Side, parcel: str, written: str, kept: str) -> None:
    assert change(world, sender, parcel, address=written).data["changed"] == ["address"]
    known = parcel_of(parcel).consignee
    assert consignee(parcel).address == kept
    assert (known.adcode, known.location) == ("330108", None), "where the new door is must be looked for again"


@pytest.mark.parametrize("written", ["浙江省杭州市西湖区文三路1号", "西湖区文三路1号", "江苏省南京市玄武区珠江路88号"])
def test_another_district_is_a_redirection(world: World, sender: Side, parcel: str, written: str) -> None:
    refused = change(world, sender, parcel, address=written)
    assert (refused.status, refused.code) == (409, "DISTRICT_CHANGED")
    assert consignee(parcel).address == "浙江省杭州市滨江区江南大道588号7幢12层"


@pytest.mark.parametrize(("new", "code"), [({}, "NOTHING_TO_CHANGE"), ({"extension": "801"}, "INPUT_INVALID")])
def test_nothing_to_change(sender: Side, parcel: str, new: dict[str, str], code: str) -> None:
    body = {"code": "123456"} | new
    answer = http("redirect", "POST", f"/parcels/{parcel}/recipient", body, session=session_of(sender.actor))
    assert (answer.status, answer.code) == (422, code)


def test_at_the_door_or_under_an_exception_it_is_too_late(sender: Side, receiver: Side, world: World) -> None:
    session = session_of(sender.actor)
    out = placed(sender, receiver)
    bring_out(out, actor("courier", "GZ-TH-1"))
    assert ask_code(out, session, "recipient").code == "PARCEL_STATE_CONFLICT"
    held = placed(sender, receiver)
    courier = actor("courier", "GZ-TH-1")
    pick_up(held, courier)
    report(held, Step.EXCEPTION_OPENED, courier, reason="carrier_damaged_parcel")
    assert ask_code(held, session, "recipient").code == "EXCEPTION_OPEN"


def test_a_parcel_that_waits_for_its_courier_may_be_corrected(world: World, sender: Side, receiver: Side) -> None:
    waybill_no = placed(sender, receiver)
    assert change(world, sender, waybill_no, name="欧阳云川").status == 200
    assert parcel_of(waybill_no).status is Status.PLACED


def test_what_the_former_recipient_allowed_holds_for_nobody_else(
    world: World, store: Unit, sender: Side, receiver: Side, parcel: str
) -> None:
    courier = actor("courier", "GZ-TH-1")
    report(parcel, Step.OUT_FOR_DELIVERY, courier)
    allowed = http("redirect", "POST", f"/parcels/{parcel}/storage-consent", {"place": "locker"},
                   session=session_of(receiver.actor))  # fmt: skip
    report(parcel, Step.DELIVERY_FAILED, courier, reason="consignee_not_home")
    http("redirect", "POST", f"/parcels/{parcel}/delivery-choice", {"choice": "pick_up_at_outlet"},
         session=session_of(receiver.actor))  # fmt: skip
    change(world, sender, parcel, address="天河路385号3栋1201")
    assert [each.id for each in parcel_of(parcel).consents] == [allowed.data["consent_id"]], "the same person"
    change(world, sender, parcel, phone=side(store).phone)
    assert (parcel_of(parcel).consents, parcel_of(parcel).delivery_choice) == ((), None)


def test_nobody_else_may(receiver: Side, parcel: str) -> None:
    assert ask_code(parcel, session_of(receiver.actor), "recipient").code == "CONSIGNOR_ONLY"
    assert ask_code(parcel, sign_in("customer_service"), "recipient").code == "ROLE_FORBIDDEN"
    assert ask_code(parcel, sign_in("customer", at=6), "recipient").code == "PARCEL_NOT_FOUND"
