"""The states of a parcel and the one table of moves between them: what happened, from where, to where, by whom."""

from dataclasses import dataclass
from enum import Enum, StrEnum

from logistics.domain.roles import CUSTOMERS, EVERYONE, Role


class Status(StrEnum):
    DRAFT = "draft"
    PENDING_PAYMENT = "pending_payment"
    PLACED = "placed"
    ASSIGNED = "assigned"
    PICKUP_FAILED = "pickup_failed"
    PICKED_UP = "picked_up"
    IN_TRANSIT = "in_transit"
    AT_OUTLET = "at_outlet"
    OUT_FOR_DELIVERY = "out_for_delivery"
    STORED = "stored"
    DELIVERY_FAILED = "delivery_failed"
    REFUSED = "refused"
    INTERCEPTED = "intercepted"
    RETURNING = "returning"
    SIGNED = "signed"
    RETURNED = "returned"
    CANCELLED = "cancelled"
    LOST = "lost"
    DISPOSED = "disposed"

    @property
    def label(self) -> str:
        """What customers and couriers read."""
        return LABELS[self]


class Step(StrEnum):
    """What a scan or a command says happened."""

    SUBMITTED = "submitted"
    PLACED = "placed"
    PAID = "paid"
    ASSIGNED = "assigned"
    RELEASED = "released"
    CANCELLED = "cancelled"
    PICKED_UP = "picked_up"
    PICKUP_FAILED = "pickup_failed"
    DEPARTED = "departed"
    ARRIVED = "arrived"
    OUT_FOR_DELIVERY = "out_for_delivery"
    STORED = "stored"
    DELIVERY_FAILED = "delivery_failed"
    BACK_AT_OUTLET = "back_at_outlet"
    REFUSED = "refused"
    SIGNED = "signed"
    INTERCEPTED = "intercepted"
    REDIRECTED = "redirected"
    RETURN_STARTED = "return_started"
    RETURNED = "returned"
    DISPOSED = "disposed"
    EXCEPTION_OPENED = "exception_opened"
    EXCEPTION_RESOLVED = "exception_resolved"
    LOST = "lost"
    FOUND = "found"
    SIGNATURE_REVOKED = "signature_revoked"
    PARTLY_SIGNED = "partly_signed"
    SCAN_WITHDRAWN = "scan_withdrawn"


class Aim(Enum):
    """Where a move leads when that is not one fixed state."""

    STAY = "stay"  # the state does not change: exceptions lie over it, return trips are only scanned on their way
    BACK = "back"  # the state which the parcel left when it was signed or lost


@dataclass(frozen=True)
class Move:
    """One row of the table; `needs_exception` rows apply only while an exception is open."""

    step: Step
    sources: frozenset[Status]
    target: Status | Aim
    roles: frozenset[Role]
    needs_exception: bool = False


S = Status
LABELS = {
    S.DRAFT: "草稿",
    S.PENDING_PAYMENT: "待支付",
    S.PLACED: "待接单",
    S.ASSIGNED: "待揽收",
    S.PICKUP_FAILED: "揽收失败",
    S.PICKED_UP: "已揽收",
    S.IN_TRANSIT: "运输中",
    S.AT_OUTLET: "到达网点",
    S.OUT_FOR_DELIVERY: "派送中",
    S.STORED: "已入柜",
    S.DELIVERY_FAILED: "投递失败",
    S.REFUSED: "拒收",
    S.INTERCEPTED: "拦截中",
    S.RETURNING: "退回中",
    S.SIGNED: "已签收",
    S.RETURNED: "已退回",
    S.CANCELLED: "已取消",
    S.LOST: "遗失",
    S.DISPOSED: "无着件处置",
}
TERMINAL = frozenset({S.SIGNED, S.RETURNED, S.CANCELLED, S.LOST, S.DISPOSED})
LIVE = frozenset(S) - TERMINAL

_COURIER = frozenset({Role.COURIER})
_LINE = frozenset({Role.OUTLET_MANAGER, Role.DRIVER})
_COUNTER = frozenset({Role.OUTLET_MANAGER})
_DISPATCHER = frozenset({Role.DISPATCHER})
_MATCHERS = frozenset({Role.SYSTEM, Role.DISPATCHER})
_PLACERS = CUSTOMERS | {Role.CUSTOMER_SERVICE}


def _row(step: Step, sources: set[Status] | frozenset[Status], target: Status | Aim, roles: frozenset[Role]) -> Move:
    return Move(step, frozenset(sources), target, roles)


MOVES: tuple[Move, ...] = (
    _row(Step.SUBMITTED, {S.DRAFT}, S.PENDING_PAYMENT, _PLACERS),
    _row(Step.PLACED, {S.DRAFT}, S.PLACED, _PLACERS),
    _row(Step.PAID, {S.PENDING_PAYMENT}, S.PLACED, frozenset({Role.SYSTEM})),
    _row(Step.ASSIGNED, {S.PLACED, S.ASSIGNED, S.PICKUP_FAILED}, S.ASSIGNED, _MATCHERS | _COUNTER),
    _row(Step.RELEASED, {S.ASSIGNED}, S.PLACED, _MATCHERS | _COUNTER | _COURIER),
    _row(
        Step.CANCELLED,
        {S.PENDING_PAYMENT, S.PLACED, S.ASSIGNED, S.PICKUP_FAILED},
        S.CANCELLED,
        _PLACERS | {Role.SYSTEM},
    ),
    _row(Step.PICKED_UP, {S.ASSIGNED}, S.PICKED_UP, _COURIER),
    _row(Step.PICKUP_FAILED, {S.ASSIGNED}, S.PICKUP_FAILED, _COURIER),
    _row(Step.DEPARTED, {S.PICKED_UP, S.AT_OUTLET}, S.IN_TRANSIT, _LINE),
    _row(Step.ARRIVED, {S.IN_TRANSIT}, S.AT_OUTLET, _LINE),
    _row(Step.DEPARTED, {S.RETURNING}, Aim.STAY, _LINE),
    _row(Step.ARRIVED, {S.RETURNING}, Aim.STAY, _LINE),
    _row(
        Step.OUT_FOR_DELIVERY,
        {S.PICKED_UP, S.AT_OUTLET, S.DELIVERY_FAILED, S.REFUSED},
        S.OUT_FOR_DELIVERY,
        _COURIER,
    ),
    _row(Step.STORED, {S.OUT_FOR_DELIVERY, S.DELIVERY_FAILED}, S.STORED, _COURIER),
    _row(Step.STORED, {S.AT_OUTLET}, S.STORED, _COURIER | _COUNTER),
    _row(Step.DELIVERY_FAILED, {S.OUT_FOR_DELIVERY}, S.DELIVERY_FAILED, _COURIER),
    _row(Step.BACK_AT_OUTLET, {S.DELIVERY_FAILED}, S.AT_OUTLET, _COURIER | _COUNTER),
    _row(Step.REFUSED, {S.OUT_FOR_DELIVERY}, S.REFUSED, _COURIER),
    _row(Step.SIGNED, {S.OUT_FOR_DELIVERY}, S.SIGNED, _COURIER),
    _row(Step.SIGNED, {S.AT_OUTLET}, S.SIGNED, _COUNTER),
    _row(Step.SIGNED, {S.STORED}, S.SIGNED, _COURIER | _COUNTER | {Role.CUSTOMER, Role.SYSTEM}),
    _row(Step.PARTLY_SIGNED, {S.OUT_FOR_DELIVERY}, Aim.STAY, _COURIER),
    _row(Step.PARTLY_SIGNED, {S.AT_OUTLET}, Aim.STAY, _COUNTER),
    _row(Step.PARTLY_SIGNED, {S.STORED}, Aim.STAY, _COURIER | _COUNTER),
    _row(
        Step.INTERCEPTED,
        {S.PICKED_UP, S.IN_TRANSIT, S.AT_OUTLET, S.OUT_FOR_DELIVERY},
        S.INTERCEPTED,
        _PLACERS,
    ),
    _row(Step.REDIRECTED, {S.INTERCEPTED}, S.IN_TRANSIT, CUSTOMERS | _DISPATCHER),
    _row(
        Step.RETURN_STARTED,
        {S.AT_OUTLET, S.DELIVERY_FAILED, S.STORED, S.REFUSED, S.INTERCEPTED},
        S.RETURNING,
        CUSTOMERS | _MATCHERS,
    ),
    _row(Step.RETURNED, {S.RETURNING}, S.RETURNED, _COURIER),
    _row(Step.DISPOSED, {S.REFUSED, S.RETURNING}, S.DISPOSED, _COUNTER),
    _row(Step.EXCEPTION_OPENED, LIVE, Aim.STAY, EVERYONE | {Role.SYSTEM}),
    Move(Step.EXCEPTION_RESOLVED, frozenset(S), Aim.STAY, _DISPATCHER, needs_exception=True),
    _row(Step.LOST, {S.RETURNING}, S.LOST, _MATCHERS),
    Move(Step.LOST, LIVE - {S.RETURNING}, S.LOST, _MATCHERS, needs_exception=True),
    _row(Step.FOUND, {S.LOST}, Aim.BACK, _DISPATCHER),
    _row(Step.SIGNATURE_REVOKED, {S.SIGNED}, Aim.BACK, _DISPATCHER),
    _row(Step.SCAN_WITHDRAWN, frozenset(S), Aim.STAY, _DISPATCHER),
)

FACTS = frozenset(
    {
        Step.PICKED_UP,
        Step.PICKUP_FAILED,
        Step.DEPARTED,
        Step.ARRIVED,
        Step.OUT_FOR_DELIVERY,
        Step.STORED,
        Step.DELIVERY_FAILED,
        Step.BACK_AT_OUTLET,
        Step.REFUSED,
        Step.SIGNED,
        Step.PARTLY_SIGNED,
        Step.RETURNED,
        Step.EXCEPTION_OPENED,
    }
)
# While an exception is open everything else goes on as usual: facts happen whether or not a question is open.
# Only two commands wait for its answer, because neither can be taken back.
HELD_BY_EXCEPTION = frozenset({Step.REDIRECTED, Step.DISPOSED})

_BY_STEP_AND_SOURCE = {(row.step, source): row for row in MOVES for source in row.sources}
_ROLES = {step: frozenset().union(*(row.roles for row in MOVES if row.step is step)) for step in Step}


def move_for(step: Step, status: Status) -> Move | None:
    """The row that applies when this happens in that state; None when nothing is listed."""
    return _BY_STEP_AND_SOURCE.get((step, status))


def roles_for(step: Step) -> frozenset[Role]:
    """Everyone who may ever report this step, whatever the state."""
    return _ROLES[step]


def is_command(step: Step) -> bool:
    """Commands are refused when the state does not allow them; facts are always kept and folded (see timeline)."""
    return step not in FACTS
