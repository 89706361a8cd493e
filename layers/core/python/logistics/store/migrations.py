"""What a new release changes in the database, done while old and new functions run side by side.

Indexes and validators are only added or widened. A data migration fills what new code wants to find and old code
does not mind: it works in small batches, may be broken off and run again, and may run twice at once. What must go
goes in a later release, when no function reads it any more.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from logistics.store.indexes import ensure_indexes
from logistics.store.validators import ensure_validators

if TYPE_CHECKING:
    from pymongo.database import Database

    from logistics.store.mongo import Row


@dataclass(frozen=True)
class Migration:
    """`id` starts with its date (20260101_fill_x) and is remembered once `run` has come to its end."""

    id: str
    run: Callable[["Database[Row]"], None]


MIGRATIONS: tuple[Migration, ...] = ()


def migrate(db: "Database[Row]", now: datetime, migrations: Sequence[Migration] = MIGRATIONS) -> list[str]:
    """Bring the database up to this release; answers the ids of the data migrations that ran now."""
    ensure_indexes(db)
    ensure_validators(db)
    known = {row["_id"] for row in db["migrations"].find({}, {"_id": 1})}
    ran = []
    for each in sorted(migrations, key=lambda migration: migration.id):
        if each.id in known:
            continue
        each.run(db)
        db["migrations"].update_one({"_id": each.id}, {"$setOnInsert": {"applied_at": now}}, upsert=True)
        ran.append(each.id)
    return ran
