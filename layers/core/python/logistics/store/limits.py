"""Attempt counters: at most so many tries of something per key and window, counted in one atomic command.

Keys are `limit:<name>:<key>`; whoever limits by a phone or an address passes an index or a digest where the
value itself must not be readable. A window starts with its first try and is never prolonged by later ones.
"""

import ipaddress
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING

from logistics.store.redis import redis

if TYPE_CHECKING:
    from redis.commands.core import Script

_HIT = """
local tries = redis.call('INCR', KEYS[1])
if tries == 1 then redis.call('EXPIRE', KEYS[1], ARGV[1]) end
return tries
"""
_UNDO = """
local tries = redis.call('GET', KEYS[1])
if not tries then return 0 end
if tonumber(tries) <= 1 then return redis.call('DEL', KEYS[1]) end
return redis.call('DECR', KEYS[1])
"""


def hit(name: str, key: str, limit: int, window_s: int) -> bool:
    """Count one try and tell whether it is within the limit.

    Count before the check that the limit protects, and `undo` when it succeeds: many guesses at the same moment
    then gain nothing.
    """
    tries = _script(_HIT)(keys=[_name(name, key)], args=[window_s], client=redis())
    return int(tries) <= limit


def undo(name: str, key: str) -> None:
    """Take one try back: it was a right one."""
    _script(_UNDO)(keys=[_name(name, key)], client=redis())


def claim(name: str, key: str, holder: str, window_s: int) -> str:
    """Hold a place for a while; answers who holds it: "" when it was free and is now the caller's."""
    if redis().set(_name(name, key), holder, nx=True, ex=window_s):
        return ""
    return str(redis().get(_name(name, key)) or "")


def release(name: str, key: str) -> None:
    """Give a claimed place back before its time."""
    redis().delete(_name(name, key))


def wait_s(name: str, key: str) -> int:
    """Seconds until the window ends, 0 when none is open."""
    return max(0, int(redis().ttl(_name(name, key))))  # type: ignore[arg-type]


def address_key(source_ip: str) -> str:
    """What an address is counted under: a digest, of the whole /64 for IPv6; "" when the address is unknown."""
    return sha256(_network(source_ip).encode()).hexdigest()[:32] if source_ip else ""


def _network(source_ip: str) -> str:
    try:
        address = ipaddress.ip_address(source_ip)
    except ValueError:
        return source_ip
    return str(ipaddress.ip_network((address, 64), strict=False)) if address.version == 6 else source_ip


def _name(name: str, key: str) -> str:
    return f"limit:{name}:{key}"


@cache
def _script(source: str) -> "Script":
    return redis().register_script(source)
