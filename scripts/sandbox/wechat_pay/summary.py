"""The whole of the payment sandbox in numbers, for whoever waits until it has come to rest or adds it up."""

from scripts.sandbox.wechat_pay.book import Book
from scripts.sandbox.wire import Json

_COUNTED = {
    "orders": ("pay_orders", "state"),
    "refunds": ("pay_refunds", "status"),
    "transfers": ("pay_transfers", "state"),
    "notifications": ("pay_notices", "state"),
}
_SUMS = {
    "paid_fen": "SELECT SUM(total) AS fen FROM pay_orders WHERE paid_at IS NOT NULL",
    "refunded_fen": "SELECT SUM(refund) AS fen FROM pay_refunds WHERE status != 'CLOSED'",
    "transferred_fen": "SELECT SUM(amount) AS fen FROM pay_transfers WHERE state NOT IN ('FAIL', 'CANCELLED')",
    "fees_fen": "SELECT -SUM(amount) AS fen FROM pay_flows WHERE kind = '扣除交易手续费'",
    "withdrawn_fen": "SELECT -SUM(amount) AS fen FROM pay_flows WHERE kind = '提现'",
}


def told(book: Book) -> Json:
    """How many of each there are by state, the sums in fen, and the balance."""
    with book.state.transaction() as connection:
        counts = {
            name: {
                row["state"]: row["times"]
                for row in connection.execute(
                    f"SELECT {state} AS state, count(*) AS times FROM {table} GROUP BY {state}"
                )
            }
            for name, (table, state) in _COUNTED.items()
        }
        sums = {name: connection.execute(query).fetchone()["fen"] or 0 for name, query in _SUMS.items()}
        return {**counts, **sums, "opening_fen": book.settings.opening_fen, "balance_fen": book.balance(connection)}
