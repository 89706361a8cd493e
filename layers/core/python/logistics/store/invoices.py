"""Invoices at rest: titles sealed, and no subject in two standing ones."""

from dataclasses import fields
from datetime import date
from typing import TYPE_CHECKING

from pymongo.errors import DuplicateKeyError

from logistics.domain.faults import Conflict, NotFound
from logistics.domain.invoicing import Invoice, InvoiceState, TitleKind
from logistics.privacy import vault

if TYPE_CHECKING:
    from logistics.store.mongo import Row, Unit

TITLE_PLACE = "invoices.title"
_NAMES = tuple(field.name for field in fields(Invoice) if field.name != "id")


class Invoices:
    """Rows: {_id, account_id, kind, subjects, amount_fen, title, title_masked, state, at, number, issued_on, file,
    reply, stands}; `stands` is missing once one was refused, so that its subjects are free again."""

    def __init__(self, unit: "Unit") -> None:
        self._unit, self._rows = unit, unit.db["invoices"]

    def add(self, invoice: Invoice) -> Invoice:
        """A new one; Conflict INVOICED_BEFORE when a subject stands in another."""
        try:
            self._rows.insert_one({"_id": invoice.id} | _values(invoice), session=self._unit.session)
        except DuplicateKeyError as error:
            raise Conflict("INVOICED_BEFORE", "其中的运单或账单已开过发票") from error
        return invoice

    def get(self, invoice_id: str) -> Invoice:
        """An invoice by id; NotFound INVOICE_NOT_FOUND."""
        row = self._rows.find_one({"_id": invoice_id}, session=self._unit.session)
        if row is None:
            raise NotFound("INVOICE_NOT_FOUND", "没有找到这个发票申请")
        return _invoice(row)

    def save(self, before: Invoice, after: Invoice) -> Invoice:
        """Write what changed, unless somebody else moved it since; Conflict INVOICE_STATE_CONFLICT."""
        values = _values(after)
        change: Row = {"$set": values} | ({} if "stands" in values else {"$unset": {"stands": ""}})
        was = {"_id": before.id, "state": str(before.state)}
        if not self._rows.update_one(was, change, session=self._unit.session).matched_count:
            raise Conflict("INVOICE_STATE_CONFLICT", "该发票已处理")
        return after

    def of(self, account_id: str, before: str, limit: int) -> list[Invoice]:
        """A customer's, the newest first; `before` is the id that was shown last."""
        return self._listed({"account_id": account_id}, before, limit)

    def by_state(self, state: InvoiceState, before: str, limit: int) -> list[Invoice]:
        """The office's list of one state, the newest first."""
        return self._listed({"state": str(state)}, before, limit)

    def _listed(self, match: "Row", before: str, limit: int) -> list[Invoice]:
        match |= {"_id": {"$lt": before}} if before else {}
        rows = self._rows.find(match, session=self._unit.session).sort("_id", -1)
        return [_invoice(row) for row in rows.limit(limit)]


def opened_title(invoice: Invoice) -> dict[str, str]:
    """Title, tax number and address of an e-mail in clear, for who asked and who writes it."""
    said: dict[str, str] = vault.unseal(invoice.title, TITLE_PLACE, invoice.id)
    return said


def _values(invoice: Invoice) -> "Row":
    row: Row = {name: getattr(invoice, name) for name in _NAMES}
    row |= {"kind": str(invoice.kind), "state": str(invoice.state), "subjects": list(invoice.subjects)}
    row["issued_on"] = invoice.issued_on.isoformat() if invoice.issued_on else None
    return row | ({"stands": True} if invoice.state is not InvoiceState.REFUSED else {})


def _invoice(row: "Row") -> Invoice:
    values = {name: row[name] for name in _NAMES}
    values |= {"kind": TitleKind(row["kind"]), "state": InvoiceState(row["state"]), "subjects": tuple(row["subjects"])}
    values["issued_on"] = date.fromisoformat(row["issued_on"]) if row["issued_on"] else None
    return Invoice(id=row["_id"], **values)
