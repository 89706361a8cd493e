"""The one door to MongoDB: a client per warm process, a unit of work per call.

Writes of a call, its outbox rows and its remembered reply share one transaction. Collections are reached
through the unit (`unit.parcels`, `unit.journal`, …), one file each, loaded when first asked for.
"""

from collections.abc import Callable
from datetime import datetime
from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

import pymongo
from pymongo import MongoClient
from pymongo.client_session import ClientSession
from pymongo.collection import Collection
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError
from pymongo.read_concern import ReadConcern

from logistics.domain.faults import Fault
from logistics.settings import settings

if TYPE_CHECKING:
    from logistics.store.accounts import Customers
    from logistics.store.address_book import AddressBook
    from logistics.store.audit import Audit
    from logistics.store.decisions import Decisions
    from logistics.store.declarations import Declarations
    from logistics.store.due import Due
    from logistics.store.handled import Handled
    from logistics.store.journal import Journal
    from logistics.store.messages import Messages
    from logistics.store.outbox import Outbox
    from logistics.store.outlets import Outlets
    from logistics.store.parcels import Parcels
    from logistics.store.parked import Parked
    from logistics.store.parse_corrections import ParseCorrections
    from logistics.store.ratings import Ratings
    from logistics.store.replies import Replies
    from logistics.store.scans import Scans
    from logistics.store.staff import StaffMembers
    from logistics.store.tariffs import Tariffs
    from logistics.store.uploads import Uploads

T = TypeVar("T")
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


def confirmed(rows: Collection[Row], key: str) -> Row | None:
    """The newest row under a key, as soon as it cannot be lost any more.

    A transaction meets what another one has only just committed, when a majority read does not see it yet: looking
    first at the newest state and then waiting for the majority leaves no such gap between the two.
    """
    with rows.database.client.start_session() as session:
        newest = rows.with_options(read_concern=ReadConcern("local")).find_one({"_id": key}, session=session)
        return None if newest is None else rows.find_one({"_id": key}, session=session)


class Unit:
    """One call's view of the store: reads at once, writes inside `transact`."""

    def __init__(self, now: datetime, db: "Database[Row] | None" = None) -> None:
        self.now = now
        self.db: Database[Row] = database() if db is None else db
        self.session: ClientSession | None = None

    def transact(self, work: Callable[[], T]) -> T:
        """Run `work` in one transaction, bounded in time; the driver runs it again after a write conflict.

        Whatever `work` emits goes into the outbox just before the commit, in one write.
        """

        def unit(_: ClientSession) -> T:
            self.outbox.forget()
            self.due.forget()
            done = work()
            self.outbox.write()
            self.due.write()
            return done

        with self.db.client.start_session() as self.session:
            try:
                with pymongo.timeout(settings().mongodb_timeout_ms / 1000):
                    return self.session.with_transaction(unit)
            finally:
                self.session = None

    def once(self, memory: "Replies | Handled", key: str, digest: bytes, work: Callable[[], Row]) -> Row:
        """Run `work` in a transaction that also remembers its reply under `key`; a repeat gets the first reply.

        The memory is read only when the work is refused or the key turns out to be taken: a first call, which
        is nearly every call, pays no look-up.
        """

        def unit() -> Row:
            reply = work()
            memory.remember(key, digest, reply)
            return reply

        try:
            return self.transact(unit)
        except (Fault, DuplicateKeyError):
            known = memory.recall(key, digest)
            if known is None:
                raise
            return known

    @cached_property
    def outbox(self) -> "Outbox":
        from logistics.store.outbox import Outbox

        return Outbox(self)

    @cached_property
    def due(self) -> "Due":
        from logistics.store.due import Due

        return Due(self)

    @cached_property
    def replies(self) -> "Replies":
        from logistics.store.replies import Replies

        return Replies(self)

    @cached_property
    def handled(self) -> "Handled":
        from logistics.store.handled import Handled

        return Handled(self)

    @cached_property
    def parked(self) -> "Parked":
        from logistics.store.parked import Parked

        return Parked(self)

    @cached_property
    def parcels(self) -> "Parcels":
        from logistics.store.parcels import Parcels

        return Parcels(self)

    @cached_property
    def scans(self) -> "Scans":
        from logistics.store.scans import Scans

        return Scans(self)

    @cached_property
    def journal(self) -> "Journal":
        from logistics.store.journal import Journal

        return Journal(self)

    @cached_property
    def customers(self) -> "Customers":
        from logistics.store.accounts import Customers

        return Customers(self)

    @cached_property
    def staff(self) -> "StaffMembers":
        from logistics.store.staff import StaffMembers

        return StaffMembers(self)

    @cached_property
    def outlets(self) -> "Outlets":
        from logistics.store.outlets import Outlets

        return Outlets(self)

    @cached_property
    def tariffs(self) -> "Tariffs":
        from logistics.store.tariffs import Tariffs

        return Tariffs(self)

    @cached_property
    def messages(self) -> "Messages":
        from logistics.store.messages import Messages

        return Messages(self)

    @cached_property
    def uploads(self) -> "Uploads":
        from logistics.store.uploads import Uploads

        return Uploads(self)

    @cached_property
    def declarations(self) -> "Declarations":
        from logistics.store.declarations import Declarations

        return Declarations(self)

    @cached_property
    def audit(self) -> "Audit":
        from logistics.store.audit import Audit

        return Audit(self)

    @cached_property
    def address_book(self) -> "AddressBook":
        from logistics.store.address_book import AddressBook

        return AddressBook(self)

    @cached_property
    def ratings(self) -> "Ratings":
        from logistics.store.ratings import Ratings

        return Ratings(self)

    @cached_property
    def parse_corrections(self) -> "ParseCorrections":
        from logistics.store.parse_corrections import ParseCorrections

        return ParseCorrections(self)

    @cached_property
    def decisions(self) -> "Decisions":
        from logistics.store.decisions import Decisions

        return Decisions(self)
