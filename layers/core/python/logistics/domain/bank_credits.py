"""What our bank received: one reference is one credit for ever, however it is written and whoever tells first."""

from enum import StrEnum

# What a bank's remark says of a withdrawal from the payment provider (the payer's name in the bank's books).
_PROVIDER_MARKS = ("财付通", "微信支付", "TENPAY")


class Origin(StrEnum):
    """From whom a credit came; the remark itself may name a person and is not kept."""

    PROVIDER = "provider"
    OTHERS = "others"


def reference_of(written: str) -> str:
    """The bank's reference as it is kept: capital letters, nothing around it."""
    return written.strip().upper()


def origin_of(remark: str) -> Origin:
    """Whom the bank's remark names."""
    said = remark.upper()
    return Origin.PROVIDER if any(mark in said for mark in _PROVIDER_MARKS) else Origin.OTHERS
