"""Cash on delivery from the door to the bank: collected, declared, counted blind, deposited; differences by two."""

from functions.collect_cod import (
    books,
    cash_schemas,
    counting_actions,
    declarations,
    difference_actions,
    door,
    fees,
    limits,
    schemas,
)
from logistics.domain.roles import Role
from logistics.runtime.function import Function

COLLECTORS = {Role.COURIER, Role.OUTLET_MANAGER}
AUDITORS = {Role.FINANCE, Role.ADMINISTRATOR}

main = Function("collect_cod")

# at the door
main.on(
    http="POST /parcels/<waybill_no>/collection",
    invoke="collect_cash",
    load=schemas.CollectSchema(),
    dump=schemas.CollectionSchema(),
    roles=COLLECTORS,
    once=True,
)(door.collect_cash)
main.on(
    http="POST /parcels/<waybill_no>/hand-back",
    invoke="hand_back_cash",
    load=schemas.OneWaybillSchema(),
    dump=schemas.CollectionSchema(),
    roles=COLLECTORS,
    once=True,
)(door.hand_back_cash)

# a courier's day
main.on(http="GET /cash/balance", invoke="show_cash_balance", dump=schemas.CashBalanceSchema(), roles=COLLECTORS)(
    declarations.show_cash_balance
)
main.on(
    http="POST /cash-declarations",
    invoke="declare_cash",
    load=schemas.DeclareSchema(),
    dump=schemas.DeclarationSchema(),
    roles=COLLECTORS,
    once=True,
)(declarations.declare_cash)
main.on(
    invoke="set_cash_limit",
    load=cash_schemas.SetCashLimitSchema(),
    dump=cash_schemas.CashLimitSchema(),
    roles=AUDITORS,
    changes=True,
)(limits.set_cash_limit)

counting_actions.register(main)
difference_actions.register(main)

# the books
main.on(
    queue=[
        *("ParcelPickedUp", "ParcelRepriced", "ChargeAdded", "ScanUndone", "CodVoided", "CodReinstated"),
        *("ParcelLost", "ParcelFound", "ParcelReturning", "ParcelDisposed", "RefundRequested", "RefundFailed"),
    ],
    load=schemas.ChargeSchema(),
)(books.charge_freight)
main.on(queue="ParcelPartlySigned", load=schemas.ChargeSchema())(fees.lower_fee)
main.on(invoke="show_journal", load=schemas.OneWaybillSchema(), dump=schemas.JournalSchema(), roles=AUDITORS)(
    books.show_journal
)
main.on(
    invoke="list_payment_instructions",
    load=schemas.ListInstructionsSchema(),
    dump=schemas.InstructionsSchema(),
    roles=AUDITORS,
)(books.list_payment_instructions)
main.on(invoke="check_journal", load=schemas.CheckSchema(), dump=schemas.CheckedSchema(), roles=AUDITORS)(
    books.check_journal
)
