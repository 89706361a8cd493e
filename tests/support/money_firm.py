"""A carrier whose people do whatever they might with money, right or wrong, through the true functions.

Every deed is a call that somebody may make; most are refused where they do not fit, and a refusal has a code. Nothing
here knows what the books should say: tests/functions/test_money_steps.py looks.
"""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from logistics.domain.collecting import due_for
from logistics.domain.faults import Fault
from logistics.domain.parcel import Parcel
from logistics.domain.shanghai import business_day
from logistics.domain.states import Status, Step
from logistics.store.mongo import database
from tests.support.calls import Answer, deliver_outbox, http, schedule
from tests.support.custody import Custody
from tests.support.orders import _change, assign, parcel_of, place_order, report
from tests.support.people import actor, session_of
from tests.support.prepaid import Desk, Prepaid
from tests.support.proofs import fact, grant, post, proof
from tests.support.remitting import Finance, answer
from tests.support.told import Side
from tests.support.wechat_pay import PayWorld

HEAD = "银行流水号,记账日期,收入(元),附言"
_TERMS = ("prepaid", "on_receipt", "on_account")
_OPEN = 25  # so many parcels at a time, the older ones rest
_SENSIBLE = 0.8
_FETCHED = (Status.PICKED_UP, Status.IN_TRANSIT, Status.AT_OUTLET, Status.DELIVERY_FAILED)
_OUT = (Status.OUT_FOR_DELIVERY,)


def yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"


class Firm:
    """`happened` counts each deed that was done, `refused` each that was not, by its code."""

    def __init__(self, rng: Random, pays: PayWorld, sender: Side, office: Finance) -> None:
        self.rng, self.pays, self.sender, self.office = rng, pays, sender, office
        self.cash, self.desk = Custody(), Desk()
        self.cash.merchant = sender.actor
        self.orders = Prepaid(sender.actor, pays)
        self.waybills: list[str] = []
        self.references = 0
        self.happened: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.told: list[str] = []  # lines of the bank that are still to come

    def step(self, deed: Callable[["Firm"], "Answer | None"]) -> None:
        """One deed, and everything that follows of it."""
        try:
            done = deed(self)
        except Fault as fault:
            self.refused[fault.code] += 1
            return
        if done is not None and done.status != 200:
            assert done.status < 500, f"{deed.__name__}: {done.body}"
            self.refused[done.code] += 1
            return
        self.happened[deed.__name__] += done is not None
        self.follow()

    def follow(self) -> None:
        """Events reach all who keep books."""
        deliver_outbox("pay", "collect_cod", "remit", "bill")
        database()["outbox"].delete_many({})

    def parcel(self, *fitting: Status) -> Parcel | None:
        """One of those that things happen to now; mostly one that the deed fits."""
        some = [parcel_of(each) for each in self.waybills[-_OPEN:]]
        if self.rng.random() < _SENSIBLE:
            some = [each for each in some if each.status in fitting] or some
        return self.rng.choice(some) if some else None

    # --- orders --------------------------------------------------------------------------------------------------

    def order(self) -> Answer:
        terms, pieces = self.rng.choice(_TERMS), self.rng.choice((1, 1, 3))
        goods_fen = self.rng.choice((0, 0, self.rng.randint(1, 30_000)))
        session = session_of(self.sender.actor)
        self.waybills.append(place_order(session, terms=terms, cod_fen=goods_fen, pieces=pieces))
        return DONE

    def pay_ahead(self) -> Answer | None:
        parcel = self.parcel(Status.PENDING_PAYMENT)
        if parcel is None:
            return None
        path = f"/parcels/{parcel.waybill_no}/payments"
        offered = http("pay", "POST", path, {}, session=session_of(self.sender.actor))
        if offered.status != 200:
            return offered
        if self.rng.random() < 0.8:
            self.pays.pay(self.sender.openid, **offered.data["parameters"])
            for _ in range(self.rng.choice((0, 1, 1, 2))):
                self.pays.deliver(offered.data["payment_id"])
        return offered

    def fetch(self) -> Answer | None:
        parcel = self.parcel(Status.PLACED, Status.ASSIGNED)
        if parcel is None:
            return None
        assign(parcel.waybill_no, self.cash.courier)
        _change(parcel.waybill_no, lambda each, now: each.verify_real_name("faceid-token", now))
        weight_g = self.rng.choice((900, 1500, 1500, 1900))
        body = fact(real_name_token="faceid-token", inspected=True, weight_g=weight_g, volume_cm3=6000)
        path = f"/parcels/{parcel.waybill_no}/pickup"
        return http("pick_up", "POST", path, body, session=session_of(self.cash.courier))

    def cancel(self) -> Answer | None:
        parcel = self.parcel(Status.PENDING_PAYMENT, Status.PLACED)
        if parcel is None:
            return None
        body = {"reason": "consignor_changed_mind"}
        path = f"/orders/{parcel.waybill_no}/cancellation"
        return http("create_order", "POST", path, body, session=session_of(self.sender.actor))

    # --- at the door ---------------------------------------------------------------------------------------------

    def take_out(self) -> Answer | None:
        return self._reported(Step.OUT_FOR_DELIVERY, *_FETCHED)

    def fail(self) -> Answer | None:
        return self._reported(Step.DELIVERY_FAILED, *_OUT, reason="consignee_not_home")

    def refuse(self) -> Answer | None:
        return self._reported(Step.REFUSED, *_OUT, reason="consignee_refused")

    def send_back(self) -> Answer | None:
        return self._reported(
            Step.RETURN_STARTED, Status.REFUSED, Status.DELIVERY_FAILED, by="dispatcher", reason="consignor_request"
        )

    def give_back_parcel(self) -> Answer | None:
        return self._reported(Step.RETURNED, Status.RETURNING)

    def lose(self) -> Answer | None:
        parcel = self.parcel(*_FETCHED, *_OUT)
        if parcel is None or self.rng.random() < 0.7:
            return None
        report(parcel.waybill_no, Step.EXCEPTION_OPENED, actor("dispatcher"), reason="carrier_parcel_missing")
        report(parcel.waybill_no, Step.LOST, actor("dispatcher"))
        return DONE

    def revoke(self) -> Answer | None:
        return self._reported(Step.SIGNATURE_REVOKED, Status.SIGNED, by="dispatcher", reason="consignee_dispute")

    def take_cash(self) -> Answer | None:
        parcel = self.parcel(*_OUT)
        if parcel is None:
            return None
        pieces = self._some_pieces(parcel)
        amount_fen = due_for(parcel, tuple(pieces)) + self.rng.choice((0, 0, 0, 0, 100))
        return self.cash.collect(parcel.waybill_no, amount_fen, **({"pieces": pieces} if pieces else {}))

    def take_by_code(self) -> Answer | None:
        parcel = self.parcel(*_OUT)
        if parcel is None:
            return None
        path = f"/parcels/{parcel.waybill_no}/door-payments"
        offered = http("pay", "POST", path, {}, session=session_of(self.cash.courier))
        if offered.status == 200 and self.rng.random() < 0.8:
            with suppress(AssertionError):  # a code that nobody can pay any more
                self.pays.pay("openid-somebody", code_url=offered.data["code_url"])
            self.pays.deliver(offered.data["payment_id"])
        return offered

    def hand_back(self) -> Answer | None:
        parcel = self.parcel(*_OUT)
        return parcel and self.cash.call(self.cash.courier, "POST", f"/parcels/{parcel.waybill_no}/hand-back", {})

    def sign(self) -> Answer | None:
        parcel = self.parcel(*_OUT)
        if parcel is None:
            return None
        session, pieces = session_of(self.cash.courier), list(parcel.cod.pieces) or self._some_pieces(parcel)
        if grant(parcel.waybill_no, session).status != 200:  # not theirs
            return None
        key = proof(parcel.waybill_no, session)
        body = fact(signed_by="欧阳晴川", signed_kind="self", proof_keys=[key]) | ({"pieces": pieces} if pieces else {})
        return post(parcel.waybill_no, "signature", session, body)

    # --- cash on its way -----------------------------------------------------------------------------------------

    def declare(self) -> Answer | None:
        holding_fen = self.cash.balance()["holding_fen"]
        if not holding_fen:
            return None
        return self.cash.declare(holding_fen + self.rng.choice((0, 0, 0, -100)))

    def count(self) -> Answer | None:
        waiting = self.cash.call(self.cash.cashier, "GET", "/cash-declarations").data["declarations"]
        if not waiting:
            return None
        one = database()["declarations"].find_one({"_id": waiting[0]["declaration_id"]}) or {}
        lies_fen = sum(line["amount_fen"] for line in one["lines"])
        by = self.rng.choice((self.cash.cashier, self.cash.manager))
        return self.cash.count(str(one["_id"]), max(0, lies_fen + self.rng.choice((0, 0, 0, -200, 300))), by)

    def deposit(self) -> Answer | None:
        """With the bank's file before it, after it, or of another sum."""
        rows = list(database()["cash_counts"].find({"state": "agreed", "deposit_id": None}).limit(5))
        if not rows:
            return None
        amount_fen = sum(line["amount_fen"] for row in rows for line in row["lines"])
        self.references += 1
        reference = f"CCB-{self.references:06d}"
        shown_fen = max(1, amount_fen + self.rng.choice((0, 0, 0, 0, -500)))
        line = f"{reference},{business_day(datetime.now(UTC))},{yuan(shown_fen)},现金存入"
        self.told.append(line)
        if self.rng.random() < 0.3:
            self.bank_tells()
        return self.cash.deposit([row["_id"] for row in rows], amount_fen, reference)

    def bank_tells(self) -> Answer | None:
        """A part of what the bank has to tell, some of it again."""
        if not self.told:
            return None
        lines = self.rng.sample(self.told, min(len(self.told), 3))
        return http("settle", "POST", "/bank-files", {"lines": [HEAD, *lines]}, session=session_of(self.cash.finance))

    def strangers_money(self) -> Answer | None:
        """Money that nobody can place, placed by two."""
        self.references += 1
        amount_fen, reference = self.rng.randint(1, 5_000), f"ICBC-{self.references:06d}"
        line = f"{reference},{business_day(datetime.now(UTC))},{yuan(amount_fen)},往来款"
        http("settle", "POST", "/bank-files", {"lines": [HEAD, line]}, session=session_of(self.cash.finance))
        said = {"kind": "place", "holder": self.sender.actor.id, "amount_fen": amount_fen, "reference": reference}
        said |= {"to": "freight_receivable", "note": "月结款", "evidence": "回单"}
        proposed = http("settle", "POST", "/adjustments", said, session=session_of(self.cash.finance))
        path, other = f"/adjustments/{proposed.data['adjustment_id']}", session_of(self.cash.other_finance)
        self.cash.no_wait()
        assert http("settle", "POST", f"{path}/code", {}, session=other).status == 200
        code = self.cash.newest_code(self.cash.other_finance)
        return http("settle", "POST", f"{path}/approval", {"code": code}, session=other)

    def resolve(self) -> Answer | None:
        """Two of finance settle what did not agree, one way or the other."""
        waiting = self.cash.differences()
        if not waiting:
            return None
        one, found = self.rng.choice(waiting), self.rng.choice(("recount", "stands", "shortage", "surplus"))
        amount_fen = abs(one["difference_fen"]) if found in ("shortage", "surplus") else 0
        proposed = self.cash.propose(one["discrepancy_id"], found, amount_fen)
        return proposed if proposed.status != 200 else self.cash.approve(one["discrepancy_id"])

    # --- to the merchant, and back to payers ------------------------------------------------------------------------

    def remit(self) -> Answer | None:
        made = self.office.make()
        if made.status != 200 or not made.data.get("batch_id"):
            return made
        batch_id = made.data["batch_id"]
        if self.rng.random() < 0.3:
            self.revoke()
            self.follow()
        approved = self.office.approve(batch_id)
        if approved.status != 200:
            path = f"/remittances/{batch_id}/rejection"
            http("remit", "POST", path, {"note": "重做"}, session=session_of(self.office.maker))
            return approved
        ends = [
            answer(item, self.rng.choice(("成功", "成功", "失败")), "户名不符")
            for item in self.office.show(batch_id)["items"]
        ]
        return self.office.result(batch_id, *ends)

    def goodwill(self) -> Answer | None:
        paid = list(database()["payments"].find({"state": "paid"}))
        if not paid:
            return None
        one = self.rng.choice(paid)
        return self.desk.give_back(one["_id"], self.rng.randint(1, 300))

    def hear_refunds(self) -> Answer:
        """The provider ends refunds, one of them without giving anything, and the sweeps go round."""
        going = [row["_id"] for row in database()["refunds"].find({"state": "processing"})]
        if going and self.rng.random() < 0.2:
            with suppress(AssertionError):  # it has ended by itself meanwhile
                self.pays.order("/wechat-pay/refunds", out_refund_no=self.rng.choice(going), status="CLOSED")
        for each in going:
            self.pays.deliver(each)
        past = {"$set": {"next_at": datetime.now(UTC) - timedelta(seconds=1)}}
        for kept in ("refunds", "payments"):
            database()[kept].update_many({"next_at": {"$ne": None}}, past)
        schedule("pay", "sweep_payments")
        return DONE

    # --- inside -----------------------------------------------------------------------------------------------------

    def _reported(self, step: Step, *fitting: Status, by: str = "", **said: Any) -> Answer | None:
        parcel = self.parcel(*fitting)
        if parcel is None:
            return None
        report(parcel.waybill_no, step, actor(by) if by else self.cash.courier, **said)
        return DONE

    def _some_pieces(self, parcel: Parcel) -> list[int]:
        of = parcel.goods.pieces
        return sorted(self.rng.sample(range(1, of + 1), self.rng.randint(1, of - 1))) if of > 1 else []


DONE = Answer(200, {"data": {}})
