"""Everybody who works here, couriers among them: one row a person, found by phone or openid through blind indexes."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pymongo.errors import DuplicateKeyError

from logistics.domain.faults import Conflict, NotFound
from logistics.domain.ids import new_id
from logistics.domain.roles import EVERYTHING, Actor, Reach, Role, Scope
from logistics.privacy import masking, phones, vault

if TYPE_CHECKING:
    from logistics.store.mongo import Row, Unit

NAME_PLACE = "staff.name"
PHONE_PLACE = "staff.phone"
OPENID_PLACE = "staff.openid"
_SEALED = {"name": 0, "phone": 0, "openid": 0, "phone_index": 0, "openid_index": 0}


@dataclass(frozen=True)
class StaffMember:
    """A person as lists show them: name and phone masked. `capacity` is how many open tasks a courier may hold."""

    id: str
    role: Role
    outlet_id: str | None
    active: bool
    name_masked: str
    phone_masked: str
    capacity: int = 0
    skills: tuple[str, ...] = ()

    @property
    def actor(self) -> Actor:
        """The caller this person is once signed in."""
        return Actor(self.id, self.role, self.outlet_id)


@dataclass(frozen=True)
class StaffEntry:
    """What an administrator writes about a person."""

    name: str
    phone: str
    role: Role
    outlet_id: str | None = None
    capacity: int = 0
    skills: tuple[str, ...] = ()


class StaffMembers:
    """Rows: {_id, role, outlet_id, active, capacity, skills, name, name_masked, phone, phone_index, phone_masked,
    openid, openid_index, created_at, changed_at, assignments}. Queries for lists carry the caller's scope."""

    def __init__(self, unit: "Unit") -> None:
        self._unit, self._rows = unit, unit.db["staff"]

    def find(self, staff_id: str, scope: Scope = EVERYTHING) -> StaffMember | None:
        """A person by id, if the scope reaches them."""
        return self._one({"_id": staff_id} | within(scope))

    def get(self, staff_id: str, scope: Scope = EVERYTHING) -> StaffMember:
        """A person by id; NotFound STAFF_NOT_FOUND also for those beyond the scope."""
        found = self.find(staff_id, scope)
        if found is None:
            raise _unknown()
        return found

    def many(self, ids: Collection[str]) -> dict[str, StaffMember]:
        """People by id; unknown ids are left out."""
        return {each.id: each for each in self._all({"_id": {"$in": list(ids)}})}

    def couriers_at(self, outlet_id: str) -> list[StaffMember]:
        """The active couriers of an outlet."""
        return self._all({"outlet_id": outlet_id, "role": Role.COURIER.value, "active": True})

    def by_phone(self, phone: str) -> StaffMember | None:
        """The active person with this phone; Invalid PHONE_INVALID."""
        return self._one({"phone_index": {"$in": vault.all_phone_indexes(phone)}, "active": True})

    def holder_of(self, phone: str) -> StaffMember | None:
        """The person with this phone, active or not; Invalid PHONE_INVALID."""
        return self._one({"phone_index": {"$in": vault.all_phone_indexes(phone)}})

    def by_openid(self, openid: str) -> StaffMember | None:
        """The active person who signed in with this WeChat account before."""
        return self._one({"openid_index": {"$in": vault.all_openid_indexes(openid)}, "active": True})

    def listed(
        self, scope: Scope, role: str = "", outlet_id: str = "", after: str = "", limit: int = 50
    ) -> list[StaffMember]:
        """People in order of id, active or not, within the scope."""
        match: Row = {"_id": {"$gt": after}}
        match |= {"role": role} if role else {}
        match |= {"outlet_id": outlet_id} if outlet_id else {}
        return self._all({"$and": [match, within(scope)]}, limit)

    def name_of(self, staff_id: str) -> str:
        """A person's name in clear, for those who must know it."""
        return self._unsealed(staff_id, "name", NAME_PLACE)

    def phone_of(self, staff_id: str) -> str:
        """A person's phone in clear (E.164), for those who must call it."""
        return self._unsealed(staff_id, "phone", PHONE_PLACE)

    def openid_of(self, staff_id: str) -> str | None:
        """Where WeChat messages for this person go, once they signed in with WeChat."""
        row = self._rows.find_one({"_id": staff_id}, {"openid": 1}, session=self._unit.session)
        sealed = row and row.get("openid")
        return str(vault.unseal(sealed, OPENID_PLACE, staff_id)) if sealed else None

    def entry_of(self, staff_id: str) -> StaffEntry:
        """What was written about a person, in clear; for comparing with what shall be written."""
        row = self._rows.find_one({"_id": staff_id}, session=self._unit.session)
        if row is None:
            raise _unknown()
        return StaffEntry(
            vault.unseal(row["name"], NAME_PLACE, staff_id),
            vault.unseal(row["phone"], PHONE_PLACE, staff_id),
            Role(row["role"]),
            row["outlet_id"],
            row["capacity"],
            tuple(row["skills"]),
        )

    def add(self, entry: StaffEntry) -> StaffMember:
        """A new person; Conflict STAFF_PHONE_TAKEN when somebody has this phone, active or not."""
        if self.holder_of(entry.phone):
            raise _phone_taken()
        staff_id = new_id(self._unit.now)
        row = {"_id": staff_id, "active": True, "created_at": self._unit.now} | self._written(staff_id, entry)
        try:
            self._rows.insert_one(row, session=self._unit.session)
        except DuplicateKeyError as error:
            raise _phone_taken() from error
        return _member(row)

    def change(self, staff_id: str, entry: StaffEntry) -> None:
        """Write a person anew; Conflict STAFF_PHONE_TAKEN."""
        holder = self.holder_of(entry.phone)
        if holder and holder.id != staff_id:
            raise _phone_taken()
        change = {"$set": self._written(staff_id, entry)}
        try:
            self._rows.update_one({"_id": staff_id}, change, session=self._unit.session)
        except DuplicateKeyError as error:
            raise _phone_taken() from error

    def set_active(self, staff_id: str, active: bool) -> None:
        """Let a person in or lock them out; whoever locks out must end the sessions too."""
        change = {"active": active, "changed_at": self._unit.now}
        self._rows.update_one({"_id": staff_id}, {"$set": change}, session=self._unit.session)

    def hold(self, courier_ids: Collection[str]) -> None:
        """Whoever gives these couriers work does so one after another: of two transactions at once one runs again.

        So a count of open tasks that follows in the same transaction is exact.
        """
        counted = {"$inc": {"assignments": 1}}
        self._rows.update_many({"_id": {"$in": list(courier_ids)}}, counted, session=self._unit.session)

    def bind_openid(self, staff_id: str, openid: str) -> None:
        """Remember the WeChat account of a person who has proved to hold their phone; a former holder loses it."""
        index = {"openid_index": {"$in": vault.all_openid_indexes(openid)}, "_id": {"$ne": staff_id}}
        gone = {"$unset": {"openid": "", "openid_index": ""}}
        self._rows.update_many(index, gone, session=self._unit.session)
        bound = {
            "openid": vault.seal(openid, OPENID_PLACE, staff_id),
            "openid_index": vault.openid_index(openid),
        }
        self._rows.update_one({"_id": staff_id}, {"$set": bound}, session=self._unit.session)

    def _written(self, staff_id: str, entry: StaffEntry) -> dict[str, Any]:
        e164 = phones.normalise(entry.phone)
        return {
            "role": entry.role.value,
            "outlet_id": entry.outlet_id,
            "capacity": entry.capacity,
            "skills": list(entry.skills),
            "name": vault.seal(entry.name, NAME_PLACE, staff_id),
            "name_masked": masking.mask_name(entry.name),
            "phone": vault.seal(e164, PHONE_PLACE, staff_id),
            "phone_index": vault.phone_index(e164),
            "phone_masked": masking.mask_phone_on_screen(e164),
            "changed_at": self._unit.now,
        }

    def _unsealed(self, staff_id: str, field: str, place: str) -> str:
        row = self._rows.find_one({"_id": staff_id}, {field: 1}, session=self._unit.session)
        if row is None:
            raise _unknown()
        return str(vault.unseal(row[field], place, staff_id))

    def _one(self, match: "Row") -> StaffMember | None:
        row = self._rows.find_one(match, _SEALED, session=self._unit.session)
        return None if row is None else _member(row)

    def _all(self, match: "Row", limit: int = 0) -> list[StaffMember]:
        rows = self._rows.find(match, _SEALED, session=self._unit.session).sort("_id", 1).limit(limit)
        return [_member(row) for row in rows]


def within(scope: Scope) -> "Row":
    """The part of a query that keeps it inside the caller's scope."""
    match scope.reach:
        case Reach.ALL:
            return {}
        case Reach.OUTLET:
            return {"outlet_id": scope.id}
        case Reach.COURIER:
            return {"_id": scope.id}
    return {"_id": None}


def _member(row: "Row") -> StaffMember:
    return StaffMember(
        row["_id"],
        Role(row["role"]),
        row["outlet_id"],
        row["active"],
        row["name_masked"],
        row["phone_masked"],
        row["capacity"],
        tuple(row["skills"]),
    )


def _unknown() -> NotFound:
    return NotFound("STAFF_NOT_FOUND", "没有找到这位员工")


def _phone_taken() -> Conflict:
    return Conflict("STAFF_PHONE_TAKEN", "这个手机号已登记给另一位员工")
