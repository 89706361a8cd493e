"""A small company whose money moves by the rules of the domain, beside sums that are counted by hand.

Every action picks one of the things that it fits at random; where nothing fits, nothing happens. `taken` counts what
really went in and out, without the books: payers' payments, cash at doors, what the company paid.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import TypeVar

from functions.collect_cod.rules import freight_entries, undoing
from logistics.domain.changing import changed
from logistics.domain.charge import Charge, Payer, settle_difference
from logistics.domain.cod import Cod, CodStatus, PayMethod
from logistics.domain.collecting import collect, confirm, due_for, hand_back
from logistics.domain.consignment import PaymentTerms
from logistics.domain.journal import Account, Entry, cash_collected
from logistics.domain.money_entries import claim_agreed, claim_paid_by_bank, payment_received, refund_paid
from logistics.domain.parcel import Parcel
from logistics.domain.paying import Channel, Payment, PaymentState, Purpose, next_payment
from logistics.domain.pricing import FeeLine, Price
from logistics.domain.refunding import Refund, RefundReason, RefundState, heard, new_refund
from logistics.domain.roles import SYSTEM, Role
from logistics.domain.settling_up import Standing, refunds_due, standing
from logistics.domain.states import Status
from tests.domain.parcels import COURIER, CUSTOMER, MORNING, draft

T = TypeVar("T")
_LIVE = 40  # parcels whose money moves at once; older ones rest
_UNTIL_PICKUP = (Status.PENDING_PAYMENT, Status.PLACED)


class Books:
    """Entries by id and by waybill, and the balances that they make."""

    def __init__(self) -> None:
        self.entries: dict[str, Entry] = {}
        self.of: dict[str, list[Entry]] = {}
        self.balances: Counter[tuple[Account, str]] = Counter()

    def post(self, *entries: Entry) -> None:
        """As the journal does: the same cause twice is one entry."""
        for entry in entries:
            if entry.id in self.entries:
                continue
            self.entries[entry.id] = entry
            self.of.setdefault(entry.waybill_no or "", []).append(entry)
            for line in entry.lines:
                self.balances[line.account, line.holder] += line.amount_fen

    def total(self, *accounts: Account) -> int:
        """What these accounts come to, over all holders."""
        return sum(amount for (account, _), amount in self.balances.items() if account in accounts)


class World:
    """Orders, their payments and refunds; `custody` adds what becomes of cash."""

    def __init__(self, seed: int) -> None:
        self.rng, self.books = Random(seed), Books()
        self.parcels: dict[str, Parcel] = {}
        self.payments: dict[str, list[Payment]] = {}
        self.refunds: dict[str, list[Refund]] = {}
        self.taken: Counter[str] = Counter()
        self.steps, self.window = 0, slice(-_LIVE, None)

    @property
    def now(self) -> datetime:
        return MORNING + timedelta(minutes=self.steps)

    # --- orders ----------------------------------------------------------------------------------------------------

    def place(self) -> None:
        rng, number = self.rng, f"WB{len(self.parcels):012d}"
        terms, fee_fen = rng.choice(list(PaymentTerms)), rng.randrange(800, 6_000)
        cod_fen, freight_fen = rng.choice((0, rng.randrange(1, 90_000))), 0
        if terms is PaymentTerms.ON_RECEIPT:
            freight_fen = fee_fen
        cod = Cod(cod_fen, CodStatus.DUE if cod_fen + freight_fen else CodStatus.NONE)
        prepaid = terms is PaymentTerms.PREPAID
        made = changed(
            draft(cod_fen, freight_fen),
            waybill_no=number,
            terms=terms,
            status=Status.PENDING_PAYMENT if prepaid else Status.PLACED,
            price=_price(fee_fen),
            cod=cod,
            placed_at=self.now,
        )
        self.parcels[number] = changed(made, goods=replace(made.goods, pieces=rng.choice((1, 1, 3))))

    def reprice(self) -> None:
        parcel = self._one(lambda each: each.status in _UNTIL_PICKUP)
        if parcel:
            fee_fen = self.rng.randrange(800, 9_000)
            due = fee_fen if parcel.terms is PaymentTerms.ON_RECEIPT else 0
            self.follow(changed(parcel, price=_price(fee_fen), freight_due_fen=due))

    def pick_up(self) -> None:
        parcel = self._one(lambda each: each.status is Status.PLACED)
        if parcel:
            fields = {"picked_up_at": self.now, "courier_id": COURIER.id, "held_by": (COURIER.id,)}
            self.follow(changed(parcel, status=Status.OUT_FOR_DELIVERY, **fields))

    def charge(self) -> None:
        parcel = self._one(lambda each: each.status is Status.OUT_FOR_DELIVERY)
        if parcel:
            fen, payer = self.rng.randrange(-500, 1_500), self.rng.choice(list(Payer))
            charge = Charge(f"charge-{self.steps}", "redirect", "改派", fen, payer, self.now)
            self.follow(settle_difference(parcel, charge))

    def cancel(self) -> None:
        parcel = self._one(lambda each: each.status in _UNTIL_PICKUP)
        if parcel:
            self.cancel_one(parcel)

    def cancel_one(self, parcel: Parcel) -> None:
        self.follow(_void(changed(parcel, status=Status.CANCELLED)))

    def lose(self) -> None:
        """Its freight goes back, what was due at the door is void, and its claimant is compensated."""
        parcel = self._one(lambda each: each.status is Status.OUT_FOR_DELIVERY and not each.cod.status.taken)
        if parcel:
            number, fen = parcel.waybill_no, self.rng.randrange(1, 30_000)
            self.follow(_void(changed(parcel, status=Status.LOST)))
            self.books.post(
                claim_agreed(number, number, fen, self.now), claim_paid_by_bank(number, number, fen, self.now)
            )
            self.taken["paid_by_bank"] += fen

    def sign(self) -> None:
        parcel = self._one(lambda each: each.status is Status.OUT_FOR_DELIVERY and each.cod.status is not CodStatus.DUE)
        if parcel:
            self.follow(changed(parcel, status=Status.SIGNED))

    # --- at the door -----------------------------------------------------------------------------------------------

    def collect(self) -> None:
        parcel = self._one(lambda each: each.status is Status.OUT_FOR_DELIVERY and each.cod.status is CodStatus.DUE)
        if parcel is None:
            return
        pieces = (1, 3) if parcel.goods.pieces == 3 and self.rng.random() < 0.5 else ()
        method, due_fen = self.rng.choice(list(PayMethod)), due_for(parcel, pieces)
        if not due_fen:
            return
        after = collect(parcel, due_fen, COURIER, method, pieces)
        entry_id = f"cash_collected:{parcel.waybill_no}:{self.steps}"
        sums = (after.cod.due_fen, after.freight_due_fen)
        self.books.post(cash_collected(entry_id, parcel.waybill_no, COURIER.id, CUSTOMER.id, *sums, self.now, method))
        self.taken["cash" if method is PayMethod.CASH else "wechat"] += due_fen
        self.taken["goods"] += after.cod.due_fen
        self.follow(after)

    def give_back_cash(self) -> None:
        parcel = self._one(lambda each: holds_cash(each) and each.status is Status.OUT_FOR_DELIVERY)
        if parcel:
            self.taken["cash"] -= parcel.cod.collected_fen
            self.taken["goods"] -= parcel.cod.due_fen
            self.books.post(undoing(self.books.of[parcel.waybill_no], self.now))
            self.follow(hand_back(parcel, COURIER))

    def confirm_by_bill(self) -> None:
        parcel = self._one(lambda each: each.cod.method is PayMethod.WECHAT and each.cod.status is CodStatus.COLLECTED)
        if parcel:
            self.follow(confirm(parcel, SYSTEM))

    # --- payments --------------------------------------------------------------------------------------------------

    def offer(self) -> None:
        parcel = self._one(lambda each: self.owed_fen(each) > 0 and each.status is not Status.CANCELLED)
        if parcel is None:
            return
        known, number = self.payments.setdefault(parcel.waybill_no, []), parcel.waybill_no
        purpose = Purpose.TOP_UP if any(each.state is PaymentState.PAID for each in known) else Purpose.FREIGHT
        about = (number, purpose, Channel.JSAPI, self.owed_fen(parcel), CUSTOMER.id, self.now)
        stale, payment = next_payment(known, *about)
        for each in stale:
            known[known.index(each)] = each.closed(self.now)
        if payment not in known:
            known.append(payment)

    def hear_payment(self) -> None:
        """Open ones are paid; closed ones too, when somebody was faster; and some are told twice."""
        number, payment = self._pick((number, each) for number in self.live() for each in self.payments.get(number, []))
        if payment is None or (payment.state is PaymentState.CLOSED and self.rng.random() < 0.8):
            return
        after = payment.paid(f"transaction-{payment.id}", self.now)
        if after is not payment:
            self.taken["wechat"] += payment.amount_fen
        rows = self.payments[number]
        rows[rows.index(payment)] = after
        self.books.post(payment_received(f"payment_received:{payment.id}", number, number, after.amount_fen, self.now))
        parcel = self.parcels[number]
        waits = parcel.status is Status.PENDING_PAYMENT
        self.follow(changed(parcel, status=Status.PLACED) if waits else parcel)

    def settle(self) -> None:
        parcel = self._one(lambda each: self.owed_fen(each) < 0)
        if parcel:
            rows = self.refunds.setdefault(parcel.waybill_no, [])
            for payment, fen, reason in refunds_due(parcel, self.payments[parcel.waybill_no], rows, self.now):
                rows.append(new_refund(payment, rows, fen, reason, Role.SYSTEM, self.now))

    def allow_refund(self) -> None:
        """Customer service gives a part back beyond what is owed."""
        number, payment = self._pick((number, each) for number in self.live() for each in self.payments.get(number, []))
        parcel = self.parcels.get(number)
        if payment is None or parcel is None or self.owed_fen(parcel) or parcel.status is not Status.SIGNED:
            return
        rows = self.refunds.setdefault(number, [])
        left = payment.amount_fen - sum(
            each.amount_fen for each in rows if each.payment_id == payment.id and each.counts
        )
        if payment.state is PaymentState.PAID and left:
            fen = self.rng.randrange(1, left + 1)
            rows.append(new_refund(payment, rows, fen, RefundReason.GOODWILL, "service-1", self.now))
            self.follow(parcel)

    def hear_refund(self, closes: float = 0.1) -> None:
        number, refund = self._pick((number, each) for number in self.live() for each in self.refunds.get(number, []))
        if refund is None:
            return
        state = (
            RefundState.CLOSED
            if self.rng.random() < closes
            else self.rng.choice((RefundState.PROCESSING, RefundState.PAID))
        )
        after = heard(refund, state, self.now, provider_id="r", at=None)
        rows = self.refunds[number]
        rows[rows.index(refund)] = after
        if after.state is RefundState.PAID:
            if refund.state is not RefundState.PAID:
                self.taken["wechat"] -= after.amount_fen
            self.books.post(refund_paid(f"refund_paid:{after.id}", number, after.amount_fen, self.now))
        self.follow(self.parcels[number])

    # --- inside ----------------------------------------------------------------------------------------------------

    def owed_fen(self, parcel: Parcel) -> int:
        """What a prepaid order still owes; below nothing what is owed to its payer."""
        if parcel.terms is not PaymentTerms.PREPAID:
            return 0
        return self._standing(parcel).owed_fen

    def follow(self, parcel: Parcel) -> None:
        """Keep a parcel, and bring the books in line with it."""
        self.parcels[parcel.waybill_no] = parcel
        allowed_fen = self._standing(parcel).allowed_fen if parcel.terms is PaymentTerms.PREPAID else 0
        entries = self.books.of.setdefault(parcel.waybill_no, [])
        self.books.post(*freight_entries(parcel, entries, self.now, allowed_fen))

    def _standing(self, parcel: Parcel) -> Standing:
        return standing(parcel, self.payments.get(parcel.waybill_no, []), self.refunds.get(parcel.waybill_no, []))

    def live(self) -> list[str]:
        """The waybills whose money moves now."""
        return list(self.parcels)[self.window]

    def _one(self, fits: Callable[[Parcel], bool]) -> Parcel | None:
        found = [self.parcels[number] for number in self.live() if fits(self.parcels[number])]
        return self.rng.choice(found) if found else None

    def _pick(self, found: Iterable[tuple[str, T]]) -> tuple[str, T | None]:
        rows = list(found)
        return self.rng.choice(rows) if rows else ("", None)


def _price(fee_fen: int) -> Price:
    return Price(1000, (FeeLine("freight", "运费", fee_fen),), fee_fen)


def _void(parcel: Parcel) -> Parcel:
    """As a cancellation and a loss leave what was due at the door."""
    due = parcel.cod.status is CodStatus.DUE
    return changed(parcel, cod=parcel.cod.move(CodStatus.VOID, Role.SYSTEM)) if due else parcel


def holds_cash(parcel: Parcel) -> bool:
    """Whether its courier has its cash in hand."""
    return parcel.cod.method is PayMethod.CASH and parcel.cod.status is CodStatus.COLLECTED
