"""Which doors lead to proofs of who took a parcel, and to what waits for its consignee; handler.py gathers them."""

from functions.sign.proving import (
    ask_provider,
    check_recipient,
    move_return_receipt,
    send_sign_code,
    sign_by_myself,
)
from functions.sign.proving_schemas import (
    CheckRecipientSchema,
    CodeSentSchema,
    MoveReceiptSchema,
    OwnSignatureSchema,
    ReceiptMovedSchema,
    RecipientSchema,
    SignByMyselfSchema,
)
from functions.sign.storing import collect_by_code, show_storage, store_parcel
from functions.sign.storing_schemas import (
    CollectByCodeSchema,
    OneWaybillSchema,
    StoredReceiptSchema,
    StoreParcelSchema,
    WaitingSchema,
)
from logistics.domain.roles import CUSTOMERS, Role
from logistics.runtime.facts import ReceiptSchema
from logistics.runtime.function import Function

_AT_THE_COUNTER = {Role.COURIER, Role.OUTLET_MANAGER}


def register(main: Function) -> None:
    """Codes, identities and own signatures; storage and its codes; the paper that goes back."""
    main.on(
        http="POST /parcels/<waybill_no>/sign-code",
        invoke="send_sign_code",
        load=OneWaybillSchema(),
        dump=CodeSentSchema(),
        roles=_AT_THE_COUNTER,
    )(send_sign_code)
    main.on(
        http="POST /parcels/<waybill_no>/recipient-identity",
        invoke="check_recipient",
        load=CheckRecipientSchema(),
        dump=RecipientSchema(),
        roles=_AT_THE_COUNTER,
        once=True,
        outside=ask_provider,
    )(check_recipient)
    main.on(
        http="POST /parcels/<waybill_no>/own-signature",
        invoke="sign_by_myself",
        load=SignByMyselfSchema(),
        dump=OwnSignatureSchema(),
        roles=CUSTOMERS,
        once=True,
    )(sign_by_myself)
    main.on(
        http="POST /parcels/<waybill_no>/storage",
        invoke="store_parcel",
        load=StoreParcelSchema(),
        dump=StoredReceiptSchema(),
        roles=_AT_THE_COUNTER,
        once=True,
    )(store_parcel)
    main.on(
        http="GET /parcels/<waybill_no>/storage",
        invoke="show_storage",
        load=OneWaybillSchema(),
        dump=WaitingSchema(),
        roles=CUSTOMERS,
    )(show_storage)
    main.on(
        http="POST /parcels/<waybill_no>/collection-by-code",
        invoke="collect_by_code",
        load=CollectByCodeSchema(),
        dump=ReceiptSchema(),
        roles=_AT_THE_COUNTER | CUSTOMERS,
        once=True,
    )(collect_by_code)
    main.on(
        http="POST /parcels/<waybill_no>/return-receipt",
        invoke="move_return_receipt",
        load=MoveReceiptSchema(),
        dump=ReceiptMovedSchema(),
        roles={Role.OUTLET_MANAGER},
        once=True,
    )(move_return_receipt)
