"""How a return begins, whoever wants it: the desk, the sender, a dispatcher's decision, or nobody in time."""

from logistics.domain.parcel import Parcel
from logistics.domain.reasons import check_reason
from logistics.domain.returning import bill
from logistics.domain.roles import Actor
from logistics.domain.states import Step
from logistics.runtime.context import Context
from logistics.runtime.facts import Fact, Receipt, record


def start_return(
    parcel: Parcel,
    reason: str,
    ctx: Context,
    *,
    by: Actor | None = None,
    note: str | None = None,
    scan_id: str | None = None,
) -> Receipt:
    """Send a parcel back to its consignor, with the bill of the way back by the order's own tariff.

    `by` is who decides, the caller if not given. The charge follows from the scan (see fees). Raises Conflict
    PARCEL_STATE_CONFLICT, Invalid REASON_UNKNOWN, NotFound TARIFF_NOT_FOUND.
    """
    check_reason(Step.RETURN_STARTED, reason)
    tariff = ctx.store.tariffs.get(parcel.tariff_version).tariff
    decision = Fact(
        waybill_no=parcel.waybill_no,
        scan_id=scan_id or ctx.new_id(),
        occurred_at=ctx.now,
        reason=reason,
        note=note,
    )
    return record(parcel, decision, Step.RETURN_STARTED, ctx, bill(parcel, reason, tariff), by=by)
