"""Statements of monthly accounts at rest; their lines are the journal's own, read when somebody looks."""

from dataclasses import fields
from datetime import datetime
from typing import TYPE_CHECKING

from pymongo.errors import DuplicateKeyError

from logistics.domain.billing import Statement, StatementState
from logistics.domain.faults import Conflict, NotFound

if TYPE_CHECKING:
    from logistics.store.mongo import Row, Unit

_NAMES = tuple(field.name for field in fields(Statement) if field.name != "id")


class Statements:
    """Rows: {_id, account_id, month, charged_fen, set_off_fen, carried_fen, lines, state, issued_at, due_at,
    received_fen, paid_at}.

    The database keeps an account at one statement a month.
    """

    def __init__(self, unit: "Unit") -> None:
        self._unit, self._rows = unit, unit.db["statements"]

    def add(self, statement: Statement) -> Statement:
        """A new one; Conflict STATEMENT_EXISTS when the month has its statement already."""
        try:
            self._rows.insert_one({"_id": statement.id} | _values(statement), session=self._unit.session)
        except DuplicateKeyError as error:
            raise Conflict("STATEMENT_EXISTS", "该月账单已生成") from error
        return statement

    def get(self, statement_id: str, account_id: str = "") -> Statement:
        """A statement, or one of this account's; NotFound STATEMENT_NOT_FOUND."""
        match = {"_id": statement_id} | ({"account_id": account_id} if account_id else {})
        row = self._rows.find_one(match, session=self._unit.session)
        if row is None:
            raise NotFound("STATEMENT_NOT_FOUND", "没有找到这份账单")
        return _statement(row)

    def save(self, before: Statement, after: Statement) -> Statement:
        """Write what changed, unless somebody else moved it since; Conflict STATEMENT_CHANGED."""
        was = {"_id": before.id, "state": str(before.state), "received_fen": before.received_fen}
        if not self._rows.update_one(was, {"$set": _values(after)}, session=self._unit.session).matched_count:
            raise Conflict("STATEMENT_CHANGED", "账单刚刚有更新，请刷新后再试")
        return after

    def has(self, account_id: str, month: str) -> bool:
        """Whether the month has its statement."""
        match = {"account_id": account_id, "month": month}
        return self._rows.find_one(match, {"_id": 1}, session=self._unit.session) is not None

    def of(self, account_id: str, before: str = "", limit: int = 24) -> list[Statement]:
        """An account's, the latest month first; `before` is the month that was shown last."""
        match: Row = {"account_id": account_id} | ({"month": {"$lt": before}} if before else {})
        rows = self._rows.find(match, session=self._unit.session).sort("month", -1)
        return [_statement(row) for row in rows.limit(limit)]

    def unpaid(self, account_id: str) -> list[Statement]:
        """An account's that are not paid yet, the oldest month first."""
        match = {"account_id": account_id, "state": {"$ne": str(StatementState.PAID)}}
        rows = self._rows.find(match, session=self._unit.session).sort("month", 1)
        return [_statement(row) for row in rows]

    def by_state(self, state: StatementState, limit: int, due_before: datetime | None = None) -> list[Statement]:
        """Those of one state by when they are due."""
        match: Row = {"state": str(state)} | ({"due_at": {"$lt": due_before}} if due_before else {})
        rows = self._rows.find(match, session=self._unit.session).sort([("due_at", 1), ("_id", 1)])
        return [_statement(row) for row in rows.limit(limit)]

    def is_overdue(self, account_id: str) -> bool:
        """Whether any statement of the account was not paid in time."""
        match = {"state": str(StatementState.OVERDUE), "account_id": account_id}
        return self._rows.find_one(match, {"_id": 1}, session=self._unit.session) is not None


def _values(statement: Statement) -> "Row":
    row: Row = {name: getattr(statement, name) for name in _NAMES}
    return row | {"state": str(statement.state)}


def _statement(row: "Row") -> Statement:
    values = {name: row[name] for name in _NAMES} | {"state": StatementState(row["state"])}
    return Statement(id=row["_id"], **values)
