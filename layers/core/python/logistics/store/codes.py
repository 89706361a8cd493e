"""One-time codes sent by SMS: six digits, five minutes, five tries, one use (rules after NIST SP 800-63B, 5.1.3).

Redis holds `otp:<purpose>:<phone index>[:<subject>]` with a keyed digest of the code, so that neither a phone nor a
code can be read there; a new code replaces the one before. A code for a subject (a waybill) opens nothing else.

A right code is used up by whoever presents it first. Where a transaction follows that may be run again, it is bound
to the claimant instead (a request's id): the same request may present it until it expires, and nobody else.
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
# The first claimant of a right code keeps it; a try of theirs is not counted.
_BIND = """
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('HSETNX', KEYS[1], 'claimant', ARGV[1])
if redis.call('HGET', KEYS[1], 'claimant') ~= ARGV[1] then return 0 end
redis.call('HINCRBY', KEYS[1], 'tries', -1)
return 1
"""


class Purpose(StrEnum):
    """What a code is good for; it opens nothing else."""

    STAFF_LOGIN = "staff_login"
    INTERCEPT = "intercept"
    REDIRECT = "redirect"
    RECIPIENT = "recipient"
    SIGN = "sign"
    CASH_COUNT = "cash_count"
    DISCREPANCY = "discrepancy"
    CLAIM_PAYMENT = "claim_payment"
    PAYEE = "payee"
    PAYOUT = "payout"
    REFUND = "refund"
    ADJUSTMENT = "adjustment"


def issue_code(purpose: Purpose, phone_index: bytes, subject: str = "") -> str:
    """A fresh code for this phone and purpose; the caller sends it and keeps it nowhere."""
    code = f"{secrets.randbelow(10**6):06d}"
    key = _key(purpose, phone_index, subject)
    pipe = redis().pipeline()
    pipe.delete(key)
    pipe.hset(key, "digest", _digest(key, code))
    pipe.expire(key, LIFETIME_S)
    pipe.execute()
    return code


def redeem_code(purpose: Purpose, phone_index: bytes, code: str) -> bool:
    """Whether this is the code that waits; a right one is used up, and after five wrong ones none is left."""
    key = _key(purpose, phone_index, "")
    return _is_right(key, code) and bool(redis().delete(key))


def claim_code(purpose: Purpose, phone_index: bytes, subject: str, code: str, claimant: str) -> bool:
    """Whether this is the code that waits for the subject; a right one belongs to the first claimant from now on."""
    key = _key(purpose, phone_index, subject)
    if not _is_right(key, code):
        return False
    digest = hashlib.sha256(claimant.encode()).hexdigest()
    return bool(_script(_BIND)(keys=[key], args=[digest], client=redis()))


def tries_left(purpose: Purpose, phone_index: bytes, subject: str = "") -> int:
    """How many more guesses the waiting code allows; 0 when none waits."""
    digest, tries = redis().hmget(_key(purpose, phone_index, subject), ["digest", "tries"])  # type: ignore[misc]
    return max(0, MOST_TRIES - int(tries or 0)) if digest else 0


def withdraw_code(purpose: Purpose, phone_index: bytes, subject: str = "") -> None:
    """The code could not be sent: nobody can know it."""
    redis().delete(_key(purpose, phone_index, subject))


def _is_right(key: str, code: str) -> bool:
    digest = _script(_TRY)(keys=[key], args=[MOST_TRIES], client=redis())
    return bool(digest) and hmac.compare_digest(str(digest), _digest(key, code))


def _key(purpose: Purpose, phone_index: bytes, subject: str) -> str:
    return f"otp:{purpose}:{phone_index.hex()}" + (f":{subject}" if subject else "")


def _digest(key: str, code: str) -> str:
    settings().must("signing_key")
    return hmac.new(settings().signing_key.encode(), f"{key}:{code}".encode(), hashlib.sha256).hexdigest()


@cache
def _script(source: str) -> "Script":
    return redis().register_script(source)
