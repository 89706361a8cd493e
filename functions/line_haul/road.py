"""A vehicle leaves, and is counted out where it arrives: a scan for each parcel, each in a transaction of its own.

The scans' ids follow from the manifest and the waybill. Whoever repeats a call that died halfway finds what is done,
goes on with the rest, and gets the whole answer.
"""

from dataclasses import asdict
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from functions.line_haul.rules import require_end, standing_at
from functions.line_haul.schemas import Move
from logistics.domain.faults import Conflict
from logistics.domain.ids import derived_id
from logistics.domain.manifest import Loaded, Manifest, ManifestState, Statement, count_out, pieces_by_waybill
from logistics.domain.parcel import Parcel
from logistics.domain.roles import SYSTEM, Actor
from logistics.domain.states import Step
from logistics.domain.waybill import parent_of
from logistics.runtime.context import Context
from logistics.runtime.facts import Fact, record
from logistics.settings import settings

MISSING, SURPLUS = "carrier_parcel_missing", "carrier_sorting_error"
_S = ManifestState
_A_MOMENT = timedelta(milliseconds=1)
Flags = list[dict[str, str]]


def depart_manifest(command: Move, ctx: Context) -> dict[str, Any]:
    """The loaded vehicle leaves: every parcel on it is on its way from then on.

    Raises NotFound MANIFEST_NOT_FOUND, Forbidden OUTLET_NOT_YOURS, Conflict MANIFEST_STATE_CONFLICT, MANIFEST_EMPTY.
    """
    manifest = ctx.transact(lambda: _leaving(command, ctx))
    loaded = ctx.store.manifests.loaded(manifest.id)
    flagged = _scan_departures(manifest, loaded, ctx, command.location)
    return {
        "manifest_id": manifest.id,
        "state": manifest.state,
        "departed_at": manifest.departed_at,
        "parcels": len(loaded),
        "incomplete": [each.waybill_no for each in loaded if not each.complete],
        "flagged": flagged,
    }


def arrive_manifest(command: Move, ctx: Context) -> dict[str, Any]:
    """The vehicle is counted out: what came is scanned in, what did not come and what nobody loaded is an incident.

    Raises NotFound MANIFEST_NOT_FOUND, Forbidden OUTLET_NOT_YOURS, Conflict MANIFEST_STATE_CONFLICT.
    """
    manifest = ctx.transact(lambda: _coming_in(command, ctx))
    loaded = ctx.store.manifests.loaded(manifest.id)
    if not manifest.all_departed:
        _scan_departures(manifest, loaded, ctx)
    seen, unreadable = pieces_by_waybill(manifest.numbers, settings().waybill_prefix)
    known = ctx.store.parcels.many(seen)
    statement = count_out(loaded, {number: pieces for number, pieces in seen.items() if number in known})
    flagged = _scan_arrivals(manifest, statement, known, ctx, command.location)
    ctx.transact(lambda: _closed(manifest, statement, ctx))
    unknown = [*unreadable, *(number for number in seen if number not in known)]
    told = {"manifest_id": manifest.id, "state": _S.CLOSED, "unknown": unknown, "flagged": flagged}
    return asdict(statement) | told


def _leaving(command: Move, ctx: Context) -> Manifest:
    manifest = ctx.store.manifests.get(command.manifest_id, ctx.actor)
    require_end(ctx.actor, manifest, manifest.from_outlet_id)
    manifest.require(_S.OPEN, _S.DEPARTED)
    if manifest.state is _S.DEPARTED:
        return manifest
    if not ctx.store.manifests.loaded(manifest.id):
        raise Conflict("MANIFEST_EMPTY", "还没有装车，不能发车")
    at = min(command.occurred_at, ctx.now)
    return ctx.store.manifests.change(manifest, state=_S.DEPARTED, departed_at=at)


def _coming_in(command: Move, ctx: Context) -> Manifest:
    manifest = ctx.store.manifests.get(command.manifest_id, ctx.actor)
    require_end(ctx.actor, manifest, manifest.to_outlet_id)
    if manifest.state is _S.DEPARTED:
        at = _arrival_time(manifest.departed_at, command.occurred_at, ctx.now)
        return ctx.store.manifests.change(manifest, state=_S.ARRIVED, arrived_at=at, numbers=tuple(command.numbers))
    manifest.require(_S.ARRIVED, _S.CLOSED)
    if set(command.numbers) != set(manifest.numbers):
        raise Conflict("MANIFEST_STATE_CONFLICT", "交接单已清点，不能再次清点", state=manifest.state)
    return manifest


def _arrival_time(departed_at: datetime | None, said: datetime, now: datetime) -> datetime:
    """The phone's time where it can be true: after the departure and not after now."""
    return now if departed_at is None or not departed_at < said <= now else said


def _closed(manifest: Manifest, statement: Statement, ctx: Context) -> None:
    ctx.store.manifests.change(manifest, state=_S.CLOSED, statement=statement)
    ctx.store.manifests.release(manifest)


# --- a scan for each parcel ------------------------------------------------------------------------------------


def _scan_departures(
    manifest: Manifest, loaded: list[Loaded], ctx: Context, location: tuple[float, float] | None = None
) -> Flags:
    by = standing_at(ctx.actor, manifest.from_outlet_id)
    at = manifest.departed_at or ctx.now
    flagged: Flags = []
    for each in loaded:
        fact = _fact(manifest, each.waybill_no, Step.DEPARTED, at, location)
        flagged += ctx.transact(partial(_recorded, fact, Step.DEPARTED, manifest, by, ctx))
    ctx.transact(lambda: ctx.store.manifests.change(manifest, all_departed=True))
    return flagged


def _scan_arrivals(
    manifest: Manifest,
    statement: Statement,
    known: dict[str, Parcel],
    ctx: Context,
    location: tuple[float, float] | None,
) -> Flags:
    astray = {number for number in statement.surplus if parent_of(number) == number}
    missing = _by_waybill(statement.missing)
    by = standing_at(ctx.actor, manifest.to_outlet_id)
    at = manifest.arrived_at or ctx.now
    flagged: Flags = []
    for waybill_no in sorted({*known, *missing}):
        fact = _fact(manifest, waybill_no, Step.ARRIVED, at, location) if waybill_no in known else None
        reason = SURPLUS if waybill_no in astray else MISSING if waybill_no in missing else None
        numbers = missing.get(waybill_no, [waybill_no])

        def work(
            fact: Fact | None = fact, number: str = waybill_no, why: str | None = reason, of: Any = numbers
        ) -> Flags:
            said = _recorded(fact, Step.ARRIVED, manifest, by, ctx) if fact else []
            return said + (_incident(manifest, number, why, of, at, ctx) if why else [])

        flagged += ctx.transact(work)
    return flagged


def _incident(
    manifest: Manifest, waybill_no: str, reason: str, numbers: list[str], at: datetime, ctx: Context
) -> Flags:
    parcel = ctx.store.parcels.find(waybill_no)
    whole_gone = reason == MISSING and numbers == [waybill_no]
    if parcel is None or (whole_gone and parcel.at_outlet_id is not None):
        return []  # somebody scanned it in elsewhere meanwhile: it is not missing
    fact = _fact(manifest, waybill_no, Step.EXCEPTION_OPENED, at, reason=reason)
    return _recorded(fact, Step.EXCEPTION_OPENED, manifest, SYSTEM, ctx, numbers)


def _recorded(
    fact: Fact, step: Step, manifest: Manifest, by: Actor, ctx: Context, numbers: list[str] | None = None
) -> Flags:
    parcel = ctx.store.parcels.find(fact.waybill_no)
    if parcel is None:
        return []
    details: dict[str, object] = {"manifest_id": manifest.id} | ({"numbers": numbers} if numbers else {})
    receipt = record(parcel, fact, step, ctx, details, by=by)
    return [{"waybill_no": fact.waybill_no, "flag": receipt.flag}] if receipt.flag else []


def _fact(
    manifest: Manifest,
    waybill_no: str,
    step: Step,
    at: datetime,
    location: tuple[float, float] | None = None,
    reason: str | None = None,
) -> Fact:
    # Of two scans at the same time the one with the greater id comes later.
    when = at + _A_MOMENT if step is Step.EXCEPTION_OPENED else at
    scan_id = derived_id(when, manifest.id, waybill_no, str(step))
    return Fact(waybill_no=waybill_no, scan_id=scan_id, occurred_at=at, location=location, reason=reason)


def _by_waybill(numbers: tuple[str, ...]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for number in numbers:
        grouped.setdefault(parent_of(number), []).append(number)
    return grouped
