"""What belongs to others does not exist: another customer's order, another courier's and another outlet's parcel."""

from collections.abc import Iterator
from typing import Any

import pytest

from logistics.domain.roles import Role
from tests.refusals.actions import (
    CASHIER,
    COURIER,
    CUSTOMER,
    DISPATCHER,
    DRIVER,
    MANAGER,
    MERCHANT,
    PARTNER,
    WHO_MAY,
    Way,
    sound,
    ways,
)
from tests.refusals.sending import fingerprint, refused, send, somebody
from tests.support.calls import Answer
from tests.support.orders import assign, bring_out, place_order
from tests.support.people import actor, sign_in

ELSEWHERE = "ZZ-FAR-1"  # an outlet that has no part in any of these parcels
STRANGERS = (CUSTOMER, MERCHANT, PARTNER, COURIER, DRIVER, MANAGER, CASHIER, DISPATCHER)


@pytest.fixture(params=["placed", "assigned", "out_for_delivery"])
def waybill_no(request: Any, store: Any) -> Iterator[str]:
    number = place_order(sign_in("customer", at=7), cod_fen=5_000)
    courier = actor("courier", "GZ-TH-1")
    if request.param == "assigned":
        assign(number, courier)
    if request.param == "out_for_delivery":
        bring_out(number, courier)
    before = fingerprint()
    yield number
    assert fingerprint() == before, "a stranger changed something"


@pytest.mark.parametrize("role", STRANGERS)
def test_a_strangers_parcel_is_not_found_whatever_is_asked_of_it(waybill_no: str, role: Role) -> None:
    session = somebody(role, ELSEWHERE if role not in (CUSTOMER, MERCHANT, PARTNER) else None)
    for way in _about_a_parcel():
        if role in WHO_MAY[way.name]:
            code = _code(way, send(way, _about(way, waybill_no), session))
            wanted = "UPLOAD_NOT_FOUND" if way.name == "sign.confirm_upload" else "PARCEL_NOT_FOUND"
            assert code == wanted, f"{way} as {role}: {code}"


def test_a_stranger_cannot_tell_a_parcel_that_is_there_from_one_that_is_not(waybill_no: str) -> None:
    session = somebody("customer")
    for way in _about_a_parcel():
        if Role.CUSTOMER in WHO_MAY[way.name]:
            there, nowhere = (send(way, each, session) for each in (_about(way, waybill_no), sound(way.name)))
            assert (there.status, there.body) == (nowhere.status, nowhere.body), str(way)


def _about_a_parcel() -> list[Way]:
    return [
        way
        for way in ways("http", "invoke")
        if WHO_MAY[way.name] and ("waybill_no" in sound(way.name) or way.name == "scan.record_scans")
    ]


def _about(way: Way, waybill_no: str) -> dict[str, Any]:
    data = sound(way.name)
    if way.name == "scan.record_scans":
        return {"scans": [data["scans"][0] | {"waybill_no": waybill_no}]}
    return data | {"waybill_no": waybill_no}


def _code(way: Way, answer: Answer) -> str:
    if way.name == "scan.record_scans":
        return str(answer.data["results"][0]["error"]["code"])
    return refused(answer)
