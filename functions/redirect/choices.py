"""After a failed attempt: the parties say when to come again, that they will fetch it, or that it shall go back."""

from typing import Any

from functions.redirect.choice_schemas import ChooseDelivery
from logistics.domain.attempts import redelivery_fee_fen
from logistics.domain.choice import ANOTHER_TIME, RETURN, DeliveryChoice, choose, require_choosable
from logistics.domain.parcel import Parcel
from logistics.domain.returning import bill
from logistics.domain.sides import require_consignor
from logistics.domain.states import Step
from logistics.domain.timeline import fold
from logistics.runtime.context import Context
from logistics.runtime.returns import start_return

_REQUEST = "consignor_request"


def choose_delivery(command: ChooseDelivery, ctx: Context) -> dict[str, Any]:
    """Keep a party's choice for the next attempt, or begin the return; answers what it will cost.

    Raises Conflict PARCEL_STATE_CONFLICT and CHOICE_MADE, Invalid CHOICE_TIME_INVALID, Forbidden CONSIGNOR_ONLY.
    """
    parcel = ctx.store.parcels.get(command.waybill_no, ctx.actor.scope)
    if command.choice == RETURN:
        return _send_back(parcel, ctx)
    times = (command.start, command.end) if command.choice == ANOTHER_TIME else (None, None)
    chosen = DeliveryChoice(command.choice, parcel.attempts, ctx.actor.id, ctx.now, *times)
    ctx.store.parcels.save(parcel, choose(parcel, chosen))
    fee_fen = _next_attempt_fen(parcel, ctx) if command.choice == ANOTHER_TIME else 0
    return {"waybill_no": parcel.waybill_no, "choice": command.choice, "fee_fen": fee_fen}


def _send_back(parcel: Parcel, ctx: Context) -> dict[str, Any]:
    require_consignor(parcel, ctx.actor)
    require_choosable(parcel)
    start_return(parcel, _REQUEST, ctx)
    lines: Any = bill(parcel, _REQUEST, ctx.store.tariffs.get(parcel.tariff_version).tariff)["fee_lines"]
    return {"waybill_no": parcel.waybill_no, "choice": RETURN, "fee_fen": sum(each[2] for each in lines)}


def _next_attempt_fen(parcel: Parcel, ctx: Context) -> int:
    """By the reason for which the latest attempt failed."""
    applied = fold(ctx.store.scans.of(parcel.waybill_no), parcel.signatures).applied
    failed = [each.reason for each in applied if each.step in (Step.DELIVERY_FAILED, Step.REFUSED)]
    return redelivery_fee_fen(parcel.attempts, failed[-1] if failed else None)[0]
