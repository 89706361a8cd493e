"""Remittances over random batches, failures and statements: goods money is conserved, and nothing is paid twice."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logistics.domain.faults import Conflict, Forbidden
from logistics.domain.ids import new_id
from logistics.domain.journal import COMPANY, Account, Entry, Line, cash_collected, moved
from logistics.domain.payout import Channel, Payout, PayoutKind, PayoutLine, PayoutState, ending, ordering
from logistics.domain.remitting import Batch, BatchState, PayeeAccount, agrees, objection, parted, remittable_lines
from logistics.domain.roles import Actor, Role

NOW = datetime(2026, 3, 9, tzinfo=UTC)
MERCHANTS = ("merchant-a", "merchant-b", "merchant-c")
MAKER, CHECKER = Actor("maker", Role.FINANCE), Actor("checker", Role.FINANCE)


def charged(number: str, owner: str, freight_fen: int, fee_fen: int) -> Entry:
    """A waybill's bill on its merchant's account; the fee for collecting is a line of it."""
    lines = [
        Line(Account.FREIGHT_RECEIVABLE, owner, freight_fen + fee_fen),
        Line(Account.REVENUE_FREIGHT, COMPANY, -freight_fen),
        Line(Account.REVENUE_COD_FEE, COMPANY, -fee_fen),
    ]
    return Entry(f"charged:{number}", "freight_charged", number, NOW, tuple(line for line in lines if line.amount_fen))


@dataclass
class Office:
    """The books and the payouts, moved by the rules alone."""

    entries: list[Entry] = field(default_factory=list)
    owners: dict[str, str] = field(default_factory=dict)
    goods: dict[str, int] = field(default_factory=dict)
    payouts: dict[str, Payout] = field(default_factory=dict)

    def balance(self, account: Account, holder: str = "") -> int:
        lines = (line for entry in self.entries for line in entry.lines if line.account is account)
        return sum(line.amount_fen for line in lines if not holder or line.holder == holder)

    def deliver(self, owner: str, goods_fen: int, freight_fen: int, fee_fen: int) -> None:
        number = f"WB{len(self.owners)}"
        self.owners[number], self.goods[number] = owner, goods_fen
        self.entries.append(charged(number, owner, freight_fen, fee_fen))
        self.entries.append(cash_collected(f"taken:{number}", number, "courier", owner, goods_fen, 0, NOW))

    def pay_statement(self, owner: str, share: int) -> None:
        amount = self.balance(Account.FREIGHT_RECEIVABLE, owner) * share // 100
        if amount > 0:
            paid = Line(Account.BANK, COMPANY, amount)
            entry_id = f"statement:{len(self.entries)}"
            self.entries.append(moved(entry_id, "paid", None, NOW, paid, Account.FREIGHT_RECEIVABLE, owner))

    def order(self, owner: str, most: int) -> None:
        held = {hold for payout in self.payouts.values() for hold in payout.holds}
        numbers = [number for number, each in self.owners.items() if each == owner and f"waybill:{number}" not in held]
        receivable = self.balance(Account.FREIGHT_RECEIVABLE, owner)
        lines = tuple(remittable_lines(self.entries, owner, numbers[:most], receivable))
        amount = sum(line.goods_fen - line.fee_fen for line in lines)
        if amount > 0:
            ids = new_id(NOW), PayoutKind.REMITTANCE, Channel.BANK, owner
            payout = Payout(*ids, amount, PayoutState.PROPOSED, NOW, lines=lines).order(NOW, b"sealed")
            self.entries += ordering(payout, NOW)
            self.payouts[payout.id] = payout

    def end(self, at: int, paid: bool) -> None:
        under_way = [each for each in self.payouts.values() if each.state is PayoutState.ORDERED]
        if under_way:
            payout = under_way[at % len(under_way)]
            after = payout.move(PayoutState.PAID if paid else PayoutState.FAILED, NOW)
            self.entries += ending(after, NOW)
            self.payouts[payout.id] = after


STEPS = st.one_of(
    st.tuples(
        st.just("deliver"),
        st.sampled_from(MERCHANTS),
        st.integers(1, 50_000),
        st.integers(1, 3_000),
        st.integers(0, 600),
    ),
    st.tuples(st.just("pay_statement"), st.sampled_from(MERCHANTS), st.integers(0, 100)),
    st.tuples(st.just("order"), st.sampled_from(MERCHANTS), st.integers(1, 5)),
    st.tuples(st.just("end"), st.integers(0, 9), st.booleans()),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(STEPS, max_size=60))
def test_goods_money_is_owed_on_its_way_or_paid_and_never_twice(steps: list[tuple[object, ...]]) -> None:
    office = Office()
    for name, *given_ in steps:
        getattr(office, str(name))(*given_)
        assert sum(line.amount_fen for entry in office.entries for line in entry.lines) == 0
        for owner in MERCHANTS:
            assert office.balance(Account.FREIGHT_RECEIVABLE, owner) >= 0, "no more is withheld than is owed"
    taken = sum(office.goods.values())
    states = Counter({state: 0 for state in PayoutState})
    for payout in office.payouts.values():
        states[payout.state] += sum(line.goods_fen for line in payout.lines)
    owed = -office.balance(Account.GOODS_MONEY_OWED)
    assert owed + states[PayoutState.ORDERED] + states[PayoutState.PAID] == taken
    live = [payout for payout in office.payouts.values() if payout.state in (PayoutState.ORDERED, PayoutState.PAID)]
    times = Counter(line.waybill_no for payout in live for line in payout.lines)
    assert max(times.values(), default=0) <= 1
    on_its_way = sum(each.amount_fen for each in live if each.state is PayoutState.ORDERED)
    assert -office.balance(Account.PAYOUT_IN_TRANSIT) == on_its_way
    assert len({entry.id for entry in office.entries}) == len(office.entries), "an entry's id is its cause's alone"


@pytest.mark.parametrize(
    ("owed_fen", "goods_fen", "withheld_fen"),
    [(1000, 30000, 300), (200, 30000, 200), (0, 30000, 0), (-50, 30000, 0), (1000, 100, 100)],
)
def test_a_fee_is_withheld_as_far_as_it_is_owed_and_there_is_money(
    owed_fen: int, goods_fen: int, withheld_fen: int
) -> None:
    taken = cash_collected("taken", "WB1", "courier", "merchant-a", goods_fen, 0, NOW)
    entries = [charged("WB1", "merchant-a", 700, 300), taken]
    lines = remittable_lines(entries, "merchant-a", ["WB1"], owed_fen)
    assert lines == [PayoutLine("WB1", goods_fen, withheld_fen)]


def test_a_fee_that_the_consignee_was_charged_is_not_the_merchants() -> None:
    entries = [
        charged("WB1", "WB1", 700, 300),
        cash_collected("taken", "WB1", "courier", "merchant-a", 5000, 1000, NOW),
    ]
    assert remittable_lines(entries, "merchant-a", ["WB1"], 99999) == [PayoutLine("WB1", 5000, 0)]


@pytest.mark.parametrize(
    ("lines", "receivable_fen", "bears"),
    [
        ([PayoutLine("WB1", 5000, 300)], 1000, True),
        ([PayoutLine("WB1", 5000, 0)], 1000, True),
        ([PayoutLine("WB1", 5000, 301)], 1000, False),
        ([PayoutLine("WB1", 5000, 300)], 299, False),
        ([PayoutLine("WB1", 5000, 0)], -50, True),
        ([PayoutLine("WB1", 4999, 300)], 1000, False),
        ([PayoutLine("WB2", 5000, 300)], 1000, False),
    ],
)
def test_what_was_proposed_is_compared_with_the_books_again(
    lines: list[PayoutLine], receivable_fen: int, bears: bool
) -> None:
    taken = cash_collected("taken", "WB1", "courier", "merchant-a", 5000, 0, NOW)
    entries = [charged("WB1", "merchant-a", 700, 300), taken]
    assert agrees(lines, entries, "merchant-a", receivable_fen) is bears


def test_a_long_list_becomes_several_payouts_and_what_comes_to_nothing_none() -> None:
    lines = [PayoutLine(f"WB{number}", 100, 1) for number in range(450)]
    assert [len(part) for part in parted(lines)] == [200, 200, 50]
    assert [line for part in parted(lines) for line in part] == lines
    assert parted([PayoutLine("WB1", 100, 100)]) == []


def test_a_batch_is_decided_once_and_approved_by_another_person() -> None:
    batch = Batch("b", BatchState.PROPOSED, MAKER.id, NOW, "2026-03-09", 2, 100)
    with pytest.raises(Forbidden, match="制单人"):
        batch.decide(BatchState.APPROVED, MAKER, NOW)
    assert batch.decide(BatchState.REJECTED, MAKER, NOW).state is BatchState.REJECTED, "the maker may take it back"
    approved = batch.decide(BatchState.APPROVED, CHECKER, NOW)
    with pytest.raises(Conflict):
        approved.decide(BatchState.REJECTED, CHECKER, NOW)
    assert approved.one_ended().state is BatchState.APPROVED
    assert approved.one_ended().one_ended().state is BatchState.SETTLED


def test_nothing_is_paid_to_an_account_within_a_day_or_before_finance_knows_its_holder() -> None:
    usable = NOW + timedelta(hours=24)
    account = PayeeAccount("m", "银行", "晴*", "****0001", usable, "m", NOW)
    assert objection(None, NOW) == "PAYEE_MISSING"
    assert objection(account, usable) == "PAYEE_UNCONFIRMED"
    confirmed = account.confirm(CHECKER, NOW)
    assert objection(confirmed, usable - timedelta(seconds=1)) == "PAYEE_COOLING_DOWN"
    assert objection(confirmed, usable) is None


MOVES = {
    "proposed>ordered", "proposed>dropped", "ordered>waiting", "ordered>paid", "ordered>failed", "waiting>paid",
    "waiting>failed",
}  # fmt: skip


@pytest.mark.parametrize("state", PayoutState)
@pytest.mark.parametrize("to", PayoutState)
def test_a_payout_moves_by_its_table_and_no_other_way(state: PayoutState, to: PayoutState) -> None:
    payout = Payout("p", PayoutKind.EARNINGS, Channel.WECHAT, "c", 100, state, NOW)
    if f"{state}>{to}" in MOVES:
        assert payout.move(to, NOW).state is to
    else:
        with pytest.raises(Conflict):
            payout.move(to, NOW)
