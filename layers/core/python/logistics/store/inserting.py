"""Inserting a few rows that are mostly one."""

from typing import TYPE_CHECKING

from pymongo.client_session import ClientSession
from pymongo.collection import Collection
from pymongo.errors import BulkWriteError, DuplicateKeyError

if TYPE_CHECKING:
    from logistics.store.mongo import Row

_DUPLICATE = 11000


def insert_rows(rows: "Collection[Row]", new: "list[Row]", session: ClientSession | None) -> None:
    """Insert rows with one command, a single one without the driver's bulk machinery; DuplicateKeyError."""
    if len(new) == 1:
        rows.insert_one(new[0], session=session)
        return
    try:
        rows.insert_many(new, session=session)
    except BulkWriteError as error:
        if all(each.get("code") != _DUPLICATE for each in (error.details or {}).get("writeErrors", [])):
            raise
        raise DuplicateKeyError("a row of several is there already", _DUPLICATE) from error
