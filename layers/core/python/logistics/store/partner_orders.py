"""Which order of a partner's is which waybill: its own number is taken once, and says which order it was."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pymongo.errors import DuplicateKeyError, PyMongoError

if TYPE_CHECKING:
    from logistics.store.mongo import Row, Unit

_RUN_AGAIN = ("TransientTransactionError",)


@dataclass(frozen=True)
class PartnerOrder:
    """`digest` is that of the order as it was sent, so that the same number for something else is found out."""

    partner_id: str
    external_no: str
    waybill_no: str
    digest: bytes


class PartnerOrders:
    """Rows: {_id: "<partner id>:<external number>", partner_id, external_no, waybill_no, digest, at}."""

    def __init__(self, unit: "Unit") -> None:
        self._unit, self._rows = unit, unit.db["partner_orders"]

    def find(self, partner_id: str, external_no: str) -> PartnerOrder | None:
        """The order that a partner calls so."""
        row = self._rows.find_one({"_id": f"{partner_id}:{external_no}"}, session=self._unit.session)
        return None if row is None else _order(row)

    def of(self, waybill_no: str) -> PartnerOrder | None:
        """The order behind a waybill, if a partner placed it."""
        row = self._rows.find_one({"waybill_no": waybill_no}, session=self._unit.session)
        return None if row is None else _order(row)

    def add(self, order: PartnerOrder) -> None:
        """A new order; if another call takes its number at the same moment, the whole transaction runs again."""
        row = {"_id": f"{order.partner_id}:{order.external_no}", **vars(order), "at": self._unit.now}
        try:
            self._rows.insert_one(row, session=self._unit.session)
        except DuplicateKeyError as error:
            raise PyMongoError("external number taken", _RUN_AGAIN) from error


def _order(row: "Row") -> PartnerOrder:
    return PartnerOrder(row["partner_id"], row["external_no"], row["waybill_no"], row["digest"])
