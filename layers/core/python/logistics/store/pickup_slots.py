"""Room in the pickup slots, counted exactly: who takes the last place takes it in the order's own transaction."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from logistics.domain.pickup_slots import Slot

if TYPE_CHECKING:
    from logistics.store.mongo import Row, Unit


class PickupSlots:
    """Rows: {_id "outlet:from", outlet_id, from, until, used, waybill_nos}; `used` counts `waybill_nos`."""

    def __init__(self, unit: "Unit") -> None:
        self._unit, self._rows = unit, unit.db["pickup_slots"]

    def take(self, outlet_id: str, slot: Slot, capacity: int, waybill_no: str) -> bool:
        """Count one more visit in this transaction, if there is room; False when the slot is full."""
        key, fresh = _key(outlet_id, slot.start), self._fresh(outlet_id, slot)
        self._rows.update_one({"_id": key}, {"$setOnInsert": fresh}, upsert=True, session=self._unit.session)
        room = {"_id": key, "used": {"$lt": capacity}}
        taken = {"$inc": {"used": 1}, "$push": {"waybill_nos": waybill_no}}
        return bool(self._rows.update_one(room, taken, session=self._unit.session).matched_count)

    def free(self, waybill_no: str) -> None:
        """Give a place back; nothing happens when the order holds none."""
        given = {"$inc": {"used": -1}, "$pull": {"waybill_nos": waybill_no}}
        self._rows.update_one({"waybill_nos": waybill_no}, given, session=self._unit.session)

    def used(self, outlet_id: str, starts: Collection[datetime]) -> dict[datetime, int]:
        """How many visits are counted in each slot that begins so; slots without any are left out."""
        keys = [_key(outlet_id, start) for start in starts]
        rows = self._rows.find({"_id": {"$in": keys}}, {"from": 1, "used": 1}, session=self._unit.session)
        return {row["from"]: row["used"] for row in rows}

    def _fresh(self, outlet_id: str, slot: Slot) -> "Row":
        return {"outlet_id": outlet_id, "from": slot.start, "until": slot.end, "used": 0, "waybill_nos": []}


def _key(outlet_id: str, start: datetime) -> str:
    return f"{outlet_id}:{start:%Y%m%dT%H%MZ}"
