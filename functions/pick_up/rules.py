"""Who may check an identity and what its outcome means."""

import re
from datetime import date

from logistics.domain import guards
from logistics.domain.faults import Conflict, Fault, Forbidden, Invalid
from logistics.domain.parcel import Parcel
from logistics.domain.roles import Actor
from logistics.domain.states import Status, Step
from logistics.gateways.faceid import Verdict

# GB 11643-1999: the weight of each of the first 17 digits, and the check character by remainder of 11.
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_CHARACTERS = "10X98765432"
_SHAPE = re.compile(r"[1-9][0-9]{16}[0-9Xx]")


def is_identity_number(number: str) -> bool:
    """Whether a number can be one: a date of birth in it, the right check character (GB 11643-1999)."""
    if not _SHAPE.fullmatch(number):
        return False
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    weighed = sum(int(digit) * weight for digit, weight in zip(number[:17], _WEIGHTS, strict=True))
    return _CHECK_CHARACTERS[weighed % 11] == number[17].upper()


def require_pickup_task(parcel: Parcel, by: Actor) -> None:
    """The parcel waits for this courier (Conflict PARCEL_STATE_CONFLICT, Forbidden PARCEL_NOT_YOURS)."""
    if parcel.status is not Status.ASSIGNED:
        raise guards.refusal("PARCEL_STATE_CONFLICT", parcel.status, Step.PICKED_UP)
    if parcel.courier_id != by.id:
        raise guards.refusal("PARCEL_NOT_YOURS", parcel.status, Step.PICKED_UP)


def require_token(parcel: Parcel, token: str) -> None:
    """The token of the check that was made for this parcel; any other is Conflict REAL_NAME_REQUIRED."""
    if parcel.real_name is None or not token or token != parcel.real_name.token:
        raise Conflict("REAL_NAME_REQUIRED", "请先完成寄件人实名认证")


def refusal_of(verdict: Verdict) -> Fault | None:
    """What to tell the courier when a check did not succeed; the identity itself is never repeated."""
    match verdict:
        case Verdict.SAME:
            return None
        case Verdict.DIFFERENT:
            return Conflict("IDENTITY_MISMATCH", "姓名与身份证号不一致，请核对证件后重试")
        case Verdict.NUMBER_INVALID:
            return Invalid("IDENTITY_NUMBER_INVALID", "身份证号不正确，请核对证件后重试")
        case Verdict.NAME_INVALID:
            return Invalid("IDENTITY_NAME_INVALID", "姓名不正确，请按证件上的姓名填写")
        case Verdict.NO_RECORD:
            return Conflict("IDENTITY_UNKNOWN", "查不到此身份信息，请寄件人更换本人有效证件")
        case Verdict.TOO_OFTEN:
            return Forbidden("IDENTITY_CHECKS_EXCEEDED", "该证件今日认证次数已达上限，请明日再试")
