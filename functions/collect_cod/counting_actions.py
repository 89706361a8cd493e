"""How declared cash is counted and paid in, and who sees where it lies."""

from functions.collect_cod import cash_schemas, counting, depositing, holders
from logistics.domain.roles import Role
from logistics.runtime.function import Function
from logistics.runtime.uploads import GrantSchema

_COUNTERS = {Role.CASHIER, Role.OUTLET_MANAGER}
_AUDITORS = {Role.FINANCE, Role.ADMINISTRATOR}
_LOOKING = _COUNTERS | _AUDITORS


def register(main: Function) -> None:
    """Let these actions be reached."""
    main.on(
        http="GET /cash-declarations",
        invoke="list_cash_declarations",
        load=cash_schemas.DeclarationPageSchema(),
        dump=cash_schemas.WaitingDeclarationsSchema(),
        roles=_LOOKING,
    )(counting.list_cash_declarations)
    main.on(
        http="POST /cash-counts/code",
        invoke="send_count_code",
        load=cash_schemas.OneDeclarationSchema(),
        dump=cash_schemas.CodeSentSchema(),
        roles=_COUNTERS,
        outside=counting.sent_code,
    )(counting.send_count_code)
    main.on(
        http="POST /cash-counts",
        invoke="count_cash",
        load=cash_schemas.CountSchema(),
        dump=cash_schemas.CountedSchema(),
        roles=_COUNTERS,
        once=True,
        outside=counting.prove,
    )(counting.count_cash)
    main.on(
        http="GET /cash-counts",
        invoke="list_cash_counts",
        load=cash_schemas.CountPageSchema(),
        dump=cash_schemas.CountsSchema(),
        roles=_LOOKING,
    )(counting.list_cash_counts)

    main.on(
        http="POST /cash-deposits/slips",
        invoke="request_deposit_slip",
        load=cash_schemas.AskSlipSchema(),
        dump=GrantSchema(),
        roles=_COUNTERS,
        changes=True,
        outside=depositing.make_form,
    )(depositing.request_deposit_slip)
    main.on(
        http="POST /cash-deposits",
        invoke="deposit_cash",
        load=cash_schemas.DepositCashSchema(),
        dump=cash_schemas.DepositSchema(),
        roles=_COUNTERS,
        once=True,
        outside=depositing.check_slip,
    )(depositing.deposit_cash)
    main.on(
        http="GET /cash-deposits",
        invoke="list_cash_deposits",
        load=cash_schemas.DepositPageSchema(),
        dump=cash_schemas.DepositsSchema(),
        roles=_LOOKING,
    )(depositing.list_cash_deposits)
    main.on(
        http="GET /cash-deposits/<deposit_id>/slip",
        invoke="show_deposit_slip",
        load=cash_schemas.OneDepositSchema(),
        dump=cash_schemas.SlipUrlSchema(),
        roles=_LOOKING,
    )(depositing.show_deposit_slip)

    main.on(
        http="GET /cash/holders",
        invoke="list_cash_holders",
        load=cash_schemas.ListHoldersSchema(),
        dump=cash_schemas.HoldersSchema(),
        roles=_AUDITORS,
    )(holders.list_cash_holders)
