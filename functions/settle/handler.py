"""The books as finance works with them: totals of a day, each account and entry, a waybill's journey, closed days."""

from functions.settle import adjusting_actions, book_schemas, books, closing, daily, daily_schemas, reconciling_actions
from logistics.domain.roles import CUSTOMERS, Role
from logistics.runtime.function import Function

main = Function("settle")

_AUDITORS = {Role.FINANCE, Role.ADMINISTRATOR}
_HOLDERS = _AUDITORS | CUSTOMERS | {Role.COURIER, Role.OUTLET_MANAGER, Role.CASHIER}

main.on(
    http="GET /books",
    invoke="show_day",
    load=book_schemas.OneDaySchema(),
    dump=book_schemas.DaySchema(),
    roles=_AUDITORS,
)(books.show_day)
main.on(
    http="GET /books/accounts/<account>",
    invoke="show_account_lines",
    load=book_schemas.ShowAccountSchema(),
    dump=book_schemas.AccountLinesSchema(),
    roles=_AUDITORS,
)(books.show_account)
main.on(
    http="GET /books/entries/<entry_id>",
    invoke="show_entry",
    load=book_schemas.OneEntrySchema(),
    dump=book_schemas.EntrySchema(),
    roles=_AUDITORS,
)(books.show_entry)
main.on(
    http="GET /books/waybills/<waybill_no>",
    invoke="show_journey",
    load=book_schemas.OneWaybillSchema(),
    dump=book_schemas.JourneySchema(),
    roles=_AUDITORS,
)(books.show_journey)
main.on(
    http="POST /days/<day>/closing",
    invoke="close_day",
    load=book_schemas.CloseDaySchema(),
    dump=book_schemas.ClosedSchema(),
    roles={Role.FINANCE},
    once=True,
)(closing.close_day)
main.on(
    http="GET /daily-statements/<kind>",
    invoke="show_daily_statement",
    load=daily_schemas.ShowStatementSchema(),
    dump=daily_schemas.DailyStatementSchema(),
    roles=_HOLDERS,
)(daily.show_statement)
main.on(
    http="GET /daily-statements/<kind>/file",
    invoke="show_daily_statement_file",
    load=daily_schemas.StatementFileSchema(),
    dump=daily_schemas.StatementFileAddressSchema(),
    roles=_HOLDERS,
    outside=daily.write_statement,
)(daily.show_statement_file)
reconciling_actions.register(main)
adjusting_actions.register(main)
