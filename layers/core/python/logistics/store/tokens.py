"""A provider's access token, shared by all processes: fetched once, replaced only by whoever saw the same old one.

Keys are `<provider>:<account>_access_token`, expiring with the token; losing one costs one more fetch.
"""

from functools import cache
from typing import TYPE_CHECKING

from logistics.store.redis import redis

if TYPE_CHECKING:
    from redis.commands.core import Script

_SWAP = """
local known = redis.call('GET', KEYS[1])
if known and known ~= ARGV[1] then return known end
redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3])
return ARGV[2]
"""


def read_token(name: str) -> str | None:
    """The token that all use now, if there is one."""
    token = redis().get(name)
    return str(token) if token else None


def swap_token(name: str, old: str | None, new: str, lifetime_s: int) -> str:
    """Put `new` where `old` (or none) was; answers the token to use, which is another's if they were faster."""
    return str(_swap()(keys=[name], args=[old or "", new, lifetime_s], client=redis()))


@cache
def _swap() -> "Script":
    return redis().register_script(_SWAP)
