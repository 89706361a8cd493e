"""Invoices (发票): asked for by who paid or was billed, written by finance, never for more and never twice."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from logistics.domain.changing import changed
from logistics.domain.faults import Conflict, Invalid

# GB 32100-2015: the characters of a unified social credit code, and the weights of its first seventeen.
_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_SHAPE = re.compile(rf"[{_CHARACTERS}]{{2}}[0-9]{{6}}[{_CHARACTERS}]{{10}}")


class TitleKind(StrEnum):
    PERSONAL = "personal"
    COMPANY = "company"


class InvoiceState(StrEnum):
    REQUESTED = "requested"
    ISSUED = "issued"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        return {"requested": "开票中", "issued": "已开具", "refused": "已驳回"}[self]


@dataclass(frozen=True)
class Invoice:
    """`subjects` are what it is for: "waybill:<number>" or "statement:<id>", each in one standing invoice at most.

    `title` is sealed: the title, tax number and address of an e-mail; `title_masked` may be shown. `number`,
    `issued_on` and `file` are finance's record of what the tax system made.
    """

    id: str
    account_id: str
    kind: TitleKind
    subjects: tuple[str, ...]
    amount_fen: int
    title: bytes
    title_masked: str
    state: InvoiceState
    at: datetime
    number: str = ""
    issued_on: date | None = None
    file: str = ""
    reply: str = ""

    def issue(self, number: str, issued_on: date, file: str) -> "Invoice":
        """Finance has written it; Conflict INVOICE_STATE_CONFLICT."""
        self._require_requested()
        return changed(self, state=InvoiceState.ISSUED, number=number, issued_on=issued_on, file=file)

    def refuse(self, reply: str) -> "Invoice":
        """It is not written, and its subjects may be asked for again; Conflict INVOICE_STATE_CONFLICT."""
        self._require_requested()
        return changed(self, state=InvoiceState.REFUSED, reply=reply)

    def _require_requested(self) -> None:
        if self.state is not InvoiceState.REQUESTED:
            raise Conflict("INVOICE_STATE_CONFLICT", "该发票已处理", state=self.state)


def is_tax_no(text: str) -> bool:
    """Whether this is a unified social credit code (统一社会信用代码), its check character right (GB 32100-2015)."""
    if not _SHAPE.fullmatch(text):
        return False
    total = sum(_CHARACTERS.index(each) * weight for each, weight in zip(text, _WEIGHTS, strict=False))
    return _CHARACTERS[(31 - total % 31) % 31] == text[-1]


def require_title(kind: TitleKind, tax_no: str) -> None:
    """A company is named with its tax number, a person without; Invalid TAX_NO_INVALID."""
    if kind is TitleKind.COMPANY and not is_tax_no(tax_no):
        raise Invalid("TAX_NO_INVALID", "统一社会信用代码不正确，请核对")
    if kind is TitleKind.PERSONAL and tax_no:
        raise Invalid("TAX_NO_INVALID", "个人抬头无需填写税号")
