"""How often one caller may ask about addresses."""

from logistics.domain.faults import Forbidden
from logistics.domain.roles import GUEST
from logistics.runtime.context import Context
from logistics.store import limits

_HOUR_S = 3_600


def spend(name: str, most: int, ctx: Context) -> None:
    """Count one call, whether it goes well or not: an account's under the account, a guest's under the address.

    Many customers of one carrier share an address, so who is signed in is not counted under it.
    Raises Forbidden ADDRESSES_EXCEEDED (retry_after_s=).
    """
    key = ctx.counted_as if ctx.actor == GUEST else ctx.actor.id
    if not limits.hit(name, key, most, _HOUR_S):
        raise Forbidden("ADDRESSES_EXCEEDED", "操作过于频繁，请稍后再试或手动填写", retry_after_s=_HOUR_S)
