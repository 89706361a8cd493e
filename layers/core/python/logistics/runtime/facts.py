"""How a fact comes in: what every scan carries, and what its sender is told.

Facts are taken offline and sent hours later, perhaps twice and out of order: the phone makes the scan's id and says
when it happened. A fact that does not fit the parcel's state is kept and flagged, which is an answer and no error.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from marshmallow import Schema, ValidationError, fields, validate

from logistics.domain.ids import is_id
from logistics.domain.parcel import Parcel
from logistics.domain.roles import Actor
from logistics.domain.scan import Scan
from logistics.domain.states import Status, Step
from logistics.privacy.scrub import scrub_written
from logistics.runtime.context import Context
from logistics.runtime.schemas import CommandSchema, location, moment, text, waybill_no

MOST_PROOFS = 6  # of one scan
_NO_DETAILS: Mapping[str, object] = {}


def _check_scan_id(value: str) -> None:
    if not is_id(value):
        raise ValidationError("编号格式不正确")


@dataclass(frozen=True, kw_only=True)
class Fact:
    """`occurred_at` is the phone's time; `location` (lng, lat) in WGS-84; `evidence` keys of confirmed files."""

    waybill_no: str
    scan_id: str
    occurred_at: datetime
    location: tuple[float, float] | None = None
    reason: str | None = None
    note: str | None = None
    evidence: tuple[str, ...] = ()


class FactSchema(CommandSchema):
    """What every fact needs; schemas of facts that need more add to it."""

    command: type = Fact

    waybill_no = waybill_no()
    scan_id = fields.String(required=True, validate=_check_scan_id)
    occurred_at = moment(required=True)
    location = location()


class ReportSchema(FactSchema):
    """A fact with a reason code, a remark and evidence."""

    reason = text(64, required=True)
    note = text(200)
    evidence = fields.List(text(128), load_default=(), validate=validate.Length(max=MOST_PROOFS))


@dataclass(frozen=True)
class Receipt:
    """What became of a fact. It counts (`applied`), or `flag` says in a code why it is only kept."""

    scan_id: str
    waybill_no: str
    status: Status
    flag: str | None

    @property
    def applied(self) -> bool:
        return self.flag is None


class ReceiptSchema(Schema):
    scan_id = fields.String()
    waybill_no = fields.String()
    status = fields.String()
    status_label = fields.String(attribute="status.label")
    applied = fields.Boolean()
    flag = fields.String()


def record(
    parcel: Parcel,
    fact: Fact,
    step: Step,
    ctx: Context,
    details: Mapping[str, object] = _NO_DETAILS,
    *,
    by: Actor | None = None,
) -> Receipt:
    """Record a fact about a parcel, in this transaction; raises what Scans.record raises.

    It is the caller's own, or that of `by`. Free text loses the phone and identity numbers in it: the timeline holds
    no personal data.
    """
    actor = by or ctx.actor
    scan = Scan(
        fact.scan_id,
        fact.waybill_no,
        step,
        fact.occurred_at,
        ctx.now,
        actor.id,
        actor.role,
        actor.outlet_id,
        location=fact.location,
        reason=fact.reason,
        note=fact.note and scrub_written(fact.note),
        evidence=tuple(fact.evidence),
        details=details,
    )
    recorded = ctx.store.scans.record(parcel, scan)
    return Receipt(scan.id, parcel.waybill_no, recorded.parcel.status, recorded.flag)
