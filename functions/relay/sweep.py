"""The sweep: whatever the calls themselves did not get done, done now, a bounded part of it each minute."""

from collections.abc import Iterable
from datetime import timedelta
from itertools import groupby

from logistics.domain.letter import Letter
from logistics.gateways import topic
from logistics.runtime.context import Context
from logistics.runtime.logs import log
from logistics.runtime.subscriptions import consumers_of
from logistics.store.handled import handled_key
from logistics.store.outbox import Unsettled

MOST_LETTERS = 1_000
MOST_TIMERS = 500
UNSENT_AFTER = timedelta(seconds=5)  # leaves the call that wrote a letter the time to send it
WAKE_WITHIN = timedelta(minutes=14)  # a queue delays for 15 minutes at most
REDRIVEN_AFTER = timedelta(minutes=1)
REDRIVE_AGAIN_AFTER = timedelta(minutes=30)  # longer than five receives take


def fire_ripe(ctx: Context) -> int:
    """Fire timers that fell due and that no wake-up message fired."""
    return sum(fire(key, ctx) for key in ctx.store.due.ripe(ctx.now, MOST_TIMERS))


def fire(key: str, ctx: Context) -> bool:
    """Turn a timer into its event, in a transaction of its own: of many callers one does it."""
    return ctx.transact(lambda: claim(key, ctx))


def claim(key: str, ctx: Context) -> bool:
    """Within a transaction: move a timer that is due into the outbox; False if it is gone or not due."""
    letter = ctx.store.due.take(key, ctx.now)
    if letter is not None:
        ctx.store.outbox.adopt([letter])
    return letter is not None


def send_unsent(ctx: Context) -> int:
    """Publish letters whose own call did not, the oldest first."""
    return _publish(ctx.store.outbox.unsent(ctx.now - UNSENT_AFTER, MOST_LETTERS), 0, ctx)


def settle(ctx: Context) -> dict[str, int]:
    """Close letters that every consumer has handled or parked; send those again that got lost on the way."""
    rows = ctx.store.outbox.unsettled(MOST_LETTERS)
    keys = [handled_key(function, row.letter.id) for row in rows for function in consumers_of(row.letter.type)]
    known = ctx.store.handled.among(keys) | ctx.store.parked.among(keys)
    done = [row.letter.id for row in rows if _is_done(row.letter, known)]
    if done:
        ctx.store.outbox.settle(done)
    lost = [row for row in rows if row.overdue and not _is_done(row.letter, known)]
    return {"settled": len(done), "resent": _resend(lost, ctx)}


def wake_soon(ctx: Context) -> int:
    """Ask to be woken for timers that were too far away when they were set."""
    soon = ctx.store.due.unwoken(ctx.now + WAKE_WITHIN, MOST_TIMERS)
    woken = [key for key, at in soon if topic.wake_at(key, at, ctx.now)]
    if woken:
        ctx.store.due.mark_woken(woken)
    return len(woken)


def follow_redriven(ctx: Context) -> int:
    """Forget released messages that were handled, and send those again that the queue seems to have lost."""
    rows = ctx.store.parked.released(ctx.now - REDRIVEN_AFTER, MOST_LETTERS)
    handled = ctx.store.handled.among([row["_id"] for row in rows])
    if handled:
        ctx.store.parked.forget(sorted(handled))
    late = [row for row in rows if row["_id"] not in handled and row["released_at"] < ctx.now - REDRIVE_AGAIN_AFTER]
    late.sort(key=lambda row: (row["function"], row["body"]["id"]))
    for function, some in groupby(late, key=lambda row: row["function"]):
        redrive(function, [row["body"] for row in some], ctx)
    if late:
        ctx.store.parked.release_again([row["_id"] for row in late])
    return len(late)


def redrive(function: str, bodies: Iterable[dict[str, object]], ctx: Context) -> None:
    """Put released messages into their function's queue, in order."""
    topic.send_to(function, bodies, reason=f"redrive-{ctx.now.isoformat()}")


def _is_done(letter: Letter, known: set[str]) -> bool:
    return all(handled_key(function, letter.id) in known for function in consumers_of(letter.type))


def _resend(lost: list[Unsettled], ctx: Context) -> int:
    """Send again in order; each number of tries has deduplication ids of its own."""
    lost = sorted(lost, key=lambda row: (row.tries, row.letter.id))
    sent = 0
    for tries, rows in groupby(lost, key=lambda row: row.tries):
        sent += _publish([row.letter for row in rows], tries, ctx)
    if lost:
        log("events_resent", level="warning", events=len(lost), taken=sent)
    return sent


def _publish(letters: list[Letter], tries: int, ctx: Context) -> int:
    """Publish and remember in small steps, so that little is sent twice if this call ends half-way."""
    sent = 0
    for start in range(0, len(letters), 100):
        taken = topic.publish(letters[start : start + 100], tries)
        ctx.store.outbox.mark_sent(taken, tries)
        sent += len(taken)
    return sent
