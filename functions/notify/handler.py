"""Telling people: on each event who is told, at once or when it is due, and each message at most once by each way."""

from collections import Counter
from datetime import timedelta
from time import monotonic
from typing import Any

from functions.notify import rules, schemas
from functions.notify.deliver import deliver, give_up_waiting
from functions.notify.schemas import Accept, ListMessages, News
from functions.notify.templates import SUBSCRIBE_TEMPLATES
from logistics.domain.faults import Forbidden
from logistics.domain.letter import Letter
from logistics.domain.roles import CUSTOMERS, OFFICE, Reach, Role
from logistics.runtime.context import Context
from logistics.runtime.function import Function
from logistics.settings import settings
from logistics.store.messages import Channel, Message

MOST_AT_ONCE = 200
LONGEST_RUN_S = 20
HOLD = timedelta(minutes=1)  # how long the schedule leaves a message to the call that is about to send it

main = Function("notify")


def send_now(command: News, ctx: Context) -> None:
    """Open a message for each side and send what may go out now; the rest waits for the schedule.

    It runs outside of the transaction: the rows themselves see to it that a repeated event sends nothing twice.
    """
    letter = ctx.event
    if letter is None:
        raise ValueError("news travel by queue")
    happened_at = _happened_at(letter, ctx)
    for notice in rules.notices_for(letter.type):
        at = rules.first_moment(notice, ctx.now, settings().quiet_hours)
        message = Message(
            id=f"{letter.id}:{notice.recipient}:{notice.template}",
            event_type=letter.type,
            waybill_no=command.waybill_no,
            recipient=notice.recipient,
            template=notice.template,
            channel=Channel.SUBSCRIBE,
            must_arrive=rules.must_arrive(notice, letter.data),
            occurred_at=happened_at,
            data=letter.data,
            due_at=at if at > ctx.now else at + HOLD,
        )
        if ctx.store.messages.open(message) and at <= ctx.now:
            deliver(message, ctx)


@main.on(queue=rules.EVENT_TYPES, load=schemas.NewsSchema(), outside=send_now)
def tell(_command: News, _ctx: Context) -> None:
    """All is done outside; this transaction only remembers that the event was handled."""


@main.on(schedule="send_due: rate(1 minute)", dump=schemas.SentSchema())
def send_due(_: object, ctx: Context) -> dict[str, Any]:
    """Send what has become due, and settle what its sender left behind."""
    began = monotonic()
    counts: Counter[str] = Counter(
        str(give_up_waiting(each, ctx)) for each in ctx.store.messages.abandoned(MOST_AT_ONCE)
    )
    for message in ctx.store.messages.due(MOST_AT_ONCE):
        if monotonic() - began > LONGEST_RUN_S:
            break
        state = deliver(message, ctx)
        if state:
            counts[str(state)] += 1
    return {"counts": dict(counts)}


@main.on(
    http="POST /subscriptions",
    invoke="accept_subscriptions",
    load=schemas.AcceptSchema(),
    dump=schemas.AllowedSchema(),
    roles=CUSTOMERS,
    once=True,
)
def accept_subscriptions(command: Accept, ctx: Context) -> dict[str, Any]:
    """A customer allowed one more message of each template; WeChat keeps the real count, ours is what we show."""
    ctx.store.messages.accept(ctx.actor.id, command.templates)
    return {"allowed": ctx.store.messages.allowed(ctx.actor.id, command.templates)}


@main.on(http="GET /subscriptions", invoke="list_subscriptions", dump=schemas.AllowedSchema(), roles=CUSTOMERS)
def list_subscriptions(_: object, ctx: Context) -> dict[str, Any]:
    """How many more messages of each template the caller allows: the mini-program asks again when none is left."""
    return {"allowed": ctx.store.messages.allowed(ctx.actor.id, list(SUBSCRIBE_TEMPLATES))}


@main.on(
    invoke="list_messages",
    load=schemas.ListMessagesSchema(),
    dump=schemas.MessagesSchema(),
    roles=OFFICE | {Role.OUTLET_MANAGER},
)
def list_messages(command: ListMessages, ctx: Context) -> dict[str, Any]:
    """The messages about a waybill in the caller's scope, or for the whole network those in one state."""
    if command.waybill_no:
        ctx.store.parcels.get(command.waybill_no, ctx.actor.scope)
        return {"messages": ctx.store.messages.of(command.waybill_no)}
    if ctx.actor.scope.reach is not Reach.ALL:
        raise Forbidden("SCOPE_TOO_WIDE", "请指定运单号")
    return {"messages": ctx.store.messages.listed(command.state, command.limit)}


def _happened_at(letter: Letter, ctx: Context) -> Any:
    """When the scan behind an event happened: what was scanned offline is older than its event."""
    scan_id = letter.data.get("scan_id")
    scans = ctx.store.scans.of(letter.waybill_no) if scan_id else []
    return next((scan.happened_at for scan in scans if scan.id == scan_id), letter.occurred_at)
