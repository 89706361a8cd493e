"""A merchant with a monthly account, and what a month of it looks like to both sides."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from logistics.domain.shanghai import at_clock, business_day
from tests.support.calls import deliver_outbox, http, schedule
from tests.support.orders import order_body, pick_up, quote_for
from tests.support.people import actor, customer, session_of, sign_in

PRICE_FEN = 2_050  # 1.5 kg from Guangzhou to Hangzhou
MERCHANT_PHONE = "+8613700008888"


def order(session: str, **changes: Any) -> Any:
    body = order_body(quote_for()["quote_id"], **changes)
    return http("create_order", "POST", "/orders", body, session=session)


class Month:
    """A merchant's last month: two parcels fetched then, and one this month."""

    def __init__(self, store: Any, role: str = "merchant") -> None:
        self.store, self.merchant = store, customer(7, MERCHANT_PHONE, role)
        self.session, self.finance = session_of(self.merchant), sign_in("finance")
        self.waybills = [self._fetched() for _ in range(2)]
        first = business_day(store.now).replace(day=1)
        self.month = f"{first - timedelta(days=1):%Y-%m}"
        last_month = at_clock(first - timedelta(days=9), time(10))
        store.db.journal.update_many({}, {"$set": {"at": last_month}})
        self.waybills.append(self._fetched())

    def _fetched(self) -> str:
        waybill_no: str = order(self.session).data["waybill_no"]
        pick_up(waybill_no, actor("courier", "GZ-TH-1"))
        deliver_outbox("collect_cod")
        return waybill_no

    def issue(self) -> Any:
        assert schedule("bill", "run_month")["issued"] == 1
        return self.statement

    @property
    def statement(self) -> Any:
        [row] = http("bill", "GET", "/account", session=self.session, key="").data["statements"]
        return row

    def make_late(self) -> None:
        past = datetime.now(UTC) - timedelta(minutes=1)
        self.store.db.statements.update_many({}, {"$set": {"due_at": past}})
        assert schedule("bill", "run_month")["overdue"] == 1

    def receive(self, amount_fen: int, reference: str, session: str = "") -> Any:
        where = f"/account/statements/{self.statement['statement_id']}/receipts"
        body = {"amount_fen": amount_fen, "reference": reference}
        return http("bill", "POST", where, body, session=session or self.finance)
