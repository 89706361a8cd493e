"""The bank's two files as text: what is to be paid, and what became of it. Their layout is in docs/money.md."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from logistics.domain.money import yuan
from logistics.domain.payout import Payout
from logistics.store.payee_accounts import payout_details

_TO_PAY = ("付款单号", "收款户名", "收款账号", "开户行", "金额(元)", "附言")
_RESULT = ("付款单号", "金额(元)", "结果", "原因")
_REMARK = "代收货款返款"
_OUTCOMES = {"成功": True, "失败": False}
_YUAN = re.compile(r"([0-9]{1,10})(?:\.([0-9]{1,2}))?")
_LONGEST_REASON = 60


@dataclass(frozen=True)
class Told:
    """One line of the bank's result; `reason` is its code or words for a failure."""

    line: int
    payout_id: str
    amount_fen: int
    paid: bool
    reason: str


@dataclass(frozen=True)
class Broken:
    """A line that was not understood, or does not fit."""

    line: int
    reason: str


def written(payouts: Iterable[Payout]) -> str:
    """The batch file, one line a payout; account numbers are digits, names never begin a formula (see schemas)."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow(_TO_PAY)
    for payout in payouts:
        to = payout_details(payout.payee, payout.id)
        rows.writerow((payout.id, to.account_name, to.account_no, to.bank_name, yuan(payout.amount_fen), _REMARK))
    return out.getvalue()


def read(written_lines: Iterable[str]) -> tuple[list[Told], list[Broken]]:
    """The lines of a result, and those that are broken; a number that is told of twice is broken each time."""
    rows = [next(csv.reader([line])) for line in written_lines]  # one by one: an open quote spoils its own line only
    if not rows or tuple(cell.strip() for cell in rows[0]) != _RESULT:
        return [], [Broken(1, "HEADER_UNKNOWN")]
    lines = [(line, [cell.strip() for cell in cells]) for line, cells in enumerate(rows[1:], 2)]
    found = [_told(line, cells) for line, cells in lines if any(cells)]
    told = [each for each in found if isinstance(each, Told)]
    broken = [each for each in found if isinstance(each, Broken)]
    times = Counter(each.payout_id for each in told)
    twice = {number for number, count in times.items() if count > 1}
    broken += [Broken(each.line, "TOLD_TWICE") for each in told if each.payout_id in twice]
    return [each for each in told if each.payout_id not in twice], sorted(broken, key=lambda each: each.line)


def _told(line: int, cells: list[str]) -> Told | Broken:
    if len(cells) != len(_RESULT):
        return Broken(line, "CELLS_MISSING")
    number, amount, outcome, reason = cells
    fen = _fen(amount)
    if fen is None:
        return Broken(line, "AMOUNT_INVALID")
    if outcome not in _OUTCOMES:
        return Broken(line, "OUTCOME_UNKNOWN")
    return Told(line, number, fen, _OUTCOMES[outcome], reason[:_LONGEST_REASON])


def _fen(amount: str) -> int | None:
    found = _YUAN.fullmatch(amount)
    return None if found is None else int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0"))
