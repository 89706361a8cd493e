"""How days are compared with the provider's bills, and how differences are explained."""

from functions.settle import banking, cash_days, difference_schemas, differences, reconciling
from logistics.domain.roles import Role
from logistics.runtime.function import Function

_FINANCE = {Role.FINANCE}
_AUDITORS = {Role.FINANCE, Role.ADMINISTRATOR}


def register(main: Function) -> None:
    """Let these actions be reached."""
    main.on(schedule="reconcile_provider: cron(30 10-23 * * ? *)", dump=difference_schemas.RoundSchema())(
        reconciling.reconcile_provider
    )
    main.on(schedule="reconcile_cash: cron(20 1 * * ? *)", dump=difference_schemas.CashRoundSchema())(
        cash_days.reconcile_cash
    )
    main.on(
        http="POST /days/<day>/reconciliation",
        invoke="reconcile_day",
        load=difference_schemas.ReconcileDaySchema(),
        dump=difference_schemas.ReconciledSchema(),
        roles=_FINANCE,
    )(reconciling.reconcile_day)
    main.on(
        http="POST /bank-files",
        invoke="record_bank_file",
        load=difference_schemas.BankFileSchema(),
        dump=difference_schemas.BankFileReplySchema(),
        roles=_FINANCE,
    )(banking.record_bank_file)
    main.on(
        http="GET /differences",
        invoke="list_differences",
        load=difference_schemas.ListDifferencesSchema(),
        dump=difference_schemas.DifferencesSchema(),
        roles=_AUDITORS,
    )(differences.list_differences)
    main.on(
        http="POST /differences/<difference_id>/assignment",
        invoke="assign_difference",
        load=difference_schemas.AssignDifferenceSchema(),
        dump=difference_schemas.DifferenceStateSchema(),
        roles=_FINANCE,
        once=True,
    )(differences.assign_difference)
    main.on(
        http="POST /differences/<difference_id>/closing",
        invoke="close_difference",
        load=difference_schemas.CloseDifferenceSchema(),
        dump=difference_schemas.DifferenceStateSchema(),
        roles=_FINANCE,
        once=True,
    )(differences.close_difference)
