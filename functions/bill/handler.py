"""Monthly accounts of customers: credit, a month's statement, its payment; and invoices."""

from functions.bill import invoice_schemas, schemas
from functions.bill.accounts import list_accounts, save_account, show_account, show_customer_account
from functions.bill.invoices import (
    list_invoices,
    open_invoice,
    record_invoice,
    refuse_invoice,
    request_invoice,
)
from functions.bill.paying import ask_provider, pay_statement, record_receipt, take_payment
from functions.bill.statements import (
    list_statements,
    run_month,
    show_statement,
    show_statement_file,
    write_file,
)
from functions.bill.telling import send_news, tell_of_statement
from logistics.domain.roles import Role
from logistics.runtime.function import Function
from logistics.runtime.offering import OfferedSchema

main = Function("bill")

_CUSTOMERS = {Role.CUSTOMER, Role.MERCHANT, Role.PARTNER}
_FINANCE = {Role.FINANCE, Role.ADMINISTRATOR}

main.on(http="GET /account", invoke="show_account", dump=schemas.AccountSchema(), roles=_CUSTOMERS)(show_account)
main.on(
    http="GET /accounts",
    invoke="list_accounts",
    load=schemas.ListAccountsSchema(),
    dump=schemas.AccountsSchema(),
    roles=_FINANCE,
)(list_accounts)
main.on(
    http="GET /accounts/<account_id>",
    invoke="show_customer_account",
    load=schemas.OneAccountSchema(),
    dump=schemas.AccountSchema(),
    roles=_FINANCE,
)(show_customer_account)
main.on(
    http="POST /accounts/<account_id>",
    invoke="save_account",
    load=schemas.SaveAccountSchema(),
    dump=schemas.AgreedSchema(),
    roles={Role.FINANCE},
    once=True,
)(save_account)
main.on(
    http="GET /account-statements",
    invoke="list_statements",
    load=schemas.ListStatementsSchema(),
    dump=schemas.StatementsSchema(),
    roles=_FINANCE,
)(list_statements)
main.on(
    http="GET /account/statements/<statement_id>",
    invoke="show_statement",
    load=schemas.ShowStatementSchema(),
    dump=schemas.ShownStatementSchema(),
    roles=_CUSTOMERS | _FINANCE,
)(show_statement)
main.on(
    http="GET /account/statements/<statement_id>/file",
    invoke="show_statement_file",
    load=schemas.StatementFileSchema(),
    dump=schemas.FileSchema(),
    roles=_CUSTOMERS | _FINANCE,
    outside=write_file,
)(show_statement_file)
main.on(
    http="POST /account/statements/<statement_id>/payments",
    invoke="pay_statement",
    load=schemas.OneStatementSchema(),
    dump=OfferedSchema(),
    roles=_CUSTOMERS,
    once=True,
    outside=ask_provider,
)(pay_statement)
main.on(
    http="POST /account/statements/<statement_id>/receipts",
    invoke="record_receipt",
    load=schemas.ReceiveSchema(),
    dump=schemas.StatementSchema(),
    roles={Role.FINANCE},
    once=True,
)(record_receipt)
main.on(schedule="run_month: rate(1 hour)", dump=schemas.IssuedSchema())(run_month)
main.on(queue=["PaymentReceived"], load=schemas.PaymentNewsSchema())(take_payment)
main.on(queue=["StatementIssued", "StatementOverdue"], load=schemas.StatementNewsSchema(), outside=send_news)(
    tell_of_statement
)

main.on(
    http="POST /invoices",
    invoke="request_invoice",
    load=invoice_schemas.RequestInvoiceSchema(),
    dump=invoice_schemas.InvoiceMovedSchema(),
    roles=_CUSTOMERS,
    once=True,
)(request_invoice)
main.on(
    http="GET /invoices",
    invoke="list_invoices",
    load=invoice_schemas.ListInvoicesSchema(),
    dump=invoice_schemas.InvoicesSchema(),
    roles=_CUSTOMERS | _FINANCE,
)(list_invoices)
main.on(
    http="POST /invoices/<invoice_id>/title",
    invoke="open_invoice",
    load=invoice_schemas.OneInvoiceSchema(),
    dump=invoice_schemas.OpenedInvoiceSchema(),
    roles={Role.FINANCE},
    changes=True,
)(open_invoice)
main.on(
    http="POST /invoices/<invoice_id>/record",
    invoke="record_invoice",
    load=invoice_schemas.RecordInvoiceSchema(),
    dump=invoice_schemas.InvoiceMovedSchema(),
    roles={Role.FINANCE},
    once=True,
)(record_invoice)
main.on(
    http="POST /invoices/<invoice_id>/refusal",
    invoke="refuse_invoice",
    load=invoice_schemas.RefuseInvoiceSchema(),
    dump=invoice_schemas.InvoiceMovedSchema(),
    roles={Role.FINANCE},
    once=True,
)(refuse_invoice)
