"""Phone numbers in the forms the providers accept."""

import re

_MAINLAND = re.compile(r"(?:\+86|0086|86)?(1[3-9]\d{9})")
_FOREIGN = re.compile(r"\+(?!86)[1-9]\d{6,14}")
MAINLAND_PREFIX = "+86"


def e164(number: str) -> str | None:
    """`+8613…` for +86, 0086, 86 and bare mainland mobiles, `+852…` as it is, None for anything else."""
    if mainland := _MAINLAND.fullmatch(number):
        return MAINLAND_PREFIX + mainland[1]
    return number if _FOREIGN.fullmatch(number) else None
