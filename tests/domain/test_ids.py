"""Ids are ULIDs: their first ten characters are the time, the rest is chance."""

from datetime import UTC, datetime

from logistics.domain.ids import is_id, new_id

AT = datetime(2016, 7, 30, 23, 54, 10, 259_000, tzinfo=UTC)  # of the specification's own example, 01ARZ3NDEK…


def test_an_id_begins_with_its_moment() -> None:
    assert new_id(AT)[:10] == "01ARZ3NDEK"


def test_ids_of_one_moment_differ_and_are_well_formed() -> None:
    ids = {new_id(AT) for _ in range(1_000)}
    assert len(ids) == 1_000
    assert all(is_id(each) for each in ids)


def test_later_ids_sort_later() -> None:
    later = [new_id(AT.replace(microsecond=ms * 1_000)) for ms in range(259, 300)]
    assert later == sorted(later)
