"""The one door to MongoDB: a client per warm process with time-outs that fit inside a call."""

from functools import cache, lru_cache
from typing import Any

from pymongo import MongoClient
from pymongo.collection import Collection
from pymongo.database import Database
from pymongo.read_concern import ReadConcern

from logistics.settings import settings

Row = dict[str, Any]


@cache
def client() -> "MongoClient[Row]":
    """This process's connection pool."""
    chosen = settings()
    chosen.must("mongodb_uri")
    return MongoClient(
        chosen.mongodb_uri,
        tz_aware=True,
        retryWrites=True,
        serverSelectionTimeoutMS=chosen.mongodb_timeout_ms,
        connectTimeoutMS=chosen.mongodb_timeout_ms,
        socketTimeoutMS=chosen.mongodb_timeout_ms * 2,
        w="majority",
        readConcernLevel="majority",
    )


class _Database(Database[Row]):
    """Makes each of its collections once: the driver would do so anew at every call, for some hundredths of a ms."""

    def __init__(self, name: str) -> None:
        super().__init__(client(), name)
        self._made: dict[str, Collection[Row]] = {}

    def __getitem__(self, name: str) -> "Collection[Row]":
        if name not in self._made:
            self._made[name] = super().__getitem__(name)
        return self._made[name]


def database() -> "Database[Row]":
    """The database that MONGODB_URI names."""
    return _database_of(id(client()))


@lru_cache(maxsize=1)
def _database_of(_client_id: int) -> _Database:
    """One for each client; it holds its client, so the id cannot come to mean another one."""
    return _Database(client().get_default_database().name)


def confirmed(rows: Collection[Row], key: str, name: str = "_id") -> Row | None:
    """The newest row under a key, or whose unique field `name` is it, as soon as it cannot be lost any more.

    A transaction meets what another one has only just committed, when a majority read does not see it yet: looking
    first at the newest state and then waiting for the majority leaves no such gap between the two.
    """
    with rows.database.client.start_session() as session:
        newest = rows.with_options(read_concern=ReadConcern("local")).find_one({name: key}, session=session)
        return None if newest is None else rows.find_one({name: key}, session=session)
