"""What an outlet's office should look at now, as events told of it; gone by itself after two days."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pymongo.errors import DuplicateKeyError

if TYPE_CHECKING:
    from logistics.store.mongo import Row, Unit


@dataclass(frozen=True)
class Alert:
    """`id` is the event's, `kind` its type, `data` what it says beside the waybill and the outlet."""

    id: str
    kind: str
    outlet_id: str
    waybill_no: str
    at: datetime
    data: dict[str, Any]


class Alerts:
    """Rows: {_id event, kind, outlet_id, waybill_no, at, data}."""

    def __init__(self, unit: "Unit") -> None:
        self._unit, self._rows = unit, unit.db["alerts"]

    def add(self, alert: Alert) -> bool:
        """Keep it; False for one that was told before."""
        row = {name: value for name, value in vars(alert).items() if name != "id"}
        try:
            self._rows.insert_one({"_id": alert.id} | row)
        except DuplicateKeyError:
            return False
        return True

    def of(self, outlet_id: str, since: datetime, limit: int) -> list[Alert]:
        """An outlet's since then, the latest first."""
        match = {"outlet_id": outlet_id, "at": {"$gte": since}}
        return [_alert(row) for row in self._rows.find(match).sort("at", -1).limit(limit)]


def _alert(row: "Row") -> Alert:
    return Alert(row["_id"], row["kind"], row["outlet_id"], row["waybill_no"], row["at"], row["data"])
