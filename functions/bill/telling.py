"""What a customer is told of their monthly account: a bill is there, or it is late; by SMS to the phone they bound."""

from functions.bill.schemas import StatementNews
from logistics.domain.billing import StatementState
from logistics.domain.money import yuan
from logistics.domain.shanghai import day_text
from logistics.gateways.sms import send_sms
from logistics.runtime.context import Context
from logistics.runtime.logs import log

# The operator's templates: {1} month, {2} yuan, {3} the last day; {1} month, {2} yuan.
_ISSUED, _OVERDUE = "100017", "100018"


def send_news(command: StatementNews, ctx: Context) -> None:
    """Outside: one text; who has bound no phone sees it in the mini-program."""
    statement = ctx.store.statements.get(command.statement_id)
    phone = ctx.store.customers.phone_of(statement.account_id)
    if phone is None or statement.state is StatementState.PAID:
        return
    month, owed = f"{int(statement.month[5:])}月", yuan(statement.owed_fen)
    late = statement.state is StatementState.OVERDUE
    template, words = (_OVERDUE, [month, owed]) if late else (_ISSUED, [month, owed, day_text(statement.due_at)])
    outcome = send_sms(phone, template, words)
    if not outcome.sent:
        log("statement_not_told", level="warning", statement_id=statement.id, provider_code=outcome.code)


def tell_of_statement(_: StatementNews, __: Context) -> None:
    """What was sent is remembered with the event, so that it is sent once."""
