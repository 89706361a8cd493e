"""ULIDs: sortable by time, unguessable in their last 80 bits (github.com/ulid/spec)."""

import secrets
from datetime import datetime

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PAIRS = [first + second for first in _CROCKFORD for second in _CROCKFORD]


def new_id(now: datetime) -> str:
    """A fresh 26-character ULID for the aware time `now`."""
    number = int(now.timestamp() * 1000) << 80 | secrets.randbits(80)
    return "".join([_PAIRS[number >> shift & 1023] for shift in range(120, -10, -10)])


def is_id(text: str) -> bool:
    """Whether the text has the form of a ULID."""
    return len(text) == 26 and text[0] in "01234567" and set(text) <= set(_CROCKFORD)
