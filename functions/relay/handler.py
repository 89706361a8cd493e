"""The post office's back room: sends what stayed behind, finds what got lost, fires timers, and shows what is stuck."""

from typing import Any

from functions.relay import schemas, sweep
from functions.relay.schemas import ListEvents, ListParked, Redrive, WakeUp
from logistics.domain.faults import Forbidden, NotFound
from logistics.domain.roles import OFFICE, Reach, Role
from logistics.gateways import topic
from logistics.runtime.context import Context
from logistics.runtime.function import Function
from logistics.runtime.subscriptions import consumers, consumers_of
from logistics.settings import settings
from logistics.store.handled import handled_key

OPERATORS = {Role.ADMINISTRATOR, Role.DISPATCHER}

main = Function("relay")


@main.on(schedule="sweep: rate(1 minute)", dump=schemas.SweptSchema())
def sweep_all(_: object, ctx: Context) -> dict[str, int]:
    """One round of everything; two rounds at once do each thing once."""
    settings().must("topic_arn", "wake_queue_url", "queue_url_prefix")
    timers = sweep.fire_ripe(ctx)
    sent = sweep.send_unsent(ctx)
    settled = sweep.settle(ctx)
    woken, redriven = sweep.wake_soon(ctx), sweep.follow_redriven(ctx)
    return {"timers": timers, "sent": sent, **settled, "woken": woken, "redriven": redriven}


@main.on(queue="TimerDue", load=schemas.WakeUpSchema())
def fire_timer(command: WakeUp, ctx: Context) -> None:
    """A timer's moment has come; one that was withdrawn, moved or fired meanwhile is left alone."""
    sweep.claim(command.key, ctx)


@main.on(invoke="list_parked", load=schemas.ListParkedSchema(), dump=schemas.ParkedListSchema(), roles=OPERATORS)
def list_parked(command: ListParked, ctx: Context) -> dict[str, Any]:
    """Waybills whose events a function could not handle, the longest waiting first; for the whole network only."""
    if ctx.actor.scope.reach is not Reach.ALL:
        raise Forbidden("SCOPE_TOO_WIDE", "您只能查看本网点的运单")
    rows = ctx.store.parked.listed(command.limit)
    return {"parked": [row | {"event_id": row["body"]["id"], "type": row["body"]["type"]} for row in rows]}


@main.on(invoke="redrive", load=schemas.RedriveSchema(), dump=schemas.RedrivenSchema(), roles={Role.ADMINISTRATOR})
def redrive(command: Redrive, ctx: Context) -> dict[str, Any]:
    """Let a function go on with a waybill: what is parked is handled in order, before anything newer is parked.

    Safe to repeat: what was released is not released again, and the sweep sees to it that nothing is lost between
    the release and the queue.
    """
    bodies = ctx.transact(lambda: _released(command, ctx))
    sweep.redrive(command.function, bodies, ctx)
    return {"event_ids": [body["id"] for body in bodies]}


def _released(command: Redrive, ctx: Context) -> list[dict[str, Any]]:
    """Let the group go on and remember who let it; NotFound PARKED_NOT_FOUND."""
    bodies = ctx.store.parked.release(command.function, command.waybill_no)
    if not bodies:
        raise NotFound("PARKED_NOT_FOUND", "没有待重试的消息", function=command.function)
    subject = f"parked:{command.function}:{command.waybill_no}"
    ctx.store.audit.note(ctx.actor, "redrive", subject, {"event_ids": [body["id"] for body in bodies]})
    return bodies


@main.on(invoke="list_events", load=schemas.ListEventsSchema(), dump=schemas.EventsSchema(), roles=OFFICE)
def list_events(command: ListEvents, ctx: Context) -> dict[str, Any]:
    """Every event of a waybill in the caller's scope, and how far each consumer is with it."""
    ctx.store.parcels.get(command.waybill_no, ctx.actor.scope)
    rows = ctx.store.outbox.of(command.waybill_no)
    keys = [handled_key(function, row["_id"]) for row in rows for function in consumers_of(row["type"])]
    handled, parked = ctx.store.handled.among(keys), ctx.store.parked.among(keys)
    for row in rows:
        row["id"], row["consumers"] = row["_id"], []
        for function in consumers_of(row["type"]):
            key = handled_key(function, row["_id"])
            state = "handled" if key in handled else "parked" if key in parked else "pending"
            row["consumers"].append({"function": function, "state": state})
    return {"events": rows}


@main.on(invoke="show_counts", dump=schemas.CountsSchema(), roles=OPERATORS)
def show_counts(_: object, ctx: Context) -> dict[str, Any]:
    """How much is under way: letters, timers, parked messages and the queues."""
    queues = [{"function": function} | topic.queue_depths(function) for function in consumers()]
    counts = ctx.store.outbox.counts() | {"timers": ctx.store.due.count(), "parked": ctx.store.parked.count()}
    return counts | {"queues": queues}
