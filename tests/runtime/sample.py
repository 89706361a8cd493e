"""A small function that exists only for these tests: it keeps notes on waybills in a real MongoDB."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from logistics.domain.events import OrderCancelled
from logistics.domain.faults import Conflict, Unavailable
from logistics.domain.roles import Role
from logistics.runtime.context import Context
from logistics.runtime.function import Function
from logistics.runtime.schemas import CommandSchema, EventSchema, text, waybill_no

WAYBILL, ANOTHER = "WB613956486811", "WB548895943331"
PHONE = "13912345678"  # invented

main = Function("sample")
closed = Function("closed")


@dataclass(frozen=True)
class Note:
    waybill_no: str
    text: str


class NoteSchema(CommandSchema):
    command = Note
    waybill_no = waybill_no()
    text = text(40, required=True)


@dataclass(frozen=True)
class Which:
    waybill_no: str


class WhichSchema(CommandSchema):
    command = Which
    waybill_no = waybill_no()


class SignedSchema(EventSchema):
    command = Which
    waybill_no = waybill_no()


def _keep(ctx: Context, waybill: str, words: str) -> str:
    row = {"_id": ctx.new_id(), "waybill_no": waybill, "text": words, "by": ctx.actor.id, "trigger": ctx.trigger}
    ctx.store.db["sample_notes"].insert_one(row, session=ctx.store.session)
    return str(row["_id"])


@main.on(
    http="POST /notes/<waybill_no>",
    invoke="write_note",
    socket="write_note",
    load=NoteSchema(),
    roles={Role.CUSTOMER},
    once=True,
)
def write_note(command: Note, ctx: Context) -> dict[str, str]:
    """A change that a caller may repeat; it announces two events in this order."""
    note_id = _keep(ctx, command.waybill_no, command.text)
    ctx.emit(OrderCancelled(command.waybill_no, scan_id=note_id, reason="first"))
    ctx.emit(OrderCancelled(command.waybill_no, scan_id=note_id, reason="second"))
    return {"note_id": note_id}


@main.on(http="GET /notes/<waybill_no>", invoke="count_notes", load=WhichSchema())
def count_notes(command: Which, ctx: Context) -> dict[str, Any]:
    """Anybody may read; the reply says whom the runtime took the caller for."""
    count = ctx.store.db["sample_notes"].count_documents({"waybill_no": command.waybill_no})
    return {"count": count, "actor": ctx.actor.id, "role": ctx.actor.role, "ip": ctx.source_ip}


def _ask_outside(command: Note, ctx: Context) -> str:
    assert ctx.store.session is None, "providers are called outside the transaction"
    ctx.store.db["sample_asked"].insert_one({"text": command.text})
    if command.text == "busy":
        raise Unavailable("PROVIDER_UNAVAILABLE", "对方系统繁忙")
    return "checked"


@main.on(
    http="POST /notes/<waybill_no>/check", load=NoteSchema(), roles={Role.CUSTOMER}, once=True, outside=_ask_outside
)
def check_note(command: Note, ctx: Context) -> dict[str, str]:
    """A change that needs a provider's answer first."""
    return {"note_id": _keep(ctx, command.waybill_no, command.text), "answer": ctx.answer}


@main.on(invoke="write_and_fail", load=NoteSchema(), changes=True)
def write_and_fail(command: Note, ctx: Context) -> None:
    """Writes, announces, sets a timer, and is refused after all."""
    _keep(ctx, command.waybill_no, command.text)
    event = OrderCancelled(command.waybill_no, scan_id="s", reason=None)
    ctx.emit(event)
    ctx.emit_at(event, ctx.now + timedelta(minutes=5), "timer")
    raise Conflict("NOTE_UNWANTED", "不需要这条备注", since=ctx.now)


@main.on(invoke="write_and_answer_nonsense", load=NoteSchema(), changes=True)
def write_and_answer_nonsense(command: Note, ctx: Context) -> object:
    """A reply that is not JSON."""
    _keep(ctx, command.waybill_no, command.text)
    return {"reply": object()}


@main.on(http="GET /nonsense", invoke="answer_nonsense")
def answer_nonsense(_: dict[str, Any], ctx: Context) -> object:
    return {"reply": object()}


@main.on(http="GET /accident", invoke="crash")
def crash(_: dict[str, Any], ctx: Context) -> None:
    raise ZeroDivisionError(f"while calling {PHONE}")


@main.on(invoke="say_nothing")
def say_nothing(_: dict[str, Any], ctx: Context) -> None:
    print("a library that prints", end="")


@main.on(queue=["ParcelSigned", "ParcelRefused"], load=SignedSchema())
def take_note(command: Which, ctx: Context) -> None:
    """A consumer that cannot handle what is marked as broken: one event, or all of a waybill."""
    assert ctx.event is not None
    broken = {"_id": {"$in": [command.waybill_no, ctx.event.id]}}
    if ctx.store.db["sample_broken"].find_one(broken, session=ctx.store.session):
        raise RuntimeError(f"cannot reach the consignee at {PHONE}")
    row = {"_id": ctx.new_id(), "waybill_no": command.waybill_no, "event_id": ctx.event.id}
    ctx.store.db["sample_notes"].insert_one(row, session=ctx.store.session)


@main.on(schedule="count_all: rate(1 minute)")
def count_all(_: dict[str, Any], ctx: Context) -> dict[str, Any]:
    return {"count": ctx.store.db["sample_notes"].count_documents({}), "role": ctx.actor.role}


@closed.on(invoke="hello")
def hello(_: dict[str, Any], ctx: Context) -> dict[str, str]:
    return {"said": "hello"}
