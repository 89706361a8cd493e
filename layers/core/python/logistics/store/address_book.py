"""Customers' address books: entries sealed, with masked copies for lists, and a row a book for what holds for all."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from logistics.domain.faults import Conflict, NotFound
from logistics.privacy import vault
from logistics.privacy.addresses import Address, masked, open_address, seal_address, written_alike

if TYPE_CHECKING:
    from logistics.store.mongo import Row, Unit

MOST_ENTRIES = 500
Cursor = tuple[datetime, str]


@dataclass(frozen=True)
class Entry:
    """An entry as lists show it; `address` is there when it was opened."""

    id: str
    label: str
    name_masked: str
    phone_masked: str
    address_masked: str
    region: str
    adcode: str
    used_at: datetime
    is_default: bool = False
    address: Address | None = None


class AddressBook:
    """Rows of `addresses`: {_id, owner_id, sealed, contact_index, label, adcode, used_at, created_at} and the masked
    copies; of `address_books`: {_id owner, entries, default_id}.

    Whatever asks for an entry names its owner: nobody else's is ever met.
    """

    def __init__(self, unit: "Unit") -> None:
        self._unit, self._rows, self._books = unit, unit.db["addresses"], unit.db["address_books"]

    def listed(self, owner_id: str, after: Cursor | None, limit: int) -> list[Entry]:
        """Entries as they are shown, those used last first; opens nothing."""
        default = self._default(owner_id)
        return [_entry(row, default) for row in self._found(owner_id, after, {"sealed": 0}, limit)]

    def opened(self, owner_id: str, after: Cursor | None) -> Iterator[Entry]:
        """All entries in clear, in the same order; for looking through one's own."""
        default = self._default(owner_id)
        return (_entry(row, default) for row in self._found(owner_id, after, None, MOST_ENTRIES))

    def use(self, entry_id: str, owner_id: str) -> Entry:
        """Open an entry to fill a form with it, which counts as using it; NotFound ADDRESS_NOT_FOUND."""
        row = self._rows.find_one_and_update(
            {"_id": entry_id, "owner_id": owner_id},
            {"$set": {"used_at": self._unit.now}},
            return_document=ReturnDocument.AFTER,
            session=self._unit.session,
        )
        if row is None:
            raise _unknown()
        return _entry(row, self._default(owner_id))

    def twins(self, owner_id: str, address: Address) -> list[Entry]:
        """The owner's entries with the same phone at the same place, opened."""
        match = {"owner_id": owner_id, "contact_index": {"$in": vault.all_contact_indexes(alike(address))}}
        default = self._default(owner_id)
        return [_entry(row, default) for row in self._rows.find(match, session=self._unit.session)]

    def add(self, entry_id: str, owner_id: str, address: Address, label: str) -> None:
        """A new entry; Conflict ADDRESS_BOOK_FULL. The book's row counts, so that two at once cannot pass the end."""
        room = {"_id": owner_id, "entries": {"$lt": MOST_ENTRIES}}
        try:
            self._books.update_one(room, {"$inc": {"entries": 1}}, upsert=True, session=self._unit.session)
        except DuplicateKeyError as error:
            raise Conflict("ADDRESS_BOOK_FULL", f"地址簿最多保存 {MOST_ENTRIES} 条，请先删除不用的地址") from error
        head = {"_id": entry_id, "owner_id": owner_id, "created_at": self._unit.now}
        self._rows.insert_one(head | self._written(entry_id, address, label), session=self._unit.session)

    def change(self, entry_id: str, owner_id: str, address: Address, label: str) -> None:
        """Write an entry anew; NotFound ADDRESS_NOT_FOUND."""
        mine, written = {"_id": entry_id, "owner_id": owner_id}, self._written(entry_id, address, label)
        if not self._rows.update_one(mine, {"$set": written}, session=self._unit.session).matched_count:
            raise _unknown()

    def remove(self, entry_id: str, owner_id: str) -> None:
        """Forget an entry; NotFound ADDRESS_NOT_FOUND."""
        mine = {"_id": entry_id, "owner_id": owner_id}
        if not self._rows.delete_one(mine, session=self._unit.session).deleted_count:
            raise _unknown()
        self._books.update_one({"_id": owner_id}, {"$inc": {"entries": -1}}, session=self._unit.session)
        self.drop_default(entry_id, owner_id)

    def make_default(self, entry_id: str, owner_id: str) -> None:
        """The one that forms begin with, instead of any other; NotFound ADDRESS_NOT_FOUND."""
        self.use(entry_id, owner_id)
        chosen = {"$set": {"default_id": entry_id}}
        self._books.update_one({"_id": owner_id}, chosen, session=self._unit.session)

    def drop_default(self, entry_id: str, owner_id: str) -> None:
        """This entry is not what forms begin with (any more)."""
        was = {"_id": owner_id, "default_id": entry_id}
        self._books.update_one(was, {"$unset": {"default_id": ""}}, session=self._unit.session)

    def _written(self, entry_id: str, address: Address, label: str) -> "Row":
        row: Row = {"sealed": seal_address(address, entry_id), "contact_index": vault.contact_index(alike(address))}
        return row | masked(address) | {"adcode": address.adcode, "label": label, "used_at": self._unit.now}

    def _found(self, owner_id: str, after: Cursor | None, shown: "Row | None", limit: int) -> "list[Row]":
        match: Row = {"owner_id": owner_id}
        if after:
            moment, last = after
            match |= {"used_at": {"$lte": moment}, "$or": [{"used_at": {"$lt": moment}}, {"_id": {"$lt": last}}]}
        rows = self._rows.find(match, shown, session=self._unit.session).sort([("used_at", -1), ("_id", -1)])
        return list(rows.limit(limit))

    def _default(self, owner_id: str) -> str:
        book = self._books.find_one({"_id": owner_id}, {"default_id": 1}, session=self._unit.session)
        return str((book or {}).get("default_id", ""))


def _entry(row: "Row", default_id: str) -> Entry:
    sealed = row.get("sealed")
    return Entry(
        row["_id"],
        row["label"],
        row["name_masked"],
        row["phone_masked"],
        row["address_masked"],
        row["region"],
        row["adcode"],
        row["used_at"],
        row["_id"] == default_id,
        open_address(sealed, row["_id"]) if sealed else None,
    )


def alike(address: Address) -> str:
    """What two entries of one place have in common."""
    return written_alike(address.phone, address.extension, address.adcode, address.address)


def _unknown() -> NotFound:
    return NotFound("ADDRESS_NOT_FOUND", "没有找到这个地址，可能已被删除")
