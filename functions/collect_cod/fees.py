"""The fee for collecting follows what was collected: whoever takes some pieces only has less collected for them."""

from functions.collect_cod.schemas import OneWaybill
from logistics.domain.charge import Charge, Payer, settle_difference
from logistics.domain.collecting import fee_difference_fen
from logistics.domain.faults import NotFound
from logistics.domain.pricing import COD_FEE
from logistics.runtime.context import Context

_ONCE = f"{COD_FEE}:pieces"


def lower_fee(command: OneWaybill, ctx: Context) -> None:
    """After pieces were handed over against their share: the difference of the fee is given back, once."""
    parcel = ctx.store.parcels.find(command.waybill_no)
    if parcel is None:
        raise NotFound("PARCEL_NOT_FOUND", "没有找到这个运单", waybill_no=command.waybill_no)
    difference_fen = fee_difference_fen(parcel, ctx.store.tariffs.get(parcel.tariff_version).tariff)
    less = Charge(_ONCE, COD_FEE, "代收货款手续费（部分签收）", difference_fen, Payer.CONSIGNOR, ctx.now)
    after = settle_difference(parcel, less)
    if after is not parcel:
        ctx.store.parcels.save(parcel, after)
