"""The lines of the two bills: yuan with two decimals, a backtick before each cell, two lines of sums at the end."""

import json
import sqlite3
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from scripts.sandbox.wechat_pay.book import BEIJING

Writer = Callable[[sqlite3.Connection, float, float], str | None]  # of a span of time
_COMMON = (
    "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,"
    "付款银行,货币种类,应结订单金额,代金券金额,"
)
_REFUNDED = "微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,"
_LAST = "商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注"
_TRADE_HEADS = {
    "ALL": f"{_COMMON}{_REFUNDED}{_LAST}",
    "SUCCESS": f"{_COMMON}商品名称,商户数据包,手续费,费率,订单金额,费率备注",
    "REFUND": f"{_COMMON}退款申请时间,退款成功时间,{_REFUNDED}{_LAST}",
}
_TRADE_SUMS = "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额"
_FLOW_HEAD = (
    "记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),"
    "资金变更提交申请人,备注,业务凭证号"
)
_FLOW_SUMS = "资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额"
_PAID = "SELECT paid_at AS at, * FROM pay_orders WHERE paid_at >= ? AND paid_at < ? ORDER BY paid_at, out_trade_no"
_BACK = (
    "SELECT r.created_at AS at, r.refund_id, r.out_refund_no, r.refund, r.status, r.settled_at, r.fee AS fee_back, o.*"
    " FROM pay_refunds r JOIN pay_orders o USING (out_trade_no)"
    " WHERE r.created_at >= ? AND r.created_at < ? ORDER BY r.created_at, r.out_refund_no"
)


def trade(connection: sqlite3.Connection, start: float, end: float, rate: float, bill_type: str) -> str | None:
    """The trade bill of [start, end), None when nothing happened."""
    paid = connection.execute(_PAID, (start, end)).fetchall() if bill_type != "REFUND" else []
    back = connection.execute(_BACK, (start, end)).fetchall() if bill_type != "SUCCESS" else []
    if not paid and not back:
        return None
    head, percent = _TRADE_HEADS[bill_type], f"{rate:.2%}"
    cells = [(row["at"], _paid_cells(row, percent)) for row in paid]
    cells += [(row["at"], _back_cells(row, percent)) for row in back]
    names = head.split(",")
    lines = [_line(found[name] for name in names) for _, found in sorted(cells, key=lambda each: each[0])]
    total, refund = sum(row["total"] for row in paid), sum(row["refund"] for row in back)
    fee = sum(row["fee"] for row in paid) - sum(row["fee_back"] for row in back)
    sums = [str(len(lines)), *(_yuan(each) for each in (total, refund, 0, fee, total, refund))]
    return _file(head, lines, _TRADE_SUMS, sums)


def fund_flow(connection: sqlite3.Connection, start: float, end: float, account: str) -> str | None:
    """The fund flow of an account in [start, end), None when nothing moved; only the basic one moves here."""
    if account != "BASIC":
        return None
    rows = connection.execute("SELECT * FROM pay_flows WHERE at >= ? AND at < ? ORDER BY id", (start, end)).fetchall()
    if not rows:
        return None
    incoming, outgoing = ([row["amount"] for row in rows if sign * row["amount"] > 0] for sign in (1, -1))
    sums = [str(len(rows)), str(len(incoming)), _yuan(sum(incoming)), str(len(outgoing)), _yuan(-sum(outgoing))]
    return _file(_FLOW_HEAD, [_flow_line(row) for row in rows], _FLOW_SUMS, sums)


def _paid_cells(row: sqlite3.Row, rate: str) -> dict[str, str]:
    return _order_cells(row, rate) | {
        "交易状态": "SUCCESS",
        "应结订单金额": _yuan(row["total"]),
        "手续费": _yuan(row["fee"]),
        "订单金额": _yuan(row["total"]),
    }


def _back_cells(row: sqlite3.Row, rate: str) -> dict[str, str]:
    return _order_cells(row, rate) | {
        "交易状态": "REFUND",
        "退款申请时间": _clock(row["at"]),
        "退款成功时间": _clock(row["settled_at"]) if row["status"] == "SUCCESS" else "",
        "微信退款单号": row["refund_id"],
        "商户退款单号": row["out_refund_no"],
        "退款金额": _yuan(row["refund"]),
        "退款类型": "ORIGINAL",
        "退款状态": row["status"],
        "手续费": _yuan(-row["fee_back"]),
        "申请退款金额": _yuan(row["refund"]),
    }


def _order_cells(row: sqlite3.Row, rate: str) -> dict[str, str]:
    """What a payment and a refund share; a refund's own sums stand in for those of the order."""
    asked = json.loads(row["asked"])
    zeros = ("应结订单金额", "代金券金额", "退款金额", "充值券退款金额", "手续费", "订单金额", "申请退款金额")
    blanks = ("微信退款单号", "商户退款单号", "退款类型", "退款状态", "特约商户号", "费率备注")
    return {
        **dict.fromkeys(zeros, _yuan(0)),
        **dict.fromkeys(blanks, ""),
        "交易时间": _clock(row["at"]),
        "公众账号ID": asked["appid"],
        "商户号": asked["mchid"],
        "特约商户号": "0",
        "设备号": asked.get("scene_info", {}).get("device_id", ""),
        "微信订单号": row["transaction_id"],
        "商户订单号": row["out_trade_no"],
        "用户标识": row["openid"],
        "交易类型": row["trade_type"],
        "付款银行": row["bank_type"],
        "货币种类": "CNY",
        "商品名称": asked["description"],
        "商户数据包": asked.get("attach", ""),
        "费率": rate,
    }


def _flow_line(row: sqlite3.Row) -> str:
    number, flow = row["number"], f"4{row['id']:029d}"
    direction = "收入" if row["amount"] > 0 else "支出"
    sums = _yuan(abs(row["amount"])), _yuan(row["balance"])
    told = number, flow, row["name"], row["kind"], direction, *sums, "system", "", row["voucher"]
    return _line((_clock(row["at"]), *told))


def _file(head: str, lines: list[str], sum_head: str, sums: list[str]) -> str:
    return "\r\n".join([head, *lines, sum_head, _line(sums), ""])


def _line(cells: Iterable[str]) -> str:
    # A comma inside a cell would shift all that follow; the platform gives no quotes either.
    return ",".join(f"`{cell.replace(',', ' ')}" for cell in cells)


def _clock(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).astimezone(BEIJING).strftime("%Y-%m-%d %H:%M:%S")


def _yuan(fen: int) -> str:
    sign, whole = "-" if fen < 0 else "", abs(fen)
    return f"{sign}{whole // 100}.{whole % 100:02d}"
