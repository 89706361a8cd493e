"""Delivery: the files that prove it, and how it ended."""

from functions.sign.delivery import fail_delivery, refuse_parcel, sign_parcel
from functions.sign.proving_actions import register
from functions.sign.schemas import (
    ConfirmedSchema,
    ConfirmUploadSchema,
    FailDeliverySchema,
    ProofUrlSchema,
    RefuseParcelSchema,
    RequestUploadSchema,
    ShowProofSchema,
    SignParcelSchema,
)
from functions.sign.uploads import check_files, confirm_upload, make_form, request_upload, show_proof
from logistics.domain.roles import CUSTOMERS, EVERYONE, Role
from logistics.runtime.facts import ReceiptSchema
from logistics.runtime.function import Function
from logistics.runtime.uploads import GrantSchema

main = Function("sign")

_COURIER = {Role.COURIER}
_AT_THE_COUNTER = {Role.COURIER, Role.OUTLET_MANAGER}
_UPLOADERS = _AT_THE_COUNTER | CUSTOMERS | {Role.DRIVER}

main.on(
    http="POST /parcels/<waybill_no>/uploads",
    invoke="request_upload",
    load=RequestUploadSchema(),
    dump=GrantSchema(),
    roles=_UPLOADERS,
    changes=True,
    outside=make_form,
)(request_upload)
main.on(
    http="POST /parcels/<waybill_no>/uploads/confirmation",
    invoke="confirm_upload",
    load=ConfirmUploadSchema(),
    dump=ConfirmedSchema(),
    roles=_UPLOADERS,
    once=True,
    outside=check_files,
)(confirm_upload)
main.on(
    http="GET /parcels/<waybill_no>/proof-url",
    invoke="show_proof",
    load=ShowProofSchema(),
    dump=ProofUrlSchema(),
    roles=EVERYONE,
)(show_proof)
main.on(
    http="POST /parcels/<waybill_no>/signature",
    invoke="sign_parcel",
    load=SignParcelSchema(),
    dump=ReceiptSchema(),
    roles=_AT_THE_COUNTER,
    once=True,
)(sign_parcel)
main.on(
    http="POST /parcels/<waybill_no>/failed-attempt",
    invoke="fail_delivery",
    load=FailDeliverySchema(),
    dump=ReceiptSchema(),
    roles=_COURIER,
    once=True,
)(fail_delivery)
main.on(
    http="POST /parcels/<waybill_no>/refusal",
    invoke="refuse_parcel",
    load=RefuseParcelSchema(),
    dump=ReceiptSchema(),
    roles=_COURIER,
    once=True,
)(refuse_parcel)
register(main)
