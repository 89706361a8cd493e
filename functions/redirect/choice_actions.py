"""Which doors lead to what the parties choose, what they are asked, and what falls due; handler.py gathers them."""

from functions.redirect.choice_schemas import (
    ChooseDeliverySchema,
    ChosenSchema,
    ConsentGivenSchema,
    ConsentsSchema,
    ConsentToStorageSchema,
    DisposeParcelSchema,
    GiveInstructionSchema,
    InstructedSchema,
    InstructionsSchema,
    ListInstructionsSchema,
    MomentDueSchema,
    NewsSchema,
    WithdrawConsentSchema,
)
from functions.redirect.choices import choose_delivery
from functions.redirect.clocks import NEWS, instruction_moment, keep_clocks, storage_moment
from functions.redirect.consents import consent_to_storage, withdraw_consent
from functions.redirect.instructions import dispose_parcel, give_instruction, list_instructions
from logistics.domain.roles import CUSTOMERS, Role
from logistics.runtime.facts import ReceiptSchema
from logistics.runtime.function import Function


def register(main: Function) -> None:
    """Choices and consents of the parties, instructions, and the clocks of what waits."""
    main.on(
        http="POST /parcels/<waybill_no>/delivery-choice",
        invoke="choose_delivery",
        load=ChooseDeliverySchema(),
        dump=ChosenSchema(),
        roles=CUSTOMERS,
        once=True,
    )(choose_delivery)
    main.on(
        http="POST /parcels/<waybill_no>/storage-consent",
        invoke="consent_to_storage",
        load=ConsentToStorageSchema(),
        dump=ConsentGivenSchema(),
        roles=CUSTOMERS,
        once=True,
    )(consent_to_storage)
    main.on(
        http="DELETE /parcels/<waybill_no>/storage-consent",
        invoke="withdraw_consent",
        load=WithdrawConsentSchema(),
        dump=ConsentsSchema(),
        roles=CUSTOMERS,
        once=True,
    )(withdraw_consent)
    main.on(
        http="POST /parcels/<waybill_no>/instruction",
        invoke="give_instruction",
        load=GiveInstructionSchema(),
        dump=InstructedSchema(),
        roles=CUSTOMERS | {Role.DISPATCHER},
        once=True,
    )(give_instruction)
    main.on(
        http="GET /instructions",
        invoke="list_instructions",
        load=ListInstructionsSchema(),
        dump=InstructionsSchema(),
        roles={Role.DISPATCHER, Role.OUTLET_MANAGER, Role.CUSTOMER_SERVICE},
    )(list_instructions)
    main.on(
        http="POST /parcels/<waybill_no>/disposal",
        invoke="dispose_parcel",
        load=DisposeParcelSchema(),
        dump=ReceiptSchema(),
        roles={Role.OUTLET_MANAGER},
        once=True,
    )(dispose_parcel)
    main.on(queue=NEWS, load=NewsSchema())(keep_clocks)
    main.on(queue="StorageMomentDue", load=MomentDueSchema())(storage_moment)
    main.on(queue="InstructionMomentDue", load=MomentDueSchema())(instruction_moment)
