"""Who watches whom over WebSocket, and whose turn it is to push: any function instance may be the one.

`watchers:<outlet>` holds the watches of everybody who looks at couriers of one outlet, `watching:<connection>` where
a connection's watches stand. One pusher per outlet at a time holds the lock `pushing:<outlet>` by a token; a pusher
whose time ran out finds another token there and changes nothing any more. `pushes:<outlet>` says when the last round
began, so that rounds lie a second apart.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from logistics.domain.faults import Conflict
from logistics.store.redis import redis

LIVES_S = 2 * 3_600  # API Gateway ends a connection by then
_MOST_WATCHES = 20
_WINDOW_MS = 1_000
_LOCK_MS = 4_000  # longer than a round may take
_BUSY = 12  # couriers heard of in a minute: from here on the next fix is near enough to carry the one before

_TURN = """
local watchers, pushes, pushing, moved = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local known = redis.call('HMGET', pushes, 'at', 'arrivals', 'waits')
local at = tonumber(known[1] or 0)
if tonumber(known[2] or 0) == 0 then return {-1} end
local rest = at + tonumber(ARGV[2]) - now
if rest > 0 then
  if ARGV[5] == '0' or known[3] == known[1] then return {-1} end
  if redis.call('ZCOUNT', moved, now - 60000, '+inf') >= tonumber(ARGV[4]) then return {-1} end
  redis.call('HSET', pushes, 'waits', known[1])
  return {rest}
end
if not redis.call('SET', pushing, ARGV[1], 'NX', 'PX', ARGV[3]) then return {-1} end
redis.call('HSET', pushes, 'at', string.format('%.0f', now), 'arrivals', 0)
redis.call('EXPIRE', pushes, 86400)
return {0, redis.call('HGETALL', watchers)}
"""
_DONE = """
if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end
for at = 2, #ARGV, 2 do
  if ARGV[at + 1] == '' then
    redis.call('HDEL', KEYS[1], ARGV[at])
  elseif redis.call('HEXISTS', KEYS[1], ARGV[at]) == 1 then
    redis.call('HSET', KEYS[1], ARGV[at], ARGV[at + 1])
  end
end
redis.call('DEL', KEYS[2])
return 1
"""


@dataclass(frozen=True)
class Watch:
    """`waybill_no` and `courier_id` for a parcel's courier, neither for the whole outlet.

    `after` is the number up to which the watcher has seen everything, `failures` how often in a row a push failed.
    """

    connection_id: str
    after: int
    until: int
    waybill_no: str = ""
    courier_id: str = ""
    failures: int = 0

    @property
    def name(self) -> str:
        """Its field among the watchers of an outlet."""
        return f"{self.connection_id} {self.waybill_no}"


@dataclass(frozen=True)
class Turn:
    """Whether to push now. `wait_ms` None: no, somebody else will; above 0: ask again after that."""

    wait_ms: int | None
    watches: tuple[Watch, ...] = ()


def watch(outlet_id: str, watch: Watch) -> None:
    """Begin or renew a watch; raises Conflict WATCHES_TOO_MANY."""
    standing, name = f"watching:{watch.connection_id}", watch.waybill_no or outlet_id
    pipe = redis().pipeline()
    pipe.hlen(standing)
    pipe.hexists(standing, name)
    count, known = pipe.execute()
    if count >= _MOST_WATCHES and not known:
        raise Conflict("WATCHES_TOO_MANY", "同时查看的位置太多，请先关闭一些", most=_MOST_WATCHES)
    pipe.hset(standing, name, outlet_id)
    pipe.expire(standing, LIVES_S)
    pipe.hset(f"watchers:{outlet_id}", watch.name, _text(watch))
    pipe.expire(f"watchers:{outlet_id}", LIVES_S)
    pipe.execute()


def unwatch(connection_id: str, name: str) -> None:
    """End the watch of a parcel (its number) or of an outlet (its id)."""
    outlet_id: Any = redis().hget(f"watching:{connection_id}", name)
    if outlet_id:
        _end(connection_id, {name: outlet_id})


def forget(connection_id: str) -> None:
    """The connection is gone: end all of its watches."""
    standing: Any = redis().hgetall(f"watching:{connection_id}")
    if standing:
        _end(connection_id, standing)


def office_of(outlet_id: str) -> set[str]:
    """The connections that have the whole outlet on their screen."""
    known: Any = redis().hgetall(f"watchers:{outlet_id}")
    watches = (_watch(name, text) for name, text in known.items())
    return {each.connection_id for each in watches if not each.waybill_no}


def turn(outlet_id: str, token: str, *, may_wait: bool) -> Turn:
    """Ask to push for an outlet what has arrived since the last round.

    With `wait_ms` 0 the lock is held under this token until `done`. Of those who `may_wait` one is asked to.
    """
    keys = [f"{name}:{outlet_id}" for name in ("watchers", "pushes", "pushing", "moved")]
    reply: Any = redis().eval(
        _TURN, len(keys), *keys, token, str(_WINDOW_MS), str(_LOCK_MS), str(_BUSY), str(int(may_wait))
    )
    if reply[0] != 0:
        return Turn(None if reply[0] < 0 else int(reply[0]))
    names, texts = reply[1][::2], reply[1][1::2]
    return Turn(0, tuple(_watch(name, text) for name, text in zip(names, texts, strict=True)))


def done(outlet_id: str, token: str, outcome: Mapping[Watch, Watch | None]) -> None:
    """End a round: watches go on as changed or (None) end. Too late for the token's lock, nothing is changed."""
    arguments = [token]
    for before, after in outcome.items():
        arguments += [before.name, _text(after) if after else ""]
    redis().eval(_DONE, 2, f"watchers:{outlet_id}", f"pushing:{outlet_id}", *arguments)
    ended = [before for before, after in outcome.items() if after is None]
    if ended:
        pipe = redis().pipeline()
        for each in ended:
            pipe.hdel(f"watching:{each.connection_id}", each.waybill_no or outlet_id)
        pipe.execute()


def _end(connection_id: str, standing: Mapping[str, str]) -> None:
    pipe = redis().pipeline()
    for name, outlet_id in standing.items():
        pipe.hdel(f"watchers:{outlet_id}", f"{connection_id} {'' if name == outlet_id else name}")
    pipe.hdel(f"watching:{connection_id}", *standing)
    pipe.execute()


def _text(watch: Watch) -> str:
    return json.dumps([watch.after, watch.until, watch.courier_id, watch.failures])


def _watch(name: str, text: str) -> Watch:
    connection_id, _, waybill_no = name.partition(" ")
    after, until, courier_id, failures = json.loads(text)
    return Watch(connection_id, after, until, waybill_no, courier_id, failures)
