"""Cash at the end of a day: what a courier kept, what nobody counted, and that each ends by itself once it moves on."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from logistics.domain.journal import Entry, cash_collected, cash_counted, cash_declared
from logistics.domain.reconciling import Finding, Kind, Verdict
from logistics.domain.roles import Actor
from logistics.domain.shanghai import business_day
from logistics.store.mongo import Unit
from tests.support.calls import http, schedule
from tests.support.people import actor, sign_in

WAYBILL, OTHER = "WB000000000001", "WB000000000002"

pytestmark = pytest.mark.usefixtures("store")


@pytest.fixture
def courier() -> Actor:
    return actor("courier")


def noon(days_ago: int = 1) -> datetime:
    day = business_day(datetime.now(UTC)) - timedelta(days=days_ago)
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC)


def post(entry: Entry, at: datetime) -> None:
    unit = Unit(at)
    unit.transact(lambda: unit.journal.post(entry))


def collected(courier: Actor, fen: int, waybill_no: str = WAYBILL, days_ago: int = 1) -> None:
    at = noon(days_ago) if days_ago else datetime.now(UTC)
    post(cash_collected(f"c:{waybill_no}", waybill_no, courier.id, "merchant", fen, 0, at), at)


def declared(courier: Actor, fen: int) -> None:
    post(cash_declared("d:1", WAYBILL, courier.id, fen, noon()), noon())


def counted(courier: Actor, fen: int) -> None:
    post(cash_counted("n:1", WAYBILL, courier.id, "GZ-TH-1", fen, noon()), noon())


def listed(state: str = "open") -> list[tuple[str, str, str, int]]:
    query = {"state": state}
    rows = http("settle", "GET", "/differences", session=sign_in("finance"), query=query).data["differences"]
    return [(each["kind"], each["number"], each["verdict"], each["books_fen"]) for each in rows]


def a_night() -> dict[str, Any]:
    return dict(schedule("settle", "reconcile_cash"))


def test_cash_that_was_not_declared_by_the_end_of_the_day_is_a_difference_with_its_age(courier: Actor) -> None:
    collected(courier, 30000)
    collected(courier, 5000, OTHER, days_ago=0)
    assert a_night() == {"new": 1, "closed": 0}
    assert listed() == [("cash_in_hand", courier.id, "not_declared", 30000)], "today's is not late yet"
    shown = http("settle", "GET", "/differences", session=sign_in("finance")).data["differences"]
    assert (shown[0]["day"], shown[0]["age_days"]) == (business_day(noon()).isoformat(), 1)
    assert a_night() == {"new": 0, "closed": 0}


def test_what_was_declared_and_not_counted_waits_for_the_outlet(courier: Actor) -> None:
    collected(courier, 30000)
    declared(courier, 30000)
    a_night()
    assert listed() == [("cash_declared", courier.id, "not_counted", 30000)]


def test_a_day_on_which_all_was_counted_has_no_difference(courier: Actor) -> None:
    collected(courier, 30000)
    declared(courier, 30000)
    counted(courier, 30000)
    assert a_night() == {"new": 0, "closed": 0}
    assert listed() == []


def test_what_was_handed_in_later_stays_late_for_its_day_until_a_night_sees_it_gone(courier: Actor) -> None:
    """The difference is of the day that ended with the cash in hand; it closes itself when that cash has moved on."""
    collected(courier, 30000, days_ago=2)
    unit = Unit(noon())
    late = Finding(Kind.CASH_IN_HAND, courier.id, Verdict.NOT_DECLARED, None, 30000)
    unit.transact(lambda: unit.differences.record(business_day(noon(2)), [late], noon()))
    declared(courier, 30000)
    counted(courier, 30000)
    assert a_night() == {"new": 0, "closed": 1}
    assert listed() == []
    assert listed("closed") == [("cash_in_hand", courier.id, "not_declared", 30000)]


def test_what_a_person_explained_is_not_opened_again(courier: Actor) -> None:
    collected(courier, 30000)
    a_night()
    body = {"note": "封包在途，次日清点", "evidence": "押运单"}
    path = f"/differences/{business_day(noon())}:cash_in_hand:{courier.id}/closing"
    assert http("settle", "POST", path, body, session=sign_in("finance")).status == 200
    assert a_night() == {"new": 0, "closed": 0}
    assert listed() == []
