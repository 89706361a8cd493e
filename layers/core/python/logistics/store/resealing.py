"""After a change of keys: seal every personal value anew and write its blind indexes under the present keys.

It goes through the collections row by row in the order of their ids, a few hundred a call, and says where it stopped;
running it again from there, from the start, or twice at once changes nothing that is right already. A row that
somebody else writes at the same moment is left to them, and to the next run.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pymongo.errors import DuplicateKeyError

from logistics.domain.faults import Invalid
from logistics.privacy import addresses, phones, pickup_codes, vault
from logistics.privacy.parties import Side
from logistics.store import accounts, invoices, partners, payee_accounts, staff

if TYPE_CHECKING:
    from logistics.store.mongo import Row, Unit

Indexes = Callable[[Any], dict[str, bytes]]


@dataclass(frozen=True)
class SealedField:
    """A field that holds a ciphertext, the place it is bound to, and the index fields that follow from its content."""

    field: str
    place: str
    indexes: Indexes = lambda content: {}


def _phone(content: Any) -> dict[str, bytes]:
    return {"phone_index": vault.phone_index(content)}


def _openid(content: Any) -> dict[str, bytes]:
    return {"openid_index": vault.openid_index(content)}


def _party(field: str) -> Indexes:
    def indexes(content: Any) -> dict[str, bytes]:
        phone = content["phone"]
        tail = vault.phone_tail_index(phones.tail(phone))
        return {f"{field}.phone_index": vault.phone_index(phone), f"{field}.phone_tail_index": tail}

    return indexes


def _contact(content: Any) -> dict[str, bytes]:
    known = content["phone"], content.get("extension", ""), content["adcode"], content["address"]
    return {"contact_index": vault.contact_index(addresses.written_alike(*known))}


# In the order of their names, which is the order they are gone through.
SEALED: dict[str, tuple[SealedField, ...]] = {
    "addresses": (SealedField("sealed", addresses.PLACE, _contact),),
    "customers": (
        SealedField("openid", accounts.OPENID_PLACE, _openid),
        SealedField("phone", accounts.PHONE_PLACE, _phone),
    ),
    "parcels": (
        SealedField("consignor.sealed", Side.CONSIGNOR.value, _party("consignor")),
        SealedField("consignee.sealed", Side.CONSIGNEE.value, _party("consignee")),
        SealedField("storage.code", pickup_codes.PLACE),
        *(
            SealedField(f"{end}.consignee.sealed", Side.CONSIGNEE.value, _party(f"{end}.consignee"))
            for end in ("redirection.before", "redirection.after")
        ),
    ),
    "invoices": (SealedField("title", invoices.TITLE_PLACE),),
    "partner_keys": (SealedField("secret", partners.SECRET_PLACE),),
    "payee_accounts": (SealedField("sealed", payee_accounts.PLACE),),
    "payouts": (SealedField("payee", payee_accounts.PAYOUT_PLACE),),
    "staff": (
        SealedField("name", staff.NAME_PLACE),
        SealedField("phone", staff.PHONE_PLACE, _phone),
        SealedField("openid", staff.OPENID_PLACE, _openid),
    ),
}


@dataclass
class Progress:
    """One call's work. `after` is where to go on; `moved` are the accounts whose phone index changed.

    `clashes` are rows ("<collection>:<id>") whose new index another row holds already: a person must look.
    """

    after: str
    done: bool = False
    rows: int = 0
    resealed: int = 0
    moved: tuple[str, ...] = ()
    clashes: tuple[str, ...] = ()


def reseal(unit: "Unit", after: str, limit: int) -> Progress:
    """Go on behind the row "<collection>:<id>" ("" is the start) for at most `limit` rows.

    Raises Invalid PROGRESS_INVALID, and Unavailable PII_UNREADABLE when a value's key is gone.
    """
    collection, _, last = (after or f"{next(iter(SEALED))}:").partition(":")
    if collection not in SEALED:
        raise Invalid("PROGRESS_INVALID", "请从上一次返回的位置继续", after=after)
    rows = list(unit.db[collection].find({"_id": {"$gt": last}}).sort("_id", 1).limit(limit))
    progress = Progress(after)
    for row in rows:
        _reseal_row(unit, collection, row, progress)
    progress.rows = len(rows)
    progress.after = f"{collection}:{rows[-1]['_id']}" if rows else after
    if len(rows) < limit:
        following = [name for name in SEALED if name > collection]
        progress.after, progress.done = (f"{following[0]}:", False) if following else ("", True)
    return progress


def _reseal_row(unit: "Unit", collection: str, row: "Row", progress: Progress) -> None:
    change: dict[str, bytes] = {}
    for field in SEALED[collection]:
        sealed = _value(row, field.field)
        if sealed:  # nothing is sealed where there is nothing to seal
            change |= _renewed(field, sealed, row)
    if not change:
        return
    as_read = {field.field: _value(row, field.field) for field in SEALED[collection]}
    try:
        found = unit.db[collection].update_one({"_id": row["_id"]} | as_read, {"$set": change}).matched_count
    except DuplicateKeyError:
        progress.clashes += (f"{collection}:{row['_id']}",)
        return
    progress.resealed += found
    if found and collection == "customers" and "phone_index" in change:
        progress.moved += (row["_id"],)


def _renewed(field: SealedField, sealed: bytes, row: "Row") -> dict[str, bytes]:
    """What of a field is not as the present keys would have it."""
    content = vault.unseal(sealed, field.place, row["_id"])
    wanted = field.indexes(content)
    change = {name: index for name, index in wanted.items() if _value(row, name) != index}
    if not vault.is_current(sealed):
        change[field.field] = vault.seal(content, field.place, row["_id"])
    return change


def _value(row: Mapping[str, Any], path: str) -> Any:
    value: Any = row
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value
