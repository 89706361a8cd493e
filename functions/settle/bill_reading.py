"""The payment provider's bills, line by line: cells begin with a backtick, sums are yuan with two decimals, in the end
the provider's own totals. A line that cannot be read is told as such and stops nothing."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from logistics.domain.reconciling import Fate, Finding, Kind, Money, Verdict

_YUAN = re.compile(r"(-?)(\d{1,12})\.(\d{2})")
_SUMS_BEGIN = ("总交易单数", "资金流水总笔数")
_FEES = ("扣除交易手续费", "退还交易手续费")
_WITHDRAWN, _TOPPED_UP = "提现", "充值"
_IN_THE_TRADE_BILL = ("交易", "退款", "退款关闭")
_MOVES = {"商家转账": Kind.TRANSFER, "商家转账退回": Kind.TRANSFER_RETURN}
_REFUND_FATES = {"SUCCESS": Fate.DONE, "PROCESSING": Fate.UNDER_WAY}
_SIGNS = {"收入": 1, "支出": -1}


@dataclass
class Reading:
    """What was seen besides the lines, complete once they have all been taken."""

    strange: list[Finding] = field(default_factory=list)
    whole: bool = True  # as many lines as the bill itself counts
    lines: int = 0
    sums: dict[str, int] = field(default_factory=dict)
    withdrawals: dict[str, int] = field(default_factory=dict)  # fen by the number of the flow
    top_ups: dict[str, int] = field(default_factory=dict)  # the same

    @property
    def readable(self) -> bool:
        """Whether each line was understood and their sums are the bill's own; one of an unknown sort is another's."""
        return all(each.verdict is Verdict.MISSING_IN_BOOKS for each in self.strange)

    def add(self, name: str, fen: int) -> None:
        self.sums[name] = self.sums.get(name, 0) + fen

    def broken(self, name: str, verdict: Verdict = Verdict.BROKEN_LINE, fen: int | None = None) -> None:
        self.strange.append(Finding(Kind.LINE, name, verdict, fen, None))


class _Unreadable(ValueError):
    """A line without the columns, or with a sum that is none."""


def trade_lines(file: Path | None, reading: Reading) -> Iterator[Money]:
    """The payments and refunds of a trade bill; reading.sums get `payments` and `refunds`."""
    for name, cells in _rows(file, "trade", reading, ("总交易单数", "订单总金额", "申请退款总金额")):
        try:
            money = _trade(cells)
        except _Unreadable:
            reading.broken(name)
            continue
        reading.add(f"{money.kind}s", money.amount_fen)
        yield money
    _check(reading, "trade", {"订单总金额": "payments", "申请退款总金额": "refunds"})


def flow_lines(file: Path | None, reading: Reading) -> Iterator[Money]:
    """A fund flow's transfers; reading.sums get `fees`, `withdrawals` left for the bank, `top_ups` came from it."""
    for name, cells in _rows(file, "fund_flow", reading, ("资金流水总笔数", "收入金额", "支出金额")):
        try:
            what, fen = cells.get("业务名称", ""), fen_of(cells.get("收支金额(元)", ""))
            signed = fen * _SIGNS[cells.get("收支类型", "")]
        except (_Unreadable, KeyError):
            reading.broken(name)
            continue
        reading.add("in" if signed > 0 else "out", fen)
        if what in _MOVES and cells.get("业务凭证号"):
            yield Money(_MOVES[what], cells["业务凭证号"], fen, Fate.DONE if signed > 0 else Fate.UNDER_WAY)
        elif what in _FEES:
            reading.add("fees", -signed)
        elif what == _WITHDRAWN and signed < 0 and cells.get("资金流水单号"):
            reading.withdrawals[cells["资金流水单号"]] = fen
        elif what == _TOPPED_UP and signed > 0 and cells.get("资金流水单号"):
            reading.top_ups[cells["资金流水单号"]] = fen
        elif what not in _IN_THE_TRADE_BILL:
            reading.broken(name, Verdict.MISSING_IN_BOOKS, signed)
    _check(reading, "fund_flow", {"收入金额": "in", "支出金额": "out"})


def fen_of(text: str) -> int:
    """Yuan with two decimals as fen, without a float on the way; raises ValueError."""
    found = _YUAN.fullmatch(text)
    if not found:
        raise _Unreadable(text)
    sign, yuan, rest = found.groups()
    fen = int(yuan) * 100 + int(rest)
    return -fen if sign else fen


def _trade(cells: dict[str, str]) -> Money:
    refund = cells.get("商户退款单号", "")
    if refund and refund != "0":
        fate = _REFUND_FATES.get(cells.get("退款状态", ""), Fate.FAILED)
        return Money(Kind.REFUND, refund, fen_of(cells.get("申请退款金额", "")), fate)
    number = cells.get("商户订单号", "")
    if not number:
        raise _Unreadable("no number")
    fate = Fate.DONE if cells.get("交易状态") == "SUCCESS" else Fate.FAILED
    return Money(Kind.PAYMENT, number, fen_of(cells.get("订单金额", "")), fate)


def _rows(
    file: Path | None, bill: str, reading: Reading, totals: tuple[str, ...]
) -> Iterator[tuple[str, dict[str, str]]]:
    """Each line as its name and cells by column; the provider's totals go into reading.sums under their own names."""
    if file is None:
        return
    with file.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
        yield from _tabled(lines, bill, reading, totals)


def _tabled(
    lines: Iterable[str], bill: str, reading: Reading, totals: tuple[str, ...]
) -> Iterator[tuple[str, dict[str, str]]]:
    columns: list[str] = []
    summing = False
    for at, line in enumerate(lines, 1):
        text = line.strip("\r\n ")
        if not text:
            continue
        if not columns or text.startswith(_SUMS_BEGIN):
            columns, summing = text.split(","), text.startswith(_SUMS_BEGIN)
            continue
        cells = text.removeprefix("`").split(",`")
        if summing:
            _told_sums(dict(zip(columns, cells, strict=False)), bill, reading, totals)
            return
        reading.lines += 1
        if len(cells) != len(columns):
            reading.broken(f"{bill}:{at}")
            continue
        yield f"{bill}:{at}", dict(zip(columns, cells, strict=True))
    reading.whole = False
    reading.broken(f"{bill}:totals")  # a file that was cut off has none


def _told_sums(cells: dict[str, str], bill: str, reading: Reading, totals: tuple[str, ...]) -> None:
    count, *sums = totals
    try:
        reading.sums |= {name: fen_of(cells.get(name, "")) for name in sums}
        told = int(cells.get(count, ""))
    except ValueError:
        reading.whole = False
        reading.broken(f"{bill}:totals")
        return
    if told != reading.lines:
        reading.whole = False
        reading.broken(f"{bill}:count")


def _check(reading: Reading, bill: str, names: dict[str, str]) -> None:
    for theirs, ours in names.items():
        told = reading.sums.pop(theirs, None)
        if told is not None and told != reading.sums.get(ours, 0):
            reading.strange.append(
                Finding(Kind.LINE, f"{bill}:{ours}", Verdict.AMOUNT_DIFFERS, told, reading.sums.get(ours, 0))
            )
