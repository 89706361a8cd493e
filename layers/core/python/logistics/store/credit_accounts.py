"""What was agreed about monthly accounts, and how one stands; a customer without a row has the company's default."""

from typing import TYPE_CHECKING

from logistics.domain.billing import Credit, CreditAccount
from logistics.domain.consignment import PaymentTerms
from logistics.domain.journal import Account
from logistics.domain.states import Status
from logistics.settings import settings

if TYPE_CHECKING:
    from logistics.store.mongo import Row, Unit

_NOT_FETCHED = [str(each) for each in (Status.PLACED, Status.ASSIGNED, Status.PICKUP_FAILED)]


class CreditAccounts:
    """Rows: {_id customer id, limit_fen, statement_day, due_days, blocked, overdue}; what is missing is the default."""

    def __init__(self, unit: "Unit") -> None:
        self._unit, self._rows = unit, unit.db["credit_accounts"]

    def get(self, account_id: str) -> CreditAccount:
        """What was agreed, or the default."""
        return _account(account_id, self._rows.find_one({"_id": account_id}, session=self._unit.session))

    def save(self, account: CreditAccount) -> None:
        """What finance agreed; whether it is overdue is not theirs to say."""
        row = {name: value for name, value in vars(account).items() if name not in ("id", "overdue")}
        self._rows.update_one({"_id": account.id}, {"$set": row}, upsert=True, session=self._unit.session)

    def set_overdue(self, account_id: str, overdue: bool) -> None:
        """A statement was not paid in time, or the last such one was."""
        change = {"$set": {"overdue": overdue}}
        self._rows.update_one({"_id": account_id}, change, upsert=overdue, session=self._unit.session)

    def listed(self, after: str, limit: int) -> list[CreditAccount]:
        """All with a row, by id."""
        rows = self._rows.find({"_id": {"$gt": after}}, session=self._unit.session).sort("_id", 1)
        return [_account(row["_id"], row) for row in rows.limit(limit)]

    def standing(self, account_id: str) -> Credit:
        """What was agreed, what the books say is owed, and what is ordered and not fetched yet: one question.

        Two orders at the same moment do not see each other; the limit may be passed by so much. The question stands
        outside of the caller's transaction: MongoDB lets no $unionWith into one.
        """
        receivable = {"account": str(Account.FREIGHT_RECEIVABLE), "holder": account_id}
        ordered = {
            "placed_by": account_id,
            "terms": str(PaymentTerms.ON_ACCOUNT),
            "status": {"$in": _NOT_FETCHED},
        }
        sums: list[Row] = [
            {"$match": receivable},
            {"$group": {"_id": "owed", "fen": {"$sum": "$amount_fen"}}},
            {"$unionWith": {"coll": "parcels", "pipeline": [{"$match": ordered}, _SUM_OF_PRICES]}},
            {"$unionWith": {"coll": "credit_accounts", "pipeline": [{"$match": {"_id": account_id}}]}},
        ]
        found = {row["_id"]: row for row in self._unit.db["balances"].aggregate(sums)}
        account = _account(account_id, found.get(account_id))
        return Credit(account, *(found.get(name, {"fen": 0})["fen"] for name in ("owed", "ordered")))


_SUM_OF_PRICES: "Row" = {"$group": {"_id": "ordered", "fen": {"$sum": "$price.total_fen"}}}


def _account(account_id: str, row: "Row | None") -> CreditAccount:
    known = {name: value for name, value in (row or {}).items() if name != "_id" and value is not None}
    return CreditAccount(**{"limit_fen": settings().default_credit_fen} | known, id=account_id)
