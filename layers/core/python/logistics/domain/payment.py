"""How the freight of one order is paid: 未付, 预付, 待补, 已补, 待退, 已退, 到付已收, 月结挂账."""

from enum import StrEnum

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
}


def move_payment(status: PaymentStatus, to: PaymentStatus, role: Role) -> PaymentStatus:
    """The next state; raises Conflict PAYMENT_STATE_CONFLICT or Forbidden ROLE_FORBIDDEN."""
    return moved(PAYMENT_MOVES, "PAYMENT_STATE_CONFLICT", status, to, role)
