"""News to watchers: whoever brought the newest fix pushes, one at a time for an outlet, at most once a second.

A fix that comes while the second is not over is carried by the next round. At a busy outlet the next fix brings that
about; at a quiet one the sender of the first such fix waits for the second to end and pushes itself.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import cache
from time import sleep

from functions.locate.rules import arrival_to_show, for_actor, for_office, may_watch
from functions.locate.schemas import OutletPositionsSchema, ParcelPositionSchema
from logistics.domain.changing import changed
from logistics.domain.fixes import Fix
from logistics.domain.parcel import Parcel
from logistics.domain.roles import Actor
from logistics.gateways.sockets import Reached, post_all
from logistics.runtime.context import Context
from logistics.runtime.dumping import dump
from logistics.runtime.logs import log, log_failure
from logistics.runtime.replies import to_json
from logistics.settings import settings
from logistics.store import live, sessions, watching
from logistics.store.arrivals import KeptArrival
from logistics.store.live import Live
from logistics.store.watching import Watch

_MOST_TURNS = 3
_FRESH = timedelta(seconds=1)
_MOST_FAILURES = 5
_OUTLET, _PARCEL = OutletPositionsSchema(), ParcelPositionSchema()

# What to do about a watch: what to send (None: nothing), and how the watch goes on once that has arrived (None: ends).
News = tuple[bytes | None, Watch | None]


def push(outlet_id: str, fix: Fix, ctx: Context) -> None:
    """Bring the watchers of an outlet's couriers up to date, if it is this call's turn; never fails the call.

    Only who brings a fresh fix waits for a turn: where calls queue for too few workers, waiting would make it worse.
    """
    if not settings().connections_url:
        return
    try:
        _take_turns(outlet_id, abs(ctx.now - fix.at) <= _FRESH, ctx)
    except Exception as error:
        log_failure("push_failed", error, outlet_id=outlet_id)


def _take_turns(outlet_id: str, fresh: bool, ctx: Context) -> None:
    token = ctx.new_id()
    for _ in range(_MOST_TURNS):
        turn = watching.turn(outlet_id, token, may_wait=fresh)
        if turn.wait_ms is None:
            return
        if turn.wait_ms:
            sleep(turn.wait_ms / 1000)
            continue
        _push_round(outlet_id, token, turn.watches, ctx)


def _push_round(outlet_id: str, token: str, watches: Sequence[Watch], ctx: Context) -> None:
    news = _news(outlet_id, watches, ctx)
    sent = [(watch, body, goes_on) for watch, (body, goes_on) in news.items() if body is not None]
    sent.sort(key=lambda each: each[0].failures)  # whoever answered last time is not kept waiting by who did not
    reached = post_all([(watch.connection_id, body) for watch, body, _ in sent])
    outcome = {watch: goes_on for watch, (body, goes_on) in news.items() if body is None and goes_on != watch}
    for (watch, _, goes_on), how in zip(sent, reached, strict=True):
        outcome[watch] = _after(watch, goes_on, how)
    watching.done(outlet_id, token, outcome)
    gone = {watch.connection_id for (watch, _, _), how in zip(sent, reached, strict=True) if how is Reached.GONE}
    for connection_id in gone:
        sessions.drop_connection(connection_id)
        watching.forget(connection_id)
    if sent:
        missed = sum(how is Reached.NO for how in reached)
        log("push", outlet_id=outlet_id, watchers=len(watches), sent=len(sent), gone=len(gone), missed=missed)


def _after(watch: Watch, goes_on: Watch | None, how: Reached) -> Watch | None:
    if how is Reached.YES:
        return goes_on
    failures = watch.failures + 1
    return None if how is Reached.GONE or failures >= _MOST_FAILURES else changed(watch, failures=failures)


def _news(outlet_id: str, watches: Sequence[Watch], ctx: Context) -> dict[Watch, News]:
    """What each watcher is to be told; those who are up to date are left out."""
    actors = sessions.connection_actors(sorted({each.connection_id for each in watches}), ctx.now)
    head, moved = live.moved_since(outlet_id, min((each.after for each in watches), default=0))
    by_courier = {each.courier_id: each for each in moved}
    ours = [each for each in watches if _concerned(each, by_courier, head)]
    numbers = {each.waybill_no for each in ours if each.waybill_no}
    parcels, arrivals = ctx.store.parcels.many(numbers), ctx.store.arrivals.many(numbers)
    outlet = _outlet_news(outlet_id, head, moved, ctx)
    news = dict[Watch, News]()
    for watch in watches:
        if watch.connection_id not in actors or watch.until <= ctx.now.timestamp():
            news[watch] = None, None
    for watch in ours:
        if watch in news:
            continue
        goes_on = changed(watch, after=head, failures=0)
        if watch.waybill_no:
            actor, parcel = actors[watch.connection_id], parcels.get(watch.waybill_no)
            shown = arrival_to_show(arrivals.get(watch.waybill_no), parcel, ctx.now) if parcel else None
            news[watch] = _parcel_news(goes_on, by_courier[watch.courier_id], parcel, shown, actor, ctx)
        else:
            news[watch] = outlet(watch.after), goes_on
    return news


def _concerned(watch: Watch, by_courier: dict[str, Live], head: int) -> bool:
    if not watch.waybill_no:
        return head > watch.after
    return watch.courier_id in by_courier and by_courier[watch.courier_id].sequence > watch.after


def _outlet_news(outlet_id: str, head: int, moved: Sequence[Live], ctx: Context) -> Callable[[int], bytes]:
    """Increments by where they begin, each written once however many are to get it."""

    @cache
    def since(after: int) -> bytes:
        positions = [for_office(each, ctx.now) for each in moved if each.sequence > after]
        reply = {"outlet_id": outlet_id, "sequence": head, "positions": positions}
        return _written("positions", dump(_OUTLET, reply))

    return since


def _parcel_news(
    goes_on: Watch, courier: Live, parcel: Parcel | None, arrival: KeptArrival | None, actor: Actor, ctx: Context
) -> News:
    waybill_no = goes_on.waybill_no
    if parcel is None or not may_watch(parcel, actor) or parcel.courier_id != goes_on.courier_id:
        return _written("watch_ended", {"waybill_no": waybill_no}), None
    position = for_actor(courier, parcel, actor, ctx.now)
    reply: dict[str, object] = {"waybill_no": waybill_no, "sequence": courier.sequence, "state": position.state}
    reply |= {"position": position} | ({"arrival": arrival} if arrival else {})
    return _written("position", dump(_PARCEL, reply)), goes_on


def _written(kind: str, data: object) -> bytes:
    return to_json({"type": kind, "data": data}).encode()
