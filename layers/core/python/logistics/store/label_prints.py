"""How often each label was printed, by whom and when: a lost label and a second one in circulation are found here."""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from pymongo import UpdateOne
from pymongo.errors import BulkWriteError

from logistics.domain.faults import Conflict
from logistics.domain.roles import Actor

if TYPE_CHECKING:
    from logistics.store.mongo import Unit

_REMEMBERED = 50
_TAKEN = 11000  # MongoDB's code of a duplicate key


class LabelPrints:
    """Rows: {_id: waybill number, count, prints: the last 50 as {at, by, role, how}}."""

    def __init__(self, unit: "Unit") -> None:
        self._unit, self._rows = unit, unit.db["label_prints"]

    def counts(self, waybill_nos: Collection[str]) -> dict[str, int]:
        """How often each was printed so far."""
        known = self._rows.find({"_id": {"$in": list(waybill_nos)}}, {"count": 1}, session=self._unit.session)
        return dict.fromkeys(waybill_nos, 0) | {row["_id"]: row["count"] for row in known}

    def count(self, before: Mapping[str, int], actor: Actor, how: str) -> None:
        """Add one print to each; Conflict LABEL_PRINTED_MEANWHILE when one was printed since `before` was read.

        The number that stands on the paper is the one that is counted.
        """
        done = {"at": self._unit.now, "by": actor.id, "role": actor.role.value, "how": how}
        change = {"$inc": {"count": 1}, "$push": {"prints": {"$each": [done], "$slice": -_REMEMBERED}}}
        writes = [
            UpdateOne({"_id": number, "count": count or {"$exists": False}}, change, upsert=not count)
            for number, count in before.items()
        ]
        try:
            written = self._rows.bulk_write(writes, ordered=True, session=self._unit.session)
        except BulkWriteError as error:
            if error.details["writeErrors"][0]["code"] != _TAKEN:
                raise
            raise _meanwhile() from error
        if written.matched_count + written.upserted_count < len(writes):
            raise _meanwhile()


def _meanwhile() -> Conflict:
    return Conflict("LABEL_PRINTED_MEANWHILE", "面单刚刚被打印过，请重试")
