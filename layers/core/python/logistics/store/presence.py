"""At which places a courier is, and which places matter to them now; losing it costs a visit or two.

`fences:<courier>` are the places for a minute, `presence:<courier>` what is known of those the courier was near to.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from logistics.domain.geofences import Fence, Presence
from logistics.store.redis import redis

_FENCES_KEPT_S = 60
_PRESENCE_KEPT_S = 86_400


@dataclass(frozen=True)
class Place:
    """A fence and what is to be done there; no parcels at an outlet."""

    fence: Fence
    waybill_nos: tuple[str, ...] = ()


def known(courier_id: str) -> tuple[list[Place] | None, dict[str, Presence]]:
    """The places that matter (None: to be found out anew) and what is known of them, in one round trip."""
    pipe = redis().pipeline(transaction=False)
    pipe.get(f"fences:{courier_id}")
    pipe.hgetall(f"presence:{courier_id}")
    places, presences = pipe.execute()
    found = [_place(row) for row in json.loads(places)] if places else None
    return found, {name: _presence(json.loads(text)) for name, text in presences.items()}


def keep_places(courier_id: str, places: Sequence[Place]) -> None:
    """Remember the places that matter, for a minute."""
    rows = [vars(each.fence) | {"waybill_nos": each.waybill_nos} for each in places]
    redis().set(f"fences:{courier_id}", json.dumps(rows), ex=_FENCES_KEPT_S)


def forget_places(courier_id: str) -> None:
    """They changed."""
    redis().delete(f"fences:{courier_id}")


def keep(courier_id: str, presences: Mapping[str, Presence]) -> None:
    """Remember what is known of some places."""
    if not presences:
        return
    pipe = redis().pipeline(transaction=False)
    pipe.hset(f"presence:{courier_id}", mapping={name: _text(each) for name, each in presences.items()})
    pipe.expire(f"presence:{courier_id}", _PRESENCE_KEPT_S)
    pipe.execute()


def _place(row: dict[str, Any]) -> Place:
    lng, lat = row["point"]
    return Place(Fence(row["id"], (lng, lat), row["radius_m"], row["dwell_s"]), tuple(row["waybill_nos"]))


def _text(each: Presence) -> str:
    return json.dumps({"inside": each.inside} | {name: _stamp(getattr(each, name)) for name in _TIMES})


def _presence(row: dict[str, Any]) -> Presence:
    times = (datetime.fromtimestamp(row[name], UTC) if row[name] is not None else None for name in _TIMES)
    return Presence(row["inside"], *times)


def _stamp(at: datetime | None) -> float | None:
    return at.timestamp() if at else None


_TIMES = ("contrary_since", "judged_at")
