"""Who may see a party's data in clear or call them, for what reason, and how often a day."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from logistics.domain.faults import Forbidden
from logistics.domain.guards import refusal
from logistics.domain.rating import CONSIGNEE, CONSIGNOR
from logistics.domain.roles import Actor, Role
from logistics.domain.states import LIVE, Status

if TYPE_CHECKING:
    from logistics.domain.parcel import Parcel

SIDES = (CONSIGNOR, CONSIGNEE)
FIELDS = ("name", "phone", "address")
REASONS = {
    "contact_for_pickup": "上门取件联系",
    "contact_for_delivery": "派送联系",
    "address_unclear": "核对地址",
    "label_damaged": "面单破损，补打信息",
    "return_contact": "退回联系",
    "incident_handling": "问题件处理",
    "complaint": "处理投诉",
    "claim": "处理理赔",
    "authority_request": "主管部门要求",
}
# Of one person, in one day of Asia/Shanghai.
QUOTAS = {Role.COURIER: 30, Role.OUTLET_MANAGER: 60, Role.DISPATCHER: 60, Role.CUSTOMER_SERVICE: 120}
CALLS_A_DAY = 200
CALL_LASTS = timedelta(hours=2)  # of a virtual number; with its task it ends before
# Complaints and claims come after the end.
ASKED_ABOUT_FOR = timedelta(days=30)

# Whom a courier visits.
_VISITED = {
    Status.ASSIGNED: frozenset({CONSIGNOR}),
    Status.PICKED_UP: frozenset({CONSIGNOR, CONSIGNEE}),
    Status.OUT_FOR_DELIVERY: frozenset({CONSIGNEE}),
    Status.DELIVERY_FAILED: frozenset({CONSIGNEE}),
    Status.RETURNING: frozenset({CONSIGNOR}),
}


def require_revealable(parcel: "Parcel", side: str, by: Actor, now: datetime) -> None:
    """Couriers see whom they visit, staff what is under way, customer service also what they are asked about.

    Raises Forbidden PARCEL_NOT_YOURS and Conflict PARCEL_STATE_CONFLICT; scope has been judged by the query.
    """
    if by.role is Role.COURIER:
        return _require_visit(parcel, side, by.id)
    ended = parcel.status not in LIVE
    asked_about = by.role is Role.CUSTOMER_SERVICE and _is_recent(parcel, now)
    if ended and not asked_about:
        raise refusal("PARCEL_STATE_CONFLICT", parcel.status, "reveal")


def may_call(parcel: "Parcel", side: str, role: Role, person_id: str) -> bool:
    """Whether a line between them still has a purpose."""
    if role is not Role.COURIER:
        return parcel.status in LIVE
    return parcel.courier_id == person_id and side in _VISITED.get(parcel.status, frozenset())


def require_call(parcel: "Parcel", side: str, by: Actor) -> None:
    """Refuse a call without a purpose: Forbidden PARCEL_NOT_YOURS, Conflict PARCEL_STATE_CONFLICT."""
    if by.role is Role.COURIER:
        return _require_visit(parcel, side, by.id)
    if not may_call(parcel, side, by.role, by.id):
        raise refusal("PARCEL_STATE_CONFLICT", parcel.status, "call")


def quota_of(role: Role) -> int:
    """How many parties a person of this role may see in clear in one day."""
    return QUOTAS.get(role, 0)


def _require_visit(parcel: "Parcel", side: str, courier_id: str) -> None:
    if parcel.courier_id != courier_id:
        raise Forbidden("PARCEL_NOT_YOURS", "该包裹不在您手上")
    if side not in _VISITED.get(parcel.status, frozenset()):
        raise refusal("PARCEL_STATE_CONFLICT", parcel.status, "contact")


def _is_recent(parcel: "Parcel", now: datetime) -> bool:
    return parcel.last_scan_at is not None and now - parcel.last_scan_at <= ASKED_ABOUT_FOR
