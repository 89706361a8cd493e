"""What people mend is counted by day and kind, without a word of what stood there."""

from typing import Any

from logistics.domain.shanghai import business_day
from logistics.store.mongo import Unit
from tests.support.calls import Answer, http, invoke
from tests.support.people import sign_in


def correct(source: str, *fields: str, **more: str) -> Answer:
    body: dict[str, Any] = {"source": source, "fields": list(fields), **more}
    return http("parse_address", "POST", "/addresses/corrections", body)


def counts(role: str = "dispatcher", **asked: int) -> Any:
    return invoke("parse_address", "list_corrections", asked, sign_in(role)).data["corrections"]


def test_each_mended_field_counts_once(store: Unit) -> None:
    assert correct("paste", "name", "region", "name").data == {}
    correct("paste", "region")
    correct("voice", "region", kind="alternative")
    day = str(business_day(store.now))
    assert counts() == [
        {"day": day, "source": "paste", "field": "region", "kind": "wrong", "count": 2},
        {"day": day, "source": "paste", "field": "name", "kind": "wrong", "count": 1},
        {"day": day, "source": "voice", "field": "region", "kind": "alternative", "count": 1},
    ]


def test_a_row_holds_counts_and_nothing_else(store: Unit) -> None:
    correct("photo", "phone", kind="missing")
    (row,) = store.db["parse_corrections"].find()
    assert set(row) == {"_id", "day", "source", "field", "kind", "count"}


def test_the_days_asked_for_end_today(store: Unit) -> None:
    row = {"source": "paste", "field": "name", "kind": "wrong", "count": 5}
    store.db["parse_corrections"].insert_one({"_id": "old", "day": "2020-01-01", **row})
    correct("paste", "detail")
    assert [each["field"] for each in counts(days=30)] == ["detail"]


def test_counts_are_for_those_who_choose_what_is_mended_next(store: Unit) -> None:
    for role in ("customer", "courier", "finance"):
        answer = invoke("parse_address", "list_corrections", {}, sign_in(role))
        assert answer.code == "ROLE_FORBIDDEN"
    assert counts("administrator") == []


def test_counting_has_a_limit(store: Unit) -> None:
    statuses = [correct("paste", "name").status for _ in range(121)]
    assert statuses == [200] * 120 + [403]
