"""Identity checks at the doors: what a number must look like, how often one may ask, what the answer means.

Name and number go to the provider and nowhere else; its token is all that is kept.
"""

import re
from datetime import date

from logistics.domain.faults import Conflict, Fault, Forbidden, Invalid
from logistics.gateways.faceid import IdentityCheck, Verdict, check_identity
from logistics.runtime.context import Context
from logistics.store import limits

# GB 11643-1999: the weight of each of the first 17 digits, and the check character by remainder of 11.
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_CHARACTERS = "10X98765432"
_SHAPE = re.compile(r"[1-9][0-9]{16}[0-9Xx]")
_HOUR_S = 3_600
_CHECKS_OF_A_PARCEL = 10  # an hour; each check costs money, and nobody is to learn identities by trying
_CHECKS_OF_A_COURIER = 60


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


def ask_identity(name: str, id_number: str, waybill_no: str, ctx: Context) -> IdentityCheck:
    """For outside steps: the provider's word that name and number belong together.

    Raises Forbidden REAL_NAME_CHECKS_EXCEEDED, what `refusal_of` a verdict is, Unavailable PROVIDER_UNAVAILABLE.
    """
    within = [
        limits.hit("real_name_parcel", waybill_no, _CHECKS_OF_A_PARCEL, _HOUR_S),
        limits.hit("real_name_courier", ctx.actor.id, _CHECKS_OF_A_COURIER, _HOUR_S),
    ]
    if not all(within):
        raise Forbidden("REAL_NAME_CHECKS_EXCEEDED", "实名认证次数过多，请稍后再试", retry_after_s=_HOUR_S)
    check = check_identity(name, id_number.upper())
    if refusal := refusal_of(check.verdict):
        raise refusal
    return check


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
            return Conflict("IDENTITY_UNKNOWN", "查不到此身份信息，请更换本人有效证件")
        case Verdict.TOO_OFTEN:
            return Forbidden("IDENTITY_CHECKS_EXCEEDED", "该证件今日认证次数已达上限，请明日再试")
