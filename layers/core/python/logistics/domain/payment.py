"""How the freight of one order is paid: 未付, 预付, 待补, 已补, 待退, 已退, 到付已收, 月结挂账."""

from enum import StrEnum

from logistics.domain.faults import Conflict
from logistics.domain.machine import moved
from logistics.domain.roles import Role


class PaymentStatus(StrEnum):
    UNPAID = "unpaid"
    PREPAID = "prepaid"
    TOP_UP_DUE = "top_up_due"
    TOPPED_UP = "topped_up"
    REFUND_DUE = "refund_due"
    REFUNDED = "refunded"
    RECEIVED = "received"
    ON_ACCOUNT = "on_account"


PAYMENT_LABELS = {
    PaymentStatus.UNPAID: "未付",
    PaymentStatus.PREPAID: "预付",
    PaymentStatus.TOP_UP_DUE: "待补",
    PaymentStatus.TOPPED_UP: "已补",
    PaymentStatus.REFUND_DUE: "待退",
    PaymentStatus.REFUNDED: "已退",
    PaymentStatus.RECEIVED: "到付已收",
    PaymentStatus.ON_ACCOUNT: "月结挂账",
}
_SYSTEM = frozenset({Role.SYSTEM})
_REFUNDERS = frozenset({Role.SYSTEM, Role.CUSTOMER_SERVICE, Role.FINANCE})
# Money moves because a provider, the reweighing or the door said so; people only ask for refunds.
# What made a sum due may be taken back (a measurement, a loss, a collection at the door), and come again.
PAYMENT_MOVES = {
    (PaymentStatus.UNPAID, PaymentStatus.PREPAID): _SYSTEM,
    (PaymentStatus.UNPAID, PaymentStatus.RECEIVED): _SYSTEM,
    (PaymentStatus.UNPAID, PaymentStatus.ON_ACCOUNT): _SYSTEM,
    (PaymentStatus.PREPAID, PaymentStatus.TOP_UP_DUE): _SYSTEM,
    (PaymentStatus.TOP_UP_DUE, PaymentStatus.TOPPED_UP): _SYSTEM,
    (PaymentStatus.PREPAID, PaymentStatus.REFUND_DUE): _REFUNDERS,
    (PaymentStatus.TOP_UP_DUE, PaymentStatus.REFUND_DUE): _REFUNDERS,
    (PaymentStatus.TOPPED_UP, PaymentStatus.REFUND_DUE): _REFUNDERS,
    (PaymentStatus.RECEIVED, PaymentStatus.REFUND_DUE): _REFUNDERS,
    (PaymentStatus.REFUND_DUE, PaymentStatus.REFUNDED): _SYSTEM,
    (PaymentStatus.RECEIVED, PaymentStatus.UNPAID): _SYSTEM,
    (PaymentStatus.ON_ACCOUNT, PaymentStatus.UNPAID): _SYSTEM,
    (PaymentStatus.TOP_UP_DUE, PaymentStatus.PREPAID): _SYSTEM,
    (PaymentStatus.TOP_UP_DUE, PaymentStatus.REFUNDED): _SYSTEM,
    (PaymentStatus.TOPPED_UP, PaymentStatus.TOP_UP_DUE): _SYSTEM,
    (PaymentStatus.REFUNDED, PaymentStatus.TOP_UP_DUE): _SYSTEM,
    (PaymentStatus.REFUNDED, PaymentStatus.REFUND_DUE): _REFUNDERS,
    (PaymentStatus.REFUND_DUE, PaymentStatus.TOP_UP_DUE): _SYSTEM,
    (PaymentStatus.REFUND_DUE, PaymentStatus.PREPAID): _SYSTEM,
    (PaymentStatus.REFUND_DUE, PaymentStatus.TOPPED_UP): _SYSTEM,
    (PaymentStatus.REFUND_DUE, PaymentStatus.RECEIVED): _SYSTEM,
    (PaymentStatus.REFUNDED, PaymentStatus.RECEIVED): _SYSTEM,
}


def move_payment(status: PaymentStatus, to: PaymentStatus, role: Role) -> PaymentStatus:
    """The next state; raises Conflict PAYMENT_STATE_CONFLICT or Forbidden ROLE_FORBIDDEN."""
    return moved(PAYMENT_MOVES, "PAYMENT_STATE_CONFLICT", status, to, role)


def path_to(status: PaymentStatus, to: PaymentStatus) -> list[PaymentStatus]:
    """The shortest lawful way to a state, without the first one; Conflict PAYMENT_STATE_CONFLICT if there is none.

    Several things may have happened before anybody looked: an order is paid and called off at once.
    """
    ways = [[status]]
    for way in ways:  # grows while it is walked, each state once
        if way[-1] is to:
            return way[1:]
        seen = {each[-1] for each in ways}
        ways += [[*way, after] for before, after in PAYMENT_MOVES if before is way[-1] and after not in seen]
    raise Conflict("PAYMENT_STATE_CONFLICT", "当前状态不允许此操作", status=status, to=to)
