"""New releases change the database while old functions go on working."""

from datetime import UTC, datetime
from typing import Any

from logistics.store.migrations import Migration, migrate
from logistics.store.mongo import Unit, database

NOW = datetime(2025, 3, 3, 9, 0, tzinfo=UTC)


def fill(db: Any) -> None:
    db["audit"].update_many({"filled": None}, {"$set": {"filled": True}})


def test_a_migration_runs_once_and_is_remembered(store: Unit) -> None:
    database().audit.insert_one({"_id": "a row of the old release"})
    steps = [Migration("20250303_fill", fill), Migration("20250101_earlier", lambda db: None)]
    try:
        assert migrate(database(), NOW, steps) == ["20250101_earlier", "20250303_fill"]
        assert migrate(database(), NOW, steps) == []
        assert database().audit.find_one({"_id": "a row of the old release"}, {"_id": 0}) == {"filled": True}
    finally:
        database().migrations.delete_many({})


def test_a_migration_that_breaks_off_is_not_remembered_and_runs_again(store: Unit) -> None:
    tries: list[str] = []

    def breaks_off_once(db: Any) -> None:
        tries.append("")
        if len(tries) == 1:
            raise ConnectionError("the machine went away")

    step = [Migration("20250303_breaks_off", breaks_off_once)]
    try:
        migrate(database(), NOW, step)
    except ConnectionError:
        assert database().migrations.count_documents({}) == 0
    assert migrate(database(), NOW, step) == ["20250303_breaks_off"]
    database().migrations.delete_many({})


def test_old_code_goes_on_writing_after_a_newer_release_has_migrated(store: Unit) -> None:
    """A validator names only what must hold, so a row with a field that only new code knows is fine, and vice versa."""
    migrate(database(), NOW)
    account = store.customers.find_or_create("openid-of-two-releases")
    database().customers.update_one({"_id": account.id}, {"$set": {"field_of_the_next_release": 1}})
    assert store.customers.find_or_create("openid-of-two-releases") == account
