"""Where everybody is now: each courier's newest fix by outlet, in the order in which they changed.

Couriers of one outlet form a group: `live:<outlet>` holds their newest fixes and `moved:<outlet>` when each changed,
as a number that only grows. Whoever has seen everything up to a number asks for what lies above it. The numbers are
milliseconds, so that they go on growing when Redis has lost its data.
"""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from logistics.domain.fixes import Fix, Trail
from logistics.store.positions import Duty, duty_from
from logistics.store.redis import redis

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_KEPT_S = 86_400
_LOOKED_S = 60
_REMEMBERED_S = 90_000  # numbers that arrived: longer than a fix may be late
_BLOCK = 8_192  # numbers to a bitmap: 1 KB at most, however far apart a phone counts

_RECORD = """
local live, moved, watchers, city = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local old = redis.call('HGET', live, ARGV[1])
if old and cjson.decode(old).at >= tonumber(ARGV[2]) then return redis.call('HLEN', watchers) end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local head = redis.call('ZREVRANGE', moved, 0, 0, 'WITHSCORES')[2]
local sequence = math.max(now, head and head + 1 or 0)
redis.call('HSET', live, ARGV[1], ARGV[3])
redis.call('ZADD', moved, string.format('%.0f', sequence), ARGV[1])
local gone = redis.call('ZRANGE', moved, '-inf', now - ARGV[6] * 1000, 'BYSCORE', 'LIMIT', 0, 10)
if #gone > 0 then
  redis.call('HDEL', live, unpack(gone))
  redis.call('ZREM', moved, unpack(gone))
end
redis.call('EXPIRE', live, ARGV[6])
redis.call('EXPIRE', moved, ARGV[6])
if city ~= '' then redis.call('GEOADD', city, ARGV[4], ARGV[5], ARGV[1]) end
redis.call('HINCRBY', KEYS[5], 'arrivals', 1)
redis.call('EXPIRE', KEYS[5], ARGV[6])
return redis.call('HLEN', watchers)
"""
_READ = """
local found = redis.call('ZRANGE', KEYS[2], '(' .. ARGV[1], '+inf', 'BYSCORE', 'WITHSCORES')
local rows = {redis.call('ZREVRANGE', KEYS[2], 0, 0, 'WITHSCORES')[2] or '0'}
for at = 1, #found, 2 do
  local row = redis.call('HGET', KEYS[1], found[at])
  if row then rows[#rows + 1] = {found[at], found[at + 1], row} end
end
return rows
"""


@dataclass(frozen=True)
class Live:
    """A courier's newest fix; `sequence` is when the group saw it change."""

    courier_id: str
    sequence: int
    fix: Fix
    on_duty: bool


@dataclass(frozen=True)
class Known:
    """What is known of a courier before a batch: the shift, the way so far, its group, and numbers that arrived."""

    duty: Duty | None
    trail: Trail
    outlet_id: str
    arrived: frozenset[int]


def known(courier_id: str, device: str, sequences: Collection[int]) -> Known:
    """Everything that a batch is judged by, in one round trip."""
    pipe = redis().pipeline(transaction=False)
    pipe.mget(f"courier:{courier_id}", f"trail:{courier_id}")
    for sequence in sequences:
        pipe.getbit(_arrived(courier_id, device, sequence), sequence % _BLOCK)
    (duty, trail), *bits = pipe.execute()
    row = json.loads(trail) if trail else {}
    seen = frozenset(sequence for sequence, bit in zip(sequences, bits, strict=True) if bit)
    way = Trail(**{name: _fix(row[name]) for name in ("last", "doubted") if name in row})
    return Known(duty_from(courier_id, duty) if duty else None, way, row.get("outlet_id", ""), seen)


def outlet_of(courier_id: str) -> str:
    """The group in which a courier was last seen; "" when nothing came for a day."""
    text: Any = redis().get(f"trail:{courier_id}")
    return json.loads(text)["outlet_id"] if text else ""


def note_look(outlet_id: str) -> None:
    """Somebody asks about the group, by a page that asks again and again: they count as watching for a minute."""
    redis().set(f"looked:{outlet_id}", 1, ex=_LOOKED_S)


def record(
    courier_id: str, device: str, outlet_id: str, duty: Duty | None, trail: Trail, sequences: Iterable[int]
) -> tuple[int, bool]:
    """Note a batch that has been kept; an older fix never replaces a newer one.

    Answers how many watch the group by a socket, and whether anybody looks at all.
    """
    pipe = redis().pipeline(transaction=False)
    for sequence in sequences:
        key = _arrived(courier_id, device, sequence)
        pipe.setbit(key, sequence % _BLOCK, 1)
        pipe.expire(key, _REMEMBERED_S)
    ends = {"last": trail.last, "doubted": trail.doubted}
    row = {"outlet_id": outlet_id} | {name: _row(fix) for name, fix in ends.items() if fix}
    pipe.set(f"trail:{courier_id}", json.dumps(row), ex=_REMEMBERED_S)
    pipe.exists(f"looked:{outlet_id}")
    if trail.last is not None:
        _place(pipe, courier_id, outlet_id, duty, trail.last)
    told = pipe.execute()
    watchers = int(told.pop()) if trail.last is not None else 0
    return watchers, watchers > 0 or bool(told.pop())


def moved_since(outlet_id: str, after: int) -> tuple[int, list[Live]]:
    """Whoever of the group changed above a number, in that order, and the newest number there is (0: none)."""
    read: Any = redis().eval(_READ, 2, f"live:{outlet_id}", f"moved:{outlet_id}", str(after))
    head, *rows = read
    return int(head), [_live(courier_id, sequence, text) for courier_id, sequence, text in rows]


def newest(outlet_id: str, courier_id: str) -> Live | None:
    """One courier of the group."""
    pipe = redis().pipeline(transaction=False)
    pipe.hget(f"live:{outlet_id}", courier_id)
    pipe.zscore(f"moved:{outlet_id}", courier_id)
    text, sequence = pipe.execute()
    return _live(courier_id, sequence, text) if text and sequence is not None else None


def _place(pipe: Any, courier_id: str, outlet_id: str, duty: Duty | None, fix: Fix) -> None:
    row = json.dumps(_row(fix) | {"on_duty": duty is not None})
    keys = [f"{name}:{outlet_id}" for name in ("live", "moved", "watchers")]
    keys += [f"couriers:{duty.city}" if duty else "", f"pushes:{outlet_id}"]
    pipe.eval(_RECORD, len(keys), *keys, courier_id, _milliseconds(fix.at), row, *fix.point, _KEPT_S)


def _arrived(courier_id: str, device: str, sequence: int) -> str:
    return f"arrived:{courier_id}:{device}:{sequence // _BLOCK}"


def _live(courier_id: str, sequence: Any, text: str) -> Live:
    row = json.loads(text)
    return Live(courier_id, int(float(sequence)), _fix(row), row["on_duty"])


def _row(fix: Fix) -> dict[str, Any]:
    measured = {name: getattr(fix, name) for name in ("accuracy_m", "speed_mps", "heading")}
    known_only = {name: value for name, value in measured.items() if value is not None}
    return {
        "sequence": fix.sequence,
        "at": _milliseconds(fix.at),
        "lng": fix.point[0],
        "lat": fix.point[1],
    } | known_only


def _fix(row: dict[str, Any]) -> Fix:
    at, point = _EPOCH + timedelta(milliseconds=row["at"]), (row["lng"], row["lat"])
    return Fix(row["sequence"], at, point, row.get("accuracy_m"), row.get("speed_mps"), row.get("heading"))


def _milliseconds(at: datetime) -> int:
    return (at - _EPOCH) // timedelta(milliseconds=1)
