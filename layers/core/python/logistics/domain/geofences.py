"""When a courier came to an outlet or a stop and left it again, by position alone.

Phones drift and vans pass by: inside counts after a dwell, outside only past a ring around the fence, and what lies
in the ring decides nothing. The times told are those of the first fix inside and of the first one outside.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from logistics.domain.coordinates import Point
from logistics.domain.fixes import Fix
from logistics.domain.travel import crow_m

_RING_M = 60.0
_GONE_FOR = timedelta(seconds=30)


class Crossed(StrEnum):
    """Which way a fence was crossed."""

    ARRIVED = "arrived"
    LEFT = "left"


@dataclass(frozen=True)
class Fence:
    """A circle around a place; who stays inside for `dwell_s` has arrived."""

    id: str
    point: Point
    radius_m: float
    dwell_s: int


@dataclass(frozen=True)
class Presence:
    """What is known of one courier and one fence: inside or not, since which fix the contrary seems true, and the
    last fix that counted. The first one of a day is `Presence()`."""

    inside: bool = False
    contrary_since: datetime | None = None
    judged_at: datetime | None = None


@dataclass(frozen=True)
class Crossing:
    """That a fence was crossed, and when."""

    fence_id: str
    crossed: Crossed
    at: datetime


def stop_fence(stop_id: str, point: Point) -> Fence:
    """Around a door: parking is near, handing over is quick."""
    return Fence(stop_id, point, radius_m=80, dwell_s=40)


def outlet_fence(outlet_id: str, point: Point) -> Fence:
    """Around an outlet: a yard is wide, and many pass it on their way."""
    return Fence(outlet_id, point, radius_m=150, dwell_s=120)


def follow(fence: Fence, presence: Presence, fixes: Sequence[Fix]) -> tuple[Presence, list[Crossing]]:
    """The presence after these fixes and what was crossed; fixes that came late or are too vague change nothing."""
    crossings = list[Crossing]()
    for fix in fixes:
        after = _judged(fence, presence, fix)
        if after.inside is not presence.inside:
            crossed = Crossed.ARRIVED if after.inside else Crossed.LEFT
            crossings.append(Crossing(fence.id, crossed, presence.contrary_since or fix.at))
        presence = after
    return presence, crossings


def _judged(fence: Fence, before: Presence, fix: Fix) -> Presence:
    late = before.judged_at is not None and fix.at <= before.judged_at
    inside = None if late or (fix.accuracy_m or 0) > fence.radius_m else _inside(fence, fix)
    if inside is None:
        return before
    if inside is before.inside:
        return replace(before, contrary_since=None, judged_at=fix.at)
    since = before.contrary_since or fix.at
    long_enough = _GONE_FOR if before.inside else timedelta(seconds=fence.dwell_s)
    if fix.at - since >= long_enough:
        return Presence(inside=inside, judged_at=fix.at)
    return replace(before, contrary_since=since, judged_at=fix.at)


def _inside(fence: Fence, fix: Fix) -> bool | None:
    """None in the ring, where drift may have put it from either side."""
    away_m = crow_m(fence.point, fix.point)
    if away_m <= fence.radius_m:
        return True
    return None if away_m <= fence.radius_m + _RING_M else False
