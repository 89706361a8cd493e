"""One-time codes sent by SMS: six digits, five minutes, five tries, one use (rules after NIST SP 800-63B, 5.1.3).

Redis holds `otp:<purpose>:<phone index>` with a keyed digest of the code, so that neither a phone nor a code can
be read there; a new code replaces the one before.
"""

import hashlib
import hmac
import secrets
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from logistics.settings import settings
from logistics.store.redis import redis

if TYPE_CHECKING:
    from redis.commands.core import Script

LIFETIME_S = 300
MOST_TRIES = 5

# Counts the try before the caller compares, so that guesses made at the same moment all count.
_TRY = """
local digest = redis.call('HGET', KEYS[1], 'digest')
if not digest then return false end
if redis.call('HINCRBY', KEYS[1], 'tries', 1) > tonumber(ARGV[1]) then
  redis.call('DEL', KEYS[1])
  return false
end
return digest
"""


class Purpose(StrEnum):
    """What a code is good for; it opens nothing else."""

    STAFF_LOGIN = "staff_login"


def issue_code(purpose: Purpose, phone_index: bytes) -> str:
    """A fresh code for this phone and purpose; the caller sends it and keeps it nowhere."""
    code = f"{secrets.randbelow(10**6):06d}"
    key = _key(purpose, phone_index)
    pipe = redis().pipeline()
    pipe.delete(key)
    pipe.hset(key, "digest", _digest(purpose, phone_index, code))
    pipe.expire(key, LIFETIME_S)
    pipe.execute()
    return code


def redeem_code(purpose: Purpose, phone_index: bytes, code: str) -> bool:
    """Whether this is the code that waits; a right one is used up, and after five wrong ones none is left."""
    key = _key(purpose, phone_index)
    digest = _try()(keys=[key], args=[MOST_TRIES], client=redis())
    if not digest or not hmac.compare_digest(str(digest), _digest(purpose, phone_index, code)):
        return False
    return bool(redis().delete(key))


def withdraw_code(purpose: Purpose, phone_index: bytes) -> None:
    """The code could not be sent: nobody can know it."""
    redis().delete(_key(purpose, phone_index))


def _key(purpose: Purpose, phone_index: bytes) -> str:
    return f"otp:{purpose}:{phone_index.hex()}"


def _digest(purpose: Purpose, phone_index: bytes, code: str) -> str:
    settings().must("signing_key")
    text = f"otp:{purpose}:{phone_index.hex()}:{code}"
    return hmac.new(settings().signing_key.encode(), text.encode(), hashlib.sha256).hexdigest()


@cache
def _try() -> "Script":
    return redis().register_script(_TRY)
