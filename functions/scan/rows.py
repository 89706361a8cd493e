"""A scanner's upload: up to a hundred facts, each with its own outcome."""

from dataclasses import asdict
from typing import Any

from marshmallow import ValidationError

from functions.scan.rules import goes_by_hand, may_report
from functions.scan.schemas import RecordScans, ScanRow, ScanRowSchema
from logistics.domain.faults import Fault, NotFound
from logistics.domain.parcel import Parcel
from logistics.domain.reasons import check_reason
from logistics.domain.states import Step
from logistics.runtime.context import Context
from logistics.runtime.custody import require_cash_room
from logistics.runtime.facts import Receipt, record
from logistics.runtime.replies import refusal

_ROW = ScanRowSchema()


def record_scans(command: RecordScans, ctx: Context) -> dict[str, list[dict[str, Any]]]:
    """Record each row in a transaction of its own; a row that is refused says why and holds up no other.

    Needs no request id: a scan's own id makes the row safe to send again, in whatever batch. Rows are taken in the
    order in which they stand. When the store fails midway the whole batch is to be sent again.
    """
    return {"results": [_outcome(at, raw, ctx) for at, raw in enumerate(command.scans)]}


def _outcome(at: int, raw: dict[str, Any], ctx: Context) -> dict[str, Any]:
    try:
        row: ScanRow = _ROW.load(raw)
    except ValidationError as error:
        return {"row": at, **refusal(error)[0]}
    try:
        receipt = ctx.transact(lambda: _recorded(row, ctx))
    except Fault as fault:
        return {"row": at, "scan_id": row.scan_id, "waybill_no": row.waybill_no, **refusal(fault)[0]}
    return {"row": at, **asdict(receipt), "applied": receipt.applied}


def _recorded(row: ScanRow, ctx: Context) -> Receipt:
    step = Step(row.step)
    check_reason(step, row.reason)  # also where a step needs none: a free text is no reason
    parcel = _parcel(row, step, ctx)
    if step is Step.OUT_FOR_DELIVERY:
        require_cash_room(parcel, row.occurred_at, ctx)
    return record(parcel, row, step, ctx)


def _parcel(row: ScanRow, step: Step, ctx: Context) -> Parcel:
    if not goes_by_hand(step):
        return ctx.store.parcels.get(row.waybill_no, ctx.actor.scope)
    parcel = ctx.store.parcels.find(row.waybill_no)
    if parcel is None or not may_report(parcel, step, ctx.actor):
        raise NotFound("PARCEL_NOT_FOUND", "没有找到这个运单")
    return parcel
