"""Customers: found by the blind index of their WeChat openid, and later by that of the phone they bound."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pymongo.errors import DuplicateKeyError

from logistics.domain.ids import new_id
from logistics.domain.roles import Actor, Role
from logistics.privacy import masking, vault

if TYPE_CHECKING:
    from logistics.store.mongo import Row, Unit

OPENID_PLACE = "customers.openid"
PHONE_PLACE = "customers.phone"


@dataclass(frozen=True)
class Customer:
    """An account as the product may show it: the phone masked, the openid not at all."""

    id: str
    role: Role
    phone_masked: str = ""
    phone_index: bytes | None = None

    @property
    def actor(self) -> Actor:
        """The caller this customer is once signed in."""
        return Actor(self.id, self.role, phone_index=self.phone_index)


class Customers:
    """Rows: {_id, role, openid, openid_index, phone, phone_index, phone_masked, created_at, phone_bound_at}."""

    def __init__(self, unit: "Unit") -> None:
        self._unit, self._rows = unit, unit.db["customers"]

    def find_or_create(self, openid: str) -> Customer:
        """The account of an openid; its first appearance makes one. Not for use inside a transaction."""
        row = self._by_openid(openid)
        if row is None:
            try:
                row = self._create(openid)
            except DuplicateKeyError:  # the same customer came in twice at once
                row = self._by_openid(openid)
                if row is None:
                    raise
        return _customer(row)

    def actor_for(self, openid: str) -> Actor:
        """Who calls when the platform vouches for an openid."""
        return self.find_or_create(openid).actor

    def get(self, customer_id: str) -> Customer | None:
        """An account by id."""
        row = self._rows.find_one({"_id": customer_id}, session=self._unit.session)
        return None if row is None else _customer(row)

    def by_phone_index(self, index: bytes) -> Customer | None:
        """Who bound this phone, if anybody."""
        row = self._rows.find_one({"phone_index": index}, session=self._unit.session)
        return None if row is None else _customer(row)

    def openid_of(self, customer_id: str) -> str | None:
        """Where WeChat messages for this customer go; unsealed at the moment of sending."""
        row = self._rows.find_one({"_id": customer_id}, {"openid": 1}, session=self._unit.session)
        return None if row is None else str(vault.unseal(row["openid"], OPENID_PLACE, customer_id))

    def phone_of(self, customer_id: str) -> str | None:
        """Their bound phone in clear (E.164), for sending a code to it; None when they bound none."""
        row = self._rows.find_one({"_id": customer_id}, {"phone": 1}, session=self._unit.session)
        sealed = row and row.get("phone")
        return str(vault.unseal(sealed, PHONE_PLACE, customer_id)) if sealed else None

    def bind_phone(self, customer_id: str, phone: str) -> list[str]:
        """Bind a phone that the customer has proved to hold; Invalid PHONE_INVALID.

        Whoever had bound it before loses it, because numbers are given to new people and what is sent to a phone
        is its holder's to see. Answers the ids of those accounts: their sessions must end.
        """
        held = {"phone_index": {"$in": vault.all_phone_indexes(phone)}, "_id": {"$ne": customer_id}}
        losers = [row["_id"] for row in self._rows.find(held, {"_id": 1}, session=self._unit.session)]
        gone = {"phone": "", "phone_index": "", "phone_masked": "", "phone_bound_at": ""}
        if losers:
            self._rows.update_many({"_id": {"$in": losers}}, {"$unset": gone}, session=self._unit.session)
        bound = {
            "phone": vault.seal(phone, PHONE_PLACE, customer_id),
            "phone_index": vault.phone_index(phone),
            "phone_masked": masking.mask_phone_on_screen(phone),
            "phone_bound_at": self._unit.now,
        }
        self._rows.update_one({"_id": customer_id}, {"$set": bound}, session=self._unit.session)
        return losers

    def _by_openid(self, openid: str) -> "Row | None":
        return self._rows.find_one({"openid_index": {"$in": vault.all_openid_indexes(openid)}})

    def _create(self, openid: str) -> "Row":
        customer_id = new_id(self._unit.now)
        row = {
            "_id": customer_id,
            "role": Role.CUSTOMER.value,
            "openid": vault.seal(openid, OPENID_PLACE, customer_id),
            "openid_index": vault.openid_index(openid),
            "created_at": self._unit.now,
        }
        self._rows.insert_one(row)
        return row


def _customer(row: "Row") -> Customer:
    return Customer(row["_id"], Role(row["role"]), row.get("phone_masked", ""), row.get("phone_index"))
