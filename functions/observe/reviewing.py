"""People look at signals and say whether they were right; of how many that was so is told beside them."""

from typing import Any

from functions.observe.schemas import ListSignals, OneSignal, ReviewSignal
from logistics.domain.driving import SignalKind
from logistics.domain.faults import Forbidden
from logistics.privacy.scrub import scrub_written
from logistics.runtime.context import Context
from logistics.store.signals import Judgement, KeptSignal


def list_signals(command: ListSignals, ctx: Context) -> dict[str, Any]:
    """Signals of the caller's outlets, the latest day first, and how often each kind was right."""
    asked = (command.judgement, command.kind, command.courier_id, command.before.isoformat() if command.before else "")
    found = ctx.store.signals.listed(ctx.actor.scope, *asked, command.limit)
    return {"signals": found, "precision": _precision(ctx.store.signals.counts(ctx.actor.scope))}


def show_signal(command: OneSignal, ctx: Context) -> KeptSignal:
    """One with the fixes that show it; NotFound SIGNAL_NOT_FOUND."""
    return ctx.store.signals.get(command.signal_id, ctx.actor.scope)


def review_signal(command: ReviewSignal, ctx: Context) -> dict[str, Any]:
    """Say whether it was as it seemed, once; nobody judges themselves.

    Raises NotFound SIGNAL_NOT_FOUND, Conflict SIGNAL_REVIEWED, Forbidden SIGNAL_YOURS.
    """
    signal = ctx.store.signals.get(command.signal_id, ctx.actor.scope)
    if signal.courier_id == ctx.actor.id:
        raise Forbidden("SIGNAL_YOURS", "不能复核自己的记录")
    ctx.store.signals.judge(signal, Judgement(command.judgement), scrub_written(command.note), ctx.actor.id)
    ctx.store.audit.note(ctx.actor, "review_signal", f"signal:{signal.id}", {"judgement": command.judgement})
    return {"signal_id": signal.id, "judgement": command.judgement}


def _precision(counts: dict[tuple[str, str], int]) -> list[dict[str, Any]]:
    rows = []
    for kind in SignalKind:
        right, wrong, left = (
            counts.get((kind, each), 0) for each in (Judgement.RIGHT, Judgement.WRONG, Judgement.OPEN)
        )
        share = round(right / (right + wrong), 3) if right + wrong else None
        rows.append({"kind": kind, "open": left, "right": right, "wrong": wrong, "precision": share})
    return rows
