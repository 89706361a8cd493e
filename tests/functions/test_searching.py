"""The overdue rule: what nobody has seen is asked about, searched for, and lost; what was seen is not."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from logistics.domain.states import Step
from tests.support.calls import deliver_outbox, schedule
from tests.support.doors import Door
from tests.support.orders import parcel_of, report

pytestmark = pytest.mark.usefixtures("store")


def age(waybill_no: str, **ago: float) -> None:
    """Let everything known of a parcel have happened so long ago."""
    from logistics.store.mongo import database

    by = timedelta(**ago)
    for row in database()["scans"].find({"waybill_no": waybill_no}):
        older = {name: row[name] - by for name in ("occurred_at", "received_at")}
        database()["scans"].update_one({"_id": row["_id"]}, {"$set": older})
    parcel = database()["parcels"].find_one({"_id": waybill_no})
    database()["parcels"].update_one({"_id": waybill_no}, {"$set": {"last_scan_at": parcel["last_scan_at"] - by}})
    for row in database()["incidents"].find({"waybill_no": waybill_no}):
        older = {name: row[name] - by for name in ("opened_at", "due_at")}
        database()["incidents"].update_one({"_id": row["_id"]}, {"$set": older})


def missing() -> Door:
    """A parcel of which nothing was heard for eleven days; it goes to another province."""
    door = Door()
    age(door.waybill_no, days=11)
    assert schedule("incident", "find_missing") == {"missing": 1, "lost": 0}
    deliver_outbox("incident")
    return door


def test_ten_days_of_silence_ask_and_seven_more_of_searching_lose(store: Any) -> None:
    door = missing()
    assert parcel_of(door.waybill_no).overlay.reason == "carrier_parcel_missing"
    assert schedule("incident", "find_missing") == {"missing": 0, "lost": 0}, "nobody is asked twice"
    age(door.waybill_no, days=7, hours=1)
    assert schedule("incident", "find_missing") == {"missing": 0, "lost": 1}
    lost = parcel_of(door.waybill_no)
    assert (str(lost.status), lost.overlay) == ("lost", None)


def test_nine_days_of_silence_are_no_reason_to_ask(store: Any) -> None:
    door = Door()
    age(door.waybill_no, days=9, hours=23)
    assert schedule("incident", "find_missing") == {"missing": 0, "lost": 0}


def test_what_was_seen_since_is_searched_for_anew_and_not_lost(store: Any) -> None:
    door = missing()
    age(door.waybill_no, days=7, hours=1)
    report(door.waybill_no, Step.OUT_FOR_DELIVERY, door.courier)
    assert schedule("incident", "find_missing") == {"missing": 0, "lost": 0}
    assert str(parcel_of(door.waybill_no).status) == "out_for_delivery"


def test_what_was_signed_under_an_open_question_is_not_lost_and_holds_up_nobody(store: Any) -> None:
    signed, other = missing(), missing()
    signed.go_out()
    assert signed.sign().data["status"] == "signed"
    for each in (signed, other):
        age(each.waybill_no, days=8)
    assert schedule("incident", "find_missing") == {"missing": 0, "lost": 1}
    assert str(parcel_of(signed.waybill_no).status) == "signed"
    assert str(parcel_of(other.waybill_no).status) == "lost"


def test_a_second_question_joins_the_open_one(store: Any) -> None:
    door = Door()
    asked = [
        door.post("incidents", "courier", {**_fact(), "reason": "carrier_damaged_parcel"}, "incident").data
        for _ in range(2)
    ]
    assert asked[0]["applied"] and not asked[1]["applied"]
    assert asked[0]["incident_id"] == asked[1]["incident_id"] == asked[0]["scan_id"]


def _fact() -> dict[str, Any]:
    from logistics.domain.ids import new_id

    now = datetime.now(UTC)
    return {"scan_id": new_id(now), "occurred_at": now.isoformat()}
