"""Money that leaves: goods money to merchants, earnings to couriers, compensations to claimants."""

from functions.remit import compensating, earning, earning_schemas, goods, payee_schemas, payees, schemas, sweeping
from functions.remit.finance_actions import register
from functions.remit.withdrawing import sent_withdrawal, withdraw_earnings
from logistics.domain.roles import Role
from logistics.runtime.function import Function

main = Function("remit")

_SENDERS = {Role.CUSTOMER, Role.MERCHANT}
_COURIER = {Role.COURIER}
_AUDITORS = {Role.FINANCE, Role.ADMINISTRATOR}
_WORK = ["ParcelPickedUp", "ParcelSigned", "ParcelRepriced", "ScanUndone", "SignatureRevoked"]


# --- couriers --------------------------------------------------------------------------------------------------------
main.on(queue=_WORK, load=earning_schemas.WorkSchema())(earning.follow_work)
main.on(
    http="GET /earnings",
    invoke="show_earnings",
    load=earning_schemas.ShowEarningsSchema(),
    dump=earning_schemas.EarningsSchema(),
    roles=_COURIER,
)(earning.show_earnings)
main.on(
    http="POST /earnings/withdrawal",
    invoke="withdraw_earnings",
    dump=earning_schemas.WithdrawalSchema(),
    roles=_COURIER,
    once=True,
    outside=sent_withdrawal,
)(withdraw_earnings)
main.on(
    http="GET /earnings/rules",
    invoke="list_commission_rules",
    load=earning_schemas.ListRulesSchema(),
    dump=earning_schemas.RulesSchema(),
    roles=_COURIER | _AUDITORS | {Role.OUTLET_MANAGER},
)(earning.list_commission_rules)
main.on(
    http="POST /earnings/rules",
    invoke="publish_commission_rule",
    load=earning_schemas.PublishRuleSchema(),
    dump=earning_schemas.PublishedRuleSchema(),
    roles={Role.ADMINISTRATOR},
    once=True,
)(earning.publish_commission_rule)

# --- senders ---------------------------------------------------------------------------------------------------------
main.on(
    http="GET /cod",
    invoke="list_goods_money",
    load=schemas.ListGoodsMoneySchema(),
    dump=schemas.GoodsMoneySchema(),
    roles=_SENDERS,
)(goods.list_goods_money)
main.on(http="GET /payee-account", invoke="show_payee_account", dump=payee_schemas.OwnPayeeSchema(), roles=_SENDERS)(
    payees.show_payee_account
)
main.on(
    http="POST /payee-account/code",
    invoke="send_payee_code",
    dump=payee_schemas.SentCodeSchema(),
    roles=_SENDERS,
    outside=payees.sent_payee_code,
)(payees.send_payee_code)
main.on(
    http="POST /payee-account",
    invoke="save_payee_account",
    load=payee_schemas.SavePayeeSchema(),
    dump=payee_schemas.SavedPayeeSchema(),
    roles=_SENDERS,
    once=True,
    outside=payees.proved_by_owner,
)(payees.save_payee_account)
main.on(
    http="GET /transfers",
    invoke="list_transfers",
    load=schemas.ListTransfersSchema(),
    dump=schemas.TransfersSchema(),
    roles=_SENDERS | _COURIER,
)(compensating.list_transfers)

# --- finance ---------------------------------------------------------------------------------------------------------
register(main)

# --- by themselves ---------------------------------------------------------------------------------------------------
main.on(queue="ClaimPayable", load=schemas.ClaimToPaySchema())(compensating.pay_claim)
main.on(queue="TransferHeard", load=schemas.TransferRefSchema(), outside=sweeping.asked_about)(
    sweeping.hear_of_transfer
)
main.on(schedule="sweep_payouts: rate(1 minute)")(sweeping.sweep_payouts)
