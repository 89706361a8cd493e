"""Telling people: on each event who is told, at once or when it is due, and each message at most once by each way."""

from typing import Any

from functions.notify import news, rules, schemas
from functions.notify.schemas import Accept, ListMessages, News
from functions.notify.templates import SUBSCRIBE_TEMPLATES
from logistics.domain.faults import Forbidden
from logistics.domain.roles import CUSTOMERS, OFFICE, Reach, Role
from logistics.runtime.context import Context
from logistics.runtime.function import Function

main = Function("notify")


@main.on(queue=rules.EVENT_TYPES, load=schemas.NewsSchema(), outside=news.send_now)
def tell(_command: News, _ctx: Context) -> None:
    """All is done outside; this transaction only remembers that the event was handled."""


main.on(schedule="send_due: rate(1 minute)", dump=schemas.SentSchema())(news.send_due)


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
