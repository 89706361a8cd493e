"""What others call our states: WeChat's action_type and Kuaidi100's state, for import and export."""

from dataclasses import dataclass

from logistics.domain.consignment import SignedKind
from logistics.domain.states import Status


@dataclass(frozen=True)
class Codes:
    """The codes to send for one of our states; None where the other side has no word for it."""

    wechat: int | None
    kuaidi100: str | None


CODES: dict[Status, Codes] = {
    Status.PENDING_PAYMENT: Codes(90010, None),
    Status.PLACED: Codes(90001, "101"),
    Status.ASSIGNED: Codes(90002, "102"),
    Status.PICKUP_FAILED: Codes(100002, "2"),
    Status.PICKED_UP: Codes(100001, "103"),
    Status.IN_TRANSIT: Codes(200001, "1002"),
    Status.AT_OUTLET: Codes(200001, "1001"),
    Status.OUT_FOR_DELIVERY: Codes(300002, "5"),
    Status.STORED: Codes(300005, "501"),
    Status.DELIVERY_FAILED: Codes(300004, "2"),
    Status.REFUSED: Codes(400004, "14"),
    Status.INTERCEPTED: Codes(400002, "2"),
    Status.RETURNING: Codes(400003, "6"),
    Status.RETURNED: Codes(400003, "4"),
    Status.CANCELLED: Codes(400001, "401"),
    Status.LOST: Codes(400005, "2"),
    Status.DISPOSED: Codes(500001, None),
}
REASSIGNED = Codes(90003, "102")
EXCEPTION = Codes(400005, "2")
_SIGNED = {
    SignedKind.SELF: Codes(300003, "301"),
    SignedKind.PROXY: Codes(300007, "303"),
    SignedKind.COUNTER: Codes(300006, "304"),
}


def codes_for(status: Status, signed_kind: SignedKind = SignedKind.SELF) -> Codes:
    """The codes of a state; a signature is told apart by who took the parcel."""
    if status is Status.SIGNED:
        return _SIGNED[signed_kind]
    return CODES.get(status, Codes(None, None))
