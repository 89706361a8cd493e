"""The cash of the small company on its way to the bank and to its merchants, with people who count wrongly."""

from dataclasses import dataclass

import pytest

from logistics.domain.cod import CodStatus
from logistics.domain.collecting import confirm, move_cod
from logistics.domain.custody import CashLine, Discrepancy, Kind, Proposal, Resolution, adjusted, total_fen
from logistics.domain.faults import Forbidden
from logistics.domain.journal import Account, bank_confirmed, cash_banked, cash_counted, cash_declared
from logistics.domain.money_entries import cash_difference, payout_paid, remittance_ordered
from logistics.domain.roles import Actor, Role
from tests.domain.money_world import World, holds_cash
from tests.domain.parcels import CASHIER, COURIER, CUSTOMER, FINANCE

OTHER_FINANCE = Actor("finance-2", Role.FINANCE)
OUTLET = "outlet-b"


@dataclass(frozen=True)
class Bundle:
    """Cash that travels together: a declaration, then a count, then a deposit."""

    lines: tuple[CashLine, ...]


class Company(World):
    """`declared`, `safe` and `in_transit` are bundles that wait; `open` are differences that hold theirs up."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.declared, self.safe, self.in_transit = list[Bundle](), list[Bundle](), list[Bundle]()
        self.open: list[tuple[Discrepancy, Bundle]] = []

    def declare(self) -> None:
        mine = [self.parcels[number] for number in self.live() if holds_cash(self.parcels[number])]
        if mine:
            bundle = Bundle(tuple(CashLine(each.waybill_no, each.cod.collected_fen) for each in mine))
            self._carry(bundle, CodStatus.DECLARED, COURIER)
            for line in bundle.lines:
                entry_id = f"cash_declared:{self.steps}:{line.waybill_no}"
                self.books.post(cash_declared(entry_id, line.waybill_no, COURIER.id, line.amount_fen, self.now))
            self.declared.append(bundle)

    def count(self) -> None:
        """Blind: every third count finds another sum."""
        if not self.declared:
            return
        bundle = self.declared.pop(self.rng.randrange(len(self.declared)))
        difference_fen = self._slip(total_fen(bundle.lines))
        if difference_fen:
            self._freeze(Kind.COUNT, bundle, difference_fen, COURIER.id, CASHIER)
        else:
            self._into_the_safe(bundle, CASHIER)

    def deposit(self) -> None:
        if self.safe:
            bundle = Bundle(tuple(line for each in self.safe for line in each.lines))
            self.safe.clear()
            self._carry(bundle, CodStatus.BANKED, CASHIER)
            for line in (each for each in bundle.lines if each.amount_fen):
                entry_id = f"cash_banked:{self.steps}:{line.waybill_no}"
                self.books.post(cash_banked(entry_id, line.waybill_no, OUTLET, line.amount_fen, self.now))
            self.in_transit.append(bundle)

    def confirm_deposit(self) -> None:
        """The bank shows a deposit, now and then with another sum."""
        if not self.in_transit:
            return
        bundle = self.in_transit.pop()
        difference_fen = self._slip(total_fen(bundle.lines))
        if difference_fen:
            self._freeze(Kind.DEPOSIT, bundle, difference_fen, OUTLET, FINANCE)
            return
        for line in bundle.lines:
            self.follow(confirm(self.parcels[line.waybill_no], FINANCE))
            if line.amount_fen:
                entry_id = f"bank_confirmed:{self.steps}:{line.waybill_no}"
                self.books.post(bank_confirmed(entry_id, line.waybill_no, OUTLET, line.amount_fen, self.now))

    def resolve(self) -> None:
        """It is really so, or a slip of the pen; never by one person alone."""
        if not self.open:
            return
        found, bundle = self.open.pop(self.rng.randrange(len(self.open)))
        really = self.rng.random() < 0.5
        change = Resolution.SHORTAGE if found.difference_fen < 0 else Resolution.SURPLUS
        slip = Resolution.BACK_TO_DECLARED if found.kind is Kind.COUNT else Resolution.STANDS
        amount_fen = abs(found.difference_fen) if really else 0
        proposal = Proposal("p", change if really else slip, amount_fen, "", FINANCE.id, self.now)
        proposed = found.propose(proposal)
        with pytest.raises(Forbidden):
            proposed.approve(FINANCE, self.now)
        settled = proposed.approve(OTHER_FINANCE, self.now)
        self._carry(bundle, settled.leads_to, OTHER_FINANCE)
        self._end(settled, bundle, really)

    def remit(self) -> None:
        """Goods money to its merchant, less a part of what they owe."""
        ready = [each for each in self.parcels.values() if each.cod.status is CodStatus.REMITTABLE]
        if not ready:
            return
        parcel = self.rng.choice(ready)
        owes = self.books.balances[Account.FREIGHT_RECEIVABLE, CUSTOMER.id]
        number, goods_fen = parcel.waybill_no, parcel.cod.due_fen
        fee_fen = max(0, min(owes, goods_fen - 1, self.rng.randrange(500)))
        ordered = remittance_ordered(f"payout-{number}", number, CUSTOMER.id, goods_fen, fee_fen, self.now)
        paid = payout_paid(f"payout-{number}", number, Account.BANK, goods_fen - fee_fen, self.now)
        self.books.post(ordered, paid)
        self.taken["goods"] -= goods_fen
        self.taken["paid_by_bank"] += goods_fen - fee_fen
        self.follow(move_cod(parcel, CodStatus.REMITTED, FINANCE))

    # --- inside ----------------------------------------------------------------------------------------------------

    def _slip(self, total: int) -> int:
        if self.rng.random() < 0.7:
            return 0
        return self.rng.choice((-min(total, self.rng.randrange(1, 5_000)), self.rng.randrange(1, 5_000)))

    def _freeze(self, kind: Kind, bundle: Bundle, difference_fen: int, holder: str, by: Actor) -> None:
        total, numbers = total_fen(bundle.lines), tuple(line.waybill_no for line in bundle.lines)
        sums = (total, total + difference_fen)
        found = Discrepancy(f"d{self.steps}", kind, "s", OUTLET, holder, *sums, numbers, by.id, self.now)
        self._carry(bundle, CodStatus.DISCREPANCY, by)
        self.open.append((found, bundle))

    def _end(self, settled: Discrepancy, bundle: Bundle, really: bool) -> None:
        counted = settled.kind is Kind.COUNT
        if really:
            account, of = (Account.CASH_DECLARED, COURIER.id) if counted else (Account.BANK_IN_TRANSIT, OUTLET)
            bundle = self._differing(settled, bundle, account, of)
        if counted and really:
            self._post_counted(bundle)
        else:
            (self.declared if counted else self.in_transit).append(bundle)

    def _differing(self, settled: Discrepancy, bundle: Bundle, account: Account, of: str) -> Bundle:
        after = adjusted(bundle.lines, settled.difference_fen)
        for old, new in zip(bundle.lines, after, strict=True):
            change = new.amount_fen - old.amount_fen
            if change:
                entry_id, number = f"cash_difference:{settled.id}:{new.waybill_no}", new.waybill_no
                entry = cash_difference(entry_id, number, settled.holder, account, of, change, self.now)
                self.books.post(entry)
        return Bundle(after)

    def _into_the_safe(self, bundle: Bundle, by: Actor) -> None:
        self._carry(bundle, CodStatus.COUNTED, by)
        self._post_counted(bundle)

    def _post_counted(self, bundle: Bundle) -> None:
        for line in (each for each in bundle.lines if each.amount_fen):
            about = (line.waybill_no, COURIER.id, OUTLET, line.amount_fen, self.now)
            self.books.post(cash_counted(f"cash_counted:{self.steps}:{line.waybill_no}", *about))
        self.safe.append(bundle)

    def _carry(self, bundle: Bundle, to: CodStatus, by: Actor) -> None:
        for line in bundle.lines:
            self.follow(move_cod(self.parcels[line.waybill_no], to, by))
