"""Names of outlets, kept for some minutes in a warm process: they hardly ever change, and every timeline needs them."""

from collections.abc import Iterable
from time import monotonic

from logistics.runtime.context import Context

_KEPT_S = 600
_known: dict[str, tuple[str, float]] = {}


def outlet_names(ids: Iterable[str | None], ctx: Context) -> dict[str, str]:
    """The names of these outlets; one read for those not met lately, none for the others."""
    wanted, moment = {each for each in ids if each}, monotonic()
    stale = [each for each in wanted if each not in _known or _known[each][1] < moment]
    if stale:
        found = ctx.store.outlets.many(stale)
        _known.update({each: (found[each].name if each in found else each, moment + _KEPT_S) for each in stale})
    return {each: _known[each][0] for each in wanted}
