"""Partners and their keys: a row for each.

A key's secret is needed in clear to check what was signed with it, so it is sealed, not digested; nobody is shown it
a second time.
"""

import secrets
from typing import TYPE_CHECKING

from pymongo.errors import DuplicateKeyError

from logistics.domain.faults import Conflict, NotFound
from logistics.domain.ids import new_id
from logistics.domain.partner import MOST_LIVE_KEYS, Grant, Partner, PartnerKey
from logistics.privacy import vault

if TYPE_CHECKING:
    from logistics.store.mongo import Row, Unit

SECRET_PLACE = "partner_keys.secret"


class Partners:
    """Rows: {_id, name, active, calls_per_minute, keys_made, created_at}; of `partner_keys`: {_id, partner_id,
    secret, grants, created_at, revoked_at}."""

    def __init__(self, unit: "Unit") -> None:
        self._unit, self._rows, self._keys = unit, unit.db["partners"], unit.db["partner_keys"]

    def get(self, partner_id: str) -> Partner:
        """A partner; NotFound PARTNER_NOT_FOUND."""
        row = self._rows.find_one({"_id": partner_id}, session=self._unit.session)
        if row is None:
            raise NotFound("PARTNER_NOT_FOUND", "没有找到这个合作方")
        return self._with_keys([row])[0]

    def listed(self, after: str, limit: int) -> list[Partner]:
        """Partners in order of id."""
        rows = self._rows.find({"_id": {"$gt": after}}, session=self._unit.session).sort("_id", 1).limit(limit)
        return self._with_keys(list(rows))

    def by_key(self, key_id: str) -> tuple[Partner, PartnerKey, str] | None:
        """The partner that holds a key, with this key and its secret; live or not."""
        row = self._keys.find_one({"_id": key_id}, session=self._unit.session)
        holder = row and self._rows.find_one({"_id": row["partner_id"]}, session=self._unit.session)
        return (_partner(holder, (_key(row),)), _key(row), _secret(row)) if row and holder else None

    def signing_key(self, partner_id: str) -> tuple[str, str] | None:
        """The id and secret of the newest live key, with which we sign what we send; None if there is none."""
        live = {"partner_id": partner_id, "revoked_at": None}
        row = self._keys.find_one(live, sort=[("_id", -1)], session=self._unit.session)
        return None if row is None else (row["_id"], _secret(row))

    def add(self, name: str, calls_per_minute: int) -> Partner:
        """A new partner without keys; Conflict PARTNER_NAME_TAKEN."""
        row: Row = {"_id": new_id(self._unit.now), "name": name, "active": True, "keys_made": 0}
        row |= {"calls_per_minute": calls_per_minute, "created_at": self._unit.now}
        try:
            self._rows.insert_one(row, session=self._unit.session)
        except DuplicateKeyError as error:
            raise _taken() from error
        return _partner(row, ())

    def change(self, partner_id: str, name: str, calls_per_minute: int, active: bool) -> None:
        """Write a known partner anew; Conflict PARTNER_NAME_TAKEN."""
        change = {"name": name, "calls_per_minute": calls_per_minute, "active": active}
        try:
            self._rows.update_one({"_id": partner_id}, {"$set": change}, session=self._unit.session)
        except DuplicateKeyError as error:
            raise _taken() from error

    def add_key(self, partner: Partner, grants: frozenset[Grant]) -> tuple[PartnerKey, str]:
        """One more key and its secret, which is told this once; Conflict PARTNER_KEYS_FULL."""
        if len(partner.live_keys) >= MOST_LIVE_KEYS:
            raise Conflict("PARTNER_KEYS_FULL", "最多同时使用两个密钥，请先停用旧密钥", most=MOST_LIVE_KEYS)
        key = PartnerKey(new_id(self._unit.now), grants, self._unit.now)
        secret = secrets.token_urlsafe(32)
        row: Row = {"_id": key.id, "partner_id": partner.id, "secret": vault.seal(secret, SECRET_PLACE, key.id)}
        row |= {"grants": sorted(map(str, grants)), "created_at": key.created_at, "revoked_at": None}
        self._keys.insert_one(row, session=self._unit.session)
        # Both of two calls at once would have counted without the other's key; this write makes one of them wait.
        self._rows.update_one({"_id": partner.id}, {"$inc": {"keys_made": 1}}, session=self._unit.session)
        return key, secret

    def revoke_key(self, partner_id: str, key_id: str) -> bool:
        """End a key at once; False when it is none of the partner's live ones."""
        match = {"_id": key_id, "partner_id": partner_id, "revoked_at": None}
        change = {"$set": {"revoked_at": self._unit.now}}
        return bool(self._keys.update_one(match, change, session=self._unit.session).modified_count)

    def _with_keys(self, rows: "list[Row]") -> list[Partner]:
        whose = {"partner_id": {"$in": [row["_id"] for row in rows]}}
        held: dict[str, list[PartnerKey]] = {row["_id"]: [] for row in rows}
        for key in self._keys.find(whose, {"secret": 0}, session=self._unit.session).sort("_id", 1):
            held[key["partner_id"]].append(_key(key))
        return [_partner(row, tuple(held[row["_id"]])) for row in rows]


def _partner(row: "Row", keys: tuple[PartnerKey, ...]) -> Partner:
    return Partner(row["_id"], row["name"], row["active"], row["calls_per_minute"], keys)


def _key(row: "Row") -> PartnerKey:
    return PartnerKey(row["_id"], frozenset(map(Grant, row["grants"])), row["created_at"], row["revoked_at"])


def _secret(row: "Row") -> str:
    return str(vault.unseal(row["secret"], SECRET_PLACE, row["_id"]))


def _taken() -> Conflict:
    return Conflict("PARTNER_NAME_TAKEN", "已有同名的合作方")
