"""Which doors lead finance to payouts; handler.py gathers them."""

from functions.remit import batches, payee_schemas, payees, remittance_schemas, results
from logistics.domain.roles import Role
from logistics.runtime.function import Function

_FINANCE = {Role.FINANCE}
_AUDITORS = {Role.FINANCE, Role.ADMINISTRATOR}


def register(main: Function) -> None:
    """Merchants' accounts, batches and the bank's files."""
    _accounts(main)
    _batches(main)


def _accounts(main: Function) -> None:
    main.on(
        http="GET /payee-accounts",
        invoke="list_payee_accounts",
        load=payee_schemas.ListPayeesSchema(),
        dump=payee_schemas.PayeesSchema(),
        roles=_FINANCE,
    )(payees.list_payee_accounts)
    main.on(
        http="POST /payee-accounts/<owner_id>/opening",
        invoke="open_payee_account",
        load=payee_schemas.PayeeRefSchema(),
        dump=payee_schemas.ClearPayeeSchema(),
        roles=_FINANCE,
        changes=True,
    )(payees.open_payee_account)
    main.on(
        http="POST /payee-accounts/<owner_id>",
        invoke="enter_payee_account",
        load=payee_schemas.EnterPayeeSchema(),
        dump=payee_schemas.SavedPayeeSchema(),
        roles=_FINANCE,
        once=True,
        outside=payees.proved_for_account,
    )(payees.enter_payee_account)
    main.on(
        http="POST /payee-accounts/<owner_id>/confirmation",
        invoke="confirm_payee_account",
        load=payee_schemas.ConfirmPayeeSchema(),
        dump=payee_schemas.SavedPayeeSchema(),
        roles=_FINANCE,
        once=True,
        outside=payees.proved_for_account,
    )(payees.confirm_payee_account)
    main.on(
        http="POST /payout-codes",
        invoke="send_payout_code",
        load=payee_schemas.CodeRefSchema(),
        dump=payee_schemas.SentCodeSchema(),
        roles=_FINANCE,
        outside=payees.sent_payout_code,
    )(payees.send_payout_code)


def _batches(main: Function) -> None:
    main.on(
        http="POST /remittances",
        invoke="make_remittance",
        load=remittance_schemas.MakeBatchSchema(),
        dump=remittance_schemas.MadeBatchSchema(),
        roles=_FINANCE,
        once=True,
    )(batches.make_remittance)
    main.on(
        http="POST /remittances/<batch_id>/approval",
        invoke="approve_remittance",
        load=remittance_schemas.ApproveSchema(),
        dump=remittance_schemas.BatchSchema(),
        roles=_FINANCE,
        once=True,
        outside=batches.proved,
    )(batches.approve_remittance)
    main.on(
        http="POST /remittances/<batch_id>/rejection",
        invoke="reject_remittance",
        load=remittance_schemas.RejectSchema(),
        dump=remittance_schemas.BatchSchema(),
        roles=_FINANCE,
        once=True,
    )(batches.reject_remittance)
    main.on(
        http="POST /remittances/<batch_id>/file",
        invoke="make_bank_file",
        load=remittance_schemas.BatchRefSchema(),
        dump=remittance_schemas.BankFileSchema(),
        roles=_FINANCE,
        changes=True,
    )(batches.make_bank_file)
    main.on(
        http="POST /remittances/<batch_id>/result",
        invoke="record_bank_result",
        load=remittance_schemas.BankResultSchema(),
        dump=remittance_schemas.BankResultReplySchema(),
        roles=_FINANCE,
    )(results.record_bank_result)
    main.on(
        http="GET /remittances",
        invoke="list_remittances",
        load=remittance_schemas.ListBatchesSchema(),
        dump=remittance_schemas.BatchesSchema(),
        roles=_AUDITORS,
    )(batches.list_remittances)
    main.on(
        http="GET /remittances/<batch_id>",
        invoke="show_remittance",
        load=remittance_schemas.BatchRefSchema(),
        dump=remittance_schemas.ShownBatchSchema(),
        roles=_AUDITORS,
    )(batches.show_remittance)
    main.on(
        http="GET /payouts",
        invoke="list_payouts",
        load=remittance_schemas.ListPayoutsSchema(),
        dump=remittance_schemas.PayoutsSchema(),
        roles=_AUDITORS,
    )(batches.list_payouts)
