"""What accounts and causes are called, and what an entry means, for people of finance."""

from logistics.domain.journal import Account, Entry

ACCOUNT_LABELS = {
    Account.COURIER_CASH: "快递员手中现金",
    Account.CASH_DECLARED: "已交账待清点",
    Account.OUTLET_SAFE: "网点保险柜",
    Account.BANK_IN_TRANSIT: "存款在途",
    Account.BANK: "银行存款",
    Account.WECHAT_CLEARING: "微信支付待结算",
    Account.WECHAT_IN_TRANSIT: "微信提现在途",
    Account.GOODS_MONEY_OWED: "应付代收货款",
    Account.FREIGHT_RECEIVABLE: "应收客户",
    Account.REVENUE_FREIGHT: "运费收入",
    Account.REVENUE_INSURANCE: "保价收入",
    Account.REVENUE_COD_FEE: "代收手续费收入",
    Account.REVENUE_SURCHARGE: "附加费收入",
    Account.REVENUE_PIECES: "多件收入",
    Account.REVENUE_RETURN_RECEIPT: "签回单收入",
    Account.REVENUE_REDELIVERY: "再次派送收入",
    Account.REVENUE_STORAGE: "保管费收入",
    Account.REVENUE_REDIRECT: "改寄收入",
    Account.REVENUE_RETURN: "退回运费收入",
    Account.REFUNDS: "补偿退款",
    Account.CLAIMS: "理赔支出",
    Account.DISCOUNTS: "优惠",
    Account.CASH_DIFFERENCE: "现金长短款",
    Account.COMMISSIONS: "快递员提成",
    Account.EARNINGS_OWED: "应付快递员收入",
    Account.PAYMENT_FEES: "支付手续费",
    Account.CLAIMS_OWED: "应付理赔款",
    Account.PAYOUT_IN_TRANSIT: "付款在途",
    Account.WRITTEN_OFF: "核销",
    Account.SUSPENSE: "待查款项",
}
_REVERSAL, _CHARGE = "reversal_of:", "charge_added:"
CAUSES = {
    "freight_charged": "运费入账",
    "charge_added": "附加费入账",
    "freight_moved": "运费转由寄方承担",
    "goods_money_owed_back": "货款应退付款人",
    "paid_back": "已退付款人",
    "cash_collected": "上门收款",
    "cash_declared": "快递员交账",
    "cash_counted": "网点清点入柜",
    "count_voided": "清点作废",
    "cash_banked": "现金存入银行",
    "deposit_voided": "存款作废，回到保险柜",
    "bank_confirmed": "银行确认到账",
    "cash_difference": "现金长短款",
    "goods_money_remitted": "货款返还商家",
    "payment_received": "微信支付收款",
    "refund_paid": "原路退款",
    "refund_allowed": "补偿退款由公司承担",
    "commission_earned": "快递员提成",
    "commission_reversed": "提成冲回",
    "remittance_ordered": "货款返款已提交",
    "payout_ordered": "付款已提交",
    "payout_paid": "付款成功",
    "claim_agreed": "理赔达成",
    "claim_paid": "理赔款已付",
    "statement_received": "月结回款",
    "payment_fees": "支付手续费",
    "goodwill_met": "补偿转为应退款",
    "provider_withdrawn": "微信余额提现到银行",
    "provider_topped_up": "银行转入微信余额",
    "withdrawal_arrived": "微信提现到账",
    "written_off": "差异核销",
    "unknown_credit": "不明来款",
    "earnings_set_off": "短款抵扣收入",
    "suspense_placed": "待查款项认领",
    "hand_back": "上门退款",
}


def cause_label(cause: str) -> str:
    """What a cause is called; a reversal tells what it undoes, and a cause nobody named stands as it is."""
    if cause.startswith(_REVERSAL):
        return f"冲销：{cause_label(cause.removeprefix(_REVERSAL).partition(':')[0])}"
    return CAUSES.get(cause.partition(":")[0], cause)


def told(entry: Entry) -> str:
    """One sentence of an entry: what it was, from where to where, and how much (yuan)."""
    gave = [line for line in entry.lines if line.amount_fen < 0]
    took = [line for line in entry.lines if line.amount_fen > 0]
    amount = sum(line.amount_fen for line in took)
    source = "、".join(dict.fromkeys(ACCOUNT_LABELS[line.account] for line in gave))
    target = "、".join(dict.fromkeys(ACCOUNT_LABELS[line.account] for line in took))
    return f"{cause_label(entry.cause)} {amount // 100}.{amount % 100:02d} 元：{source} → {target}"
