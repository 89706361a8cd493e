"""Virtual numbers lent for a parcel: which one joins which member of staff with which party, and until when."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from logistics.domain.roles import Role

if TYPE_CHECKING:
    from logistics.store.mongo import Row, Unit


@dataclass(frozen=True)
class LentNumber:
    """`bind_id` is the provider's name for it, `number` what is dialled, `phone_index` the party's that it leads to."""

    waybill_no: str
    side: str
    person_id: str
    role: Role
    bind_id: str
    number: str
    phone_index: bytes
    expires_at: datetime
    calls: int = 0

    @property
    def key(self) -> str:
        """One line at a time between a person and a party of a parcel."""
        return f"{self.waybill_no}:{self.side}:{self.person_id}"


class LentNumbers:
    """Rows: {_id, waybill_no, side, person_id, role, bind_id, number, phone_index, expires_at, calls}."""

    def __init__(self, unit: "Unit") -> None:
        self._unit, self._rows = unit, unit.db["lent_numbers"]

    def of(self, waybill_no: str) -> list[LentNumber]:
        """All that were lent for a parcel and not given back."""
        rows = self._rows.find({"waybill_no": waybill_no}, session=self._unit.session).sort("_id", 1)
        return [_lent(row) for row in rows]

    def use(self, lent: LentNumber) -> None:
        """Write a number that somebody is about to dial; only the count of calls is kept of them."""
        row = vars(lent) | {"role": lent.role.value}
        del row["calls"]
        change = {"$set": row, "$inc": {"calls": 1}}
        self._rows.update_one({"_id": lent.key}, change, upsert=True, session=self._unit.session)

    def give_back(self, lent: LentNumber) -> None:
        """It is not lent any more, unless another one has taken its place."""
        self._rows.delete_one({"_id": lent.key, "bind_id": lent.bind_id}, session=self._unit.session)


def _lent(row: "Row") -> LentNumber:
    known = {name: value for name, value in row.items() if name != "_id"}
    return LentNumber(**known | {"role": Role(row["role"])})
