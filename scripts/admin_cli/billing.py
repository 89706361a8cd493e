"""Monthly accounts and invoices: credit, a month's bills, what came in for them, invoices to be written."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from scripts.admin_cli.desk import desk
from scripts.admin_cli.output import facts, moment, table, yuan

credit = typer.Typer(help="Monthly accounts (月结): what was agreed, and how one stands.", no_args_is_help=True)
bills = typer.Typer(help="A month's bills of monthly accounts.", no_args_is_help=True)
invoices = typer.Typer(help="Invoices (发票) that customers asked for.", no_args_is_help=True)

AccountId = Annotated[str, typer.Argument(metavar="CUSTOMER", help="The customer's id.")]
StatementId = Annotated[str, typer.Argument(metavar="STATEMENT", help="As the list shows it.")]
InvoiceId = Annotated[str, typer.Argument(metavar="INVOICE", help="As the list shows it.")]
Limit = Annotated[int, typer.Option(min=1, max=100)]


@credit.command("list")
def list_accounts(ctx: typer.Context, limit: Limit = 50) -> None:
    """Accounts that something was agreed about, or that are late."""
    rows = desk(ctx).read("bill", "list_accounts", {"limit": limit})["accounts"]
    columns = {
        "customer": "account_id",
        "limit": yuan("limit_fen"),
        "bill day": "statement_day",
        "due days": "due_days",
        "blocked": lambda row: "yes" if row["blocked"] else "",
        "overdue": lambda row: "yes" if row["overdue"] else "",
    }
    desk(ctx).out.show(rows, table(f"{len(rows)} accounts", rows, columns))


@credit.command("show")
def show_account(ctx: typer.Context, account_id: AccountId) -> None:
    """One account: its credit, what is used of it, and its latest bills."""
    shown = desk(ctx).read("bill", "show_customer_account", {"account_id": account_id})
    desk(ctx).out.show(shown, facts("Account", shown))


@credit.command("set")
def save_account(
    ctx: typer.Context,
    account_id: AccountId,
    limit_fen: Annotated[int, typer.Argument(min=0, help="What may be owed and ordered together, in fen.")],
    day: Annotated[int, typer.Option(min=1, max=28, help="The day of the next month on which its bill is made.")] = 1,
    due_days: Annotated[int, typer.Option(min=1, max=90, help="Days until it is to be paid.")] = 15,
    blocked: Annotated[bool, typer.Option("--blocked", help="Nothing more goes on the account.")] = False,
) -> None:
    """Write down what was agreed; it counts from the next order on."""
    data = {"account_id": account_id, "limit_fen": limit_fen, "statement_day": day, "due_days": due_days}
    saved = desk(ctx).change("bill", "save_account", data | {"blocked": blocked})
    desk(ctx).out.show(saved, facts("Agreed", saved))


@bills.command("list")
def list_statements(
    ctx: typer.Context,
    state: Annotated[str, typer.Option(help="open, overdue or paid.")] = "overdue",
    limit: Limit = 50,
) -> None:
    """Bills of one state by when they are due."""
    rows = desk(ctx).read("bill", "list_statements", {"state": state, "limit": limit})["statements"]
    columns = {
        "statement": "statement_id",
        "customer": "account_id",
        "month": "month",
        "amount": yuan("amount_fen"),
        "owed": yuan("owed_fen"),
        "due": moment("due_at"),
    }
    desk(ctx).out.show(rows, table(f"{len(rows)} {state}", rows, columns))


@bills.command("show")
def show_statement(ctx: typer.Context, statement_id: StatementId) -> None:
    """One bill with the first of its lines; `bills file` has all of them."""
    shown = desk(ctx).read("bill", "show_statement", {"statement_id": statement_id, "limit": 200})
    desk(ctx).out.show(shown, facts("Statement", shown))


@bills.command("file")
def statement_file(
    ctx: typer.Context,
    statement_id: StatementId,
    form: Annotated[str, typer.Option("--format", help="csv or xlsx.")] = "xlsx",
) -> None:
    """An address of the bill with all its lines, good for five minutes."""
    made = desk(ctx).read("bill", "show_statement_file", {"statement_id": statement_id, "format": form})
    desk(ctx).out.show(made, facts("File", made))


@bills.command("receive")
def receive(
    ctx: typer.Context,
    statement_id: StatementId,
    amount_fen: Annotated[int, typer.Argument(min=1, help="In fen.")],
    reference: Annotated[str, typer.Option(help="The bank's number; it counts once.")],
) -> None:
    """Record what a customer paid into the bank."""
    data = {"statement_id": statement_id, "amount_fen": amount_fen, "reference": reference}
    received = desk(ctx).change("bill", "record_receipt", data)
    desk(ctx).out.show(received, facts("Received", received))


@invoices.command("list")
def list_invoices(
    ctx: typer.Context,
    state: Annotated[str, typer.Option(help="requested, issued or refused.")] = "requested",
    limit: Limit = 50,
) -> None:
    """Invoices of one state, the newest first."""
    rows = desk(ctx).read("bill", "list_invoices", {"state": state, "limit": limit})["invoices"]
    columns = {
        "invoice": "invoice_id",
        "kind": "kind",
        "title": "title",
        "amount": yuan("amount_fen"),
        "number": "number",
        "asked": moment("at"),
    }
    desk(ctx).out.show(rows, table(f"{len(rows)} {state}", rows, columns))


@invoices.command("open")
def open_invoice(ctx: typer.Context, invoice_id: InvoiceId) -> None:
    """The title and tax number in clear, to write it; who looked is written down."""
    opened = desk(ctx).change("bill", "open_invoice", {"invoice_id": invoice_id})
    desk(ctx).out.show(opened, facts("Invoice", opened))


@invoices.command("record")
def record_invoice(
    ctx: typer.Context,
    invoice_id: InvoiceId,
    number: Annotated[str, typer.Argument(help="As the tax system gave it.")],
    day: Annotated[str, typer.Option(help="The day of issue, such as 2026-03-09.")],
    file: Annotated[str, typer.Option(help="Where the document is kept.")] = "",
) -> None:
    """Record an invoice that was written."""
    data: dict[str, Any] = {"invoice_id": invoice_id, "number": number, "issued_on": day}
    recorded = desk(ctx).change("bill", "record_invoice", data | ({"file": file} if file else {}))
    desk(ctx).out.show(recorded, facts("Invoice", recorded))


@invoices.command("refuse")
def refuse_invoice(
    ctx: typer.Context,
    invoice_id: InvoiceId,
    note: Annotated[str, typer.Option(help="What the customer reads.")],
) -> None:
    """Refuse to write it; it may be asked for again."""
    refused = desk(ctx).change("bill", "refuse_invoice", {"invoice_id": invoice_id, "note": note})
    desk(ctx).out.show(refused, facts("Invoice", refused))
