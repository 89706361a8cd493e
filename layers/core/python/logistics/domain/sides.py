"""Which party of a parcel somebody is, for what only one of the two may decide."""

from typing import TYPE_CHECKING

from logistics.domain.faults import Forbidden
from logistics.domain.roles import CUSTOMERS, Actor

if TYPE_CHECKING:
    from logistics.domain.parcel import Parcel


def is_consignee(parcel: "Parcel", by: Actor) -> bool:
    """Whether it is sent to them; who sends to themselves is both."""
    bound = by.phone_index is not None and by.phone_index == parcel.consignee.phone_index
    return by.role in CUSTOMERS and (bound or parcel.consignee.customer_id == by.id)


def require_consignee(parcel: "Parcel", by: Actor) -> None:
    """Forbidden CONSIGNEE_ONLY for everybody else, staff included."""
    if not is_consignee(parcel, by):
        raise Forbidden("CONSIGNEE_ONLY", "只有收件人可以进行此操作")


def require_consignor(parcel: "Parcel", by: Actor) -> None:
    """Forbidden CONSIGNOR_ONLY for a customer who did not place the order; staff are judged by their roles."""
    if by.role in CUSTOMERS and parcel.placed_by != by.id:
        raise Forbidden("CONSIGNOR_ONLY", "只有寄件人可以进行此操作")
