"""What others call our states: WeChat's action_type, Kuaidi100's state and UN/ECE Recommendation 24."""

from dataclasses import dataclass, replace

from logistics.domain.consignment import SignedKind
from logistics.domain.states import Status


@dataclass(frozen=True)
class Codes:
    """The codes to send for one of our states; None where the other side has no word for it."""

    wechat: int | None
    kuaidi100: str | None
    unece: str | None = None


CODES: dict[Status, Codes] = {
    Status.PENDING_PAYMENT: Codes(90010, None),
    Status.PLACED: Codes(90001, "101"),
    Status.ASSIGNED: Codes(90002, "102"),
    Status.PICKUP_FAILED: Codes(100002, "2"),
    Status.PICKED_UP: Codes(100001, "103", "13"),
    Status.IN_TRANSIT: Codes(200001, "1002", "31"),
    Status.AT_OUTLET: Codes(200001, "1001"),
    Status.OUT_FOR_DELIVERY: Codes(300002, "5"),
    Status.STORED: Codes(300005, "501"),
    Status.DELIVERY_FAILED: Codes(300004, "2", "23"),
    Status.REFUSED: Codes(400004, "14", "23"),
    Status.INTERCEPTED: Codes(400002, "2"),
    Status.RETURNING: Codes(400003, "6"),
    Status.RETURNED: Codes(400003, "4"),
    Status.CANCELLED: Codes(400001, "401"),
    Status.LOST: Codes(400005, "2", "36"),
    Status.DISPOSED: Codes(500001, None),
}
REASSIGNED = Codes(90003, "102")
EXCEPTION = Codes(400005, "2")
# Damaged 18, delayed 20, not found 36; other reasons have no word there.
_UNECE_OF_EXCEPTIONS = {
    "carrier_damaged_parcel": "18",
    "carrier_wet_parcel": "18",
    "carrier_capacity": "20",
    "carrier_vehicle_issue": "20",
    "weather_delay": "20",
    "carrier_parcel_missing": "36",
}
_SIGNED = {
    SignedKind.SELF: Codes(300003, "301", "21"),
    SignedKind.PROXY: Codes(300007, "303", "21"),
    SignedKind.COUNTER: Codes(300006, "304", "21"),
}


def codes_for(status: Status, signed_kind: SignedKind = SignedKind.SELF) -> Codes:
    """The codes of a state; a signature is told apart by who took the parcel."""
    if status is Status.SIGNED:
        return _SIGNED[signed_kind]
    return CODES.get(status, Codes(None, None))


def codes_for_exception(reason: str) -> Codes:
    """The codes of an open exception, as far as its reason says what is the matter."""
    return replace(EXCEPTION, unece=_UNECE_OF_EXCEPTIONS.get(reason))
