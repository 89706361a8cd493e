"""A day of payments and refunds against the provider's bill: time and memory of a fresh process, beside a bare compare.

One in ten is a refund, one in a thousand differs. The bill has been fetched and unpacked before, for both sides.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from scripts.benchmarks.figures import Figure, figure
from scripts.benchmarks.ground import Ground, ground
from scripts.local.environment import ROOT

Row = dict[str, Any]
_HEAD = (
    "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,"
    "应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,"
    "手续费,费率,订单金额,申请退款金额,费率备注"
)
_SUMS = "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额"
_FEN, _BACK_FEN, _WRONG_FEN = 2050, 550, 1
_REFUND_EACH, _WRONG_EACH, _BATCH = 10, 1000, 5000


def reconciling(transactions: int) -> list[Figure]:
    """One row; `peak_mb` is the most memory that the process ever had (resident)."""
    noon = (datetime.now(UTC) - timedelta(days=1)).replace(hour=4, minute=0, second=0, microsecond=0)
    with ground() as place, tempfile.TemporaryDirectory(prefix="bench-") as folder:
        file = Path(folder) / "trade.csv"
        _fill(transactions, noon)
        file.write_text("\r\n".join(_bill(transactions, noon)), encoding="utf-8")
        floor = _process(place, "bare", file, noon)
        ours = _process(place, "ours", file, noon)
    if ours["differences"] != transactions // _WRONG_EACH:
        raise RuntimeError(f"{ours['differences']} differences were found")
    more = {"lines": transactions, "peak_mb": ours["peak_mb"], "floor_peak_mb": floor["peak_mb"]}
    return [figure("a day", [ours["ms"]], [floor["ms"]], **more, limit_p50_ms=60_000, limit_peak_mb=500)]


def _fill(transactions: int, noon: datetime) -> None:
    from logistics.store.mongo import database

    db = database()
    moved = [_is_refund(number) for number in range(transactions)]
    _insert(db["refunds"], (_refund(number, noon) for number, back in enumerate(moved) if back))
    _insert(db["payments"], (_payment(number, noon) for number, back in enumerate(moved) if not back))
    _insert(db["journal"], (_entry(number, noon) for number in range(transactions)))


def _insert(collection: Any, rows: Iterator[Row]) -> None:
    while batch := list(islice(rows, _BATCH)):
        collection.insert_many(batch, ordered=False)


def _is_refund(number: int) -> bool:
    return number % _REFUND_EACH == 0


def _payment(number: int, noon: datetime) -> Row:
    row = {"_id": _name(number), "subject": f"SF{number:012d}", "purpose": "freight", "channel": "jsapi"}
    times = {"at": noon, "expires_at": noon, "paid_at": noon, "closed_at": None}
    state = {"state": "paid", "offer": "wx", "transaction_id": f"42{number:026d}", "shipping": "told"}
    return row | times | state | {"amount_fen": _FEN, "asked_by": "customer"}


def _refund(number: int, noon: datetime) -> Row:
    row = {"_id": _name(number), "payment_id": "P", "waybill_no": f"SF{number:012d}", "reason": "cancelled"}
    state = {"state": "paid", "at": noon, "paid_at": noon, "next_at": None, "tries": 1, "asked_by": "customer"}
    return row | state | {"amount_fen": _BACK_FEN, "of_fen": _FEN}


def _entry(number: int, noon: datetime) -> Row:
    back = _is_refund(number)
    fen = -_BACK_FEN if back else _FEN
    lines = [
        {"account": "wechat_clearing", "holder": "company", "slot": "0", "amount_fen": fen},
        {"account": "freight_receivable", "holder": f"SF{number:012d}", "slot": "", "amount_fen": -fen},
    ]
    cause = "refund_paid" if back else "payment_received"
    return {"_id": f"{cause}:{_name(number)}", "cause": cause, "waybill_no": None, "at": noon, "lines": lines}


def _name(number: int) -> str:
    return f"{'R' if _is_refund(number) else 'P'}{number:015d}"


def _bill(transactions: int, noon: datetime) -> Iterator[str]:
    yield _HEAD
    paid = back = 0
    for number in range(transactions):
        fen = _BACK_FEN if _is_refund(number) else _FEN
        fen += _WRONG_FEN if number % _WRONG_EACH == 1 else 0
        paid, back = (paid, back + fen) if _is_refund(number) else (paid + fen, back)
        yield _line(number, fen, noon)
    yield _SUMS
    yield _cells(str(transactions), _yuan(paid), _yuan(back), "0.00", "0.00", _yuan(paid), _yuan(back))


def _line(number: int, fen: int, noon: datetime) -> str:
    back = _is_refund(number)
    ours, theirs = ("P", _name(number)) if back else (_name(number), "")
    head = (noon.strftime("%Y-%m-%d %H:%M:%S"), "wx0", "1900000001", "0", "", f"42{number:026d}", ours, "openid")
    state = ("JSAPI", "REFUND" if back else "SUCCESS", "OTHERS", "CNY", "0.00" if back else _yuan(fen), "0.00")
    refund = ("50", theirs, _yuan(fen), "0.00", "ORIGINAL", "SUCCESS") if back else ("", "", "0.00", "0.00", "", "")
    sums = ("运费", "", "0.12", "0.60%", "0.00" if back else _yuan(fen), _yuan(fen) if back else "0.00", "")
    return _cells(*head, *state, *refund, *sums)


def _cells(*cells: str) -> str:
    return ",".join(f"`{each}" for each in cells)


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"


def _process(place: Ground, side: str, file: Path, noon: datetime) -> Row:
    words = [sys.executable, "-m", "scripts.benchmarks.reconciling_process", side, str(file), noon.isoformat()]
    environment = place.process_environment()
    done = subprocess.run(words, env=environment, cwd=ROOT, check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))
