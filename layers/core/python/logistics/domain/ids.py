"""ULIDs: sortable by time, unguessable in their last 80 bits (github.com/ulid/spec)."""

import hashlib
import secrets
from datetime import datetime

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PAIRS = [first + second for first in _CROCKFORD for second in _CROCKFORD]


def new_id(now: datetime) -> str:
    """A fresh 26-character ULID for the aware time `now`."""
    return _spelled(int(now.timestamp() * 1000) << 80 | secrets.randbits(80))


def derived_id(at: datetime, *names: str) -> str:
    """The ULID that always belongs to these names and this time: whoever repeats a deed finds it done."""
    digest = hashlib.sha256("\x00".join(names).encode()).digest()
    return _spelled(int(at.timestamp() * 1000) << 80 | int.from_bytes(digest[:10], "big"))


def is_id(text: str) -> bool:
    """Whether the text has the form of a ULID."""
    return len(text) == 26 and text[0] in "01234567" and set(text) <= set(_CROCKFORD)


def _spelled(number: int) -> str:
    return "".join([_PAIRS[number >> shift & 1023] for shift in range(120, -10, -10)])
