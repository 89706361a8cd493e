"""An outlet's cash from the door to the bank, moved over HTTP by those whose step it is; all names are invented."""

import os
import re
from datetime import UTC, datetime
from typing import Any

import requests

from logistics.domain.roles import Actor
from logistics.domain.shanghai import business_day
from logistics.store.mongo import Unit
from tests.support.calls import Answer, http, invoke
from tests.support.orders import bring_out, parcel_of, place_order
from tests.support.people import actor, session_of

OUTLET = "GZ-TH-1"


class Custody:
    """Who works at one outlet and in the office, and each thing that they do with cash."""

    def __init__(self) -> None:
        self.merchant = actor("customer", at=7)
        self.courier, self.colleague = actor("courier", OUTLET), actor("courier", OUTLET, 1)
        self.cashier, self.manager = actor("cashier", OUTLET), actor("outlet_manager", OUTLET)
        self.finance, self.other_finance = actor("finance"), actor("finance", at=1)

    def call(self, by: Actor, method: str, path: str, body: Any = None, **options: Any) -> Answer:
        return http("collect_cod", method, path, body, session=session_of(by), **options)

    # --- at the door ---------------------------------------------------------------------------------------------

    def brought_out(self, cod_fen: int, by: Actor | None = None, **order: Any) -> str:
        """A parcel at the consignee's door."""
        waybill_no = place_order(session_of(self.merchant), cod_fen=cod_fen, **order)
        bring_out(waybill_no, by or self.courier)
        return waybill_no

    def collect(self, waybill_no: str, amount_fen: int, by: Actor | None = None, **more: Any) -> Answer:
        body = {"amount_fen": amount_fen} | more
        return self.call(by or self.courier, "POST", f"/parcels/{waybill_no}/collection", body)

    def collected(self, cod_fen: int, by: Actor | None = None) -> str:
        waybill_no = self.brought_out(cod_fen, by)
        assert self.collect(waybill_no, cod_fen, by).status == 200
        return waybill_no

    # --- declared and counted ------------------------------------------------------------------------------------

    def declare(self, amount_fen: int, by: Actor | None = None) -> Answer:
        body = {"day": business_day(datetime.now(UTC)).isoformat(), "amount_fen": amount_fen}
        return self.call(by or self.courier, "POST", "/cash-declarations", body)

    def declared(self, *amounts: int, said_fen: int | None = None) -> tuple[str, list[str]]:
        """A declaration's id, and the waybills that it covers."""
        waybills = [self.collected(amount) for amount in amounts]
        return self.declare(sum(amounts) if said_fen is None else said_fen).data["id"], waybills

    def count_code(self, declaration_id: str, by: Actor) -> str:
        self.no_wait()
        asked = self.call(by, "POST", "/cash-counts/code", {"declaration_id": declaration_id}, key="")
        return self.newest_code(by) if asked.status == 200 else asked.code

    def count(
        self, declaration_id: str, counted_fen: int, by: Actor | None = None, code: str = "", **more: Any
    ) -> Answer:
        who = by or self.cashier
        said = {"declaration_id": declaration_id, "counted_fen": counted_fen}
        code = code or self.count_code(declaration_id, who)
        return self.call(who, "POST", "/cash-counts", said | {"code": code}, **more)

    def counted(self, *amounts: int) -> tuple[str, list[str]]:
        """A count's id, and the waybills whose cash lies in the safe now."""
        declaration_id, waybills = self.declared(*amounts)
        counted = self.count(declaration_id, sum(amounts)).data
        assert counted["state"] == "agreed"
        return counted["count_id"], waybills

    # --- banked --------------------------------------------------------------------------------------------------

    def deposit(self, count_ids: list[str], amount_fen: int, reference: str = "CCB-0001", **more: Any) -> Answer:
        said = {"count_ids": count_ids, "amount_fen": amount_fen, "bank_reference": reference}
        return self.call(self.cashier, "POST", "/cash-deposits", said | more)

    def banked(self, *amounts: int, reference: str = "CCB-0001") -> tuple[str, list[str]]:
        """A deposit's id, and the waybills whose cash is on its way to the bank."""
        count_id, waybills = self.counted(*amounts)
        deposit = self.deposit([count_id], sum(amounts), reference).data
        assert deposit["state"] == "banked"
        return deposit["deposit_id"], waybills

    def confirm(self, deposit_id: str) -> None:
        """Finance brings the bank's file, which shows the deposit."""
        now = datetime.now(UTC)
        deposit = Unit(now).deposits.get(deposit_id)
        yuan, fen = divmod(deposit.amount_fen, 100)
        line = f"{deposit.bank_reference},{business_day(now).isoformat()},{yuan}.{fen:02d},现金存入"
        body = {"lines": ["银行流水号,记账日期,收入(元),附言", line]}
        brought = http("settle", "POST", "/bank-files", body, session=session_of(self.finance))
        assert brought.data["confirmed"] == 1

    # --- differences ---------------------------------------------------------------------------------------------

    def differences(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.call(self.finance, "GET", "/discrepancies").data["discrepancies"]
        return found

    def find(self, kind: str, subject_id: str, found_fen: int) -> Answer:
        """Finance looks and finds another sum."""
        said = {"kind": kind, "subject_id": subject_id, "found_fen": found_fen}
        return self.call(self.finance, "POST", "/discrepancies", said)

    def propose(self, discrepancy_id: str, resolution: str, amount_fen: int = 0, by: Actor | None = None) -> Answer:
        said = {"resolution": resolution, "amount_fen": amount_fen, "note": "looked into it"}
        return self.call(by or self.finance, "POST", f"/discrepancies/{discrepancy_id}/proposal", said)

    def approve(self, discrepancy_id: str, by: Actor | None = None, code: str = "") -> Answer:
        who, path = by or self.other_finance, f"/discrepancies/{discrepancy_id}/approval"
        if not code:
            self.no_wait()
            asked = self.call(who, "POST", f"{path}/code", {}, key="")
            code = self.newest_code(who) if asked.status == 200 else "000000"
        return self.call(who, "POST", path, {"code": code})

    def resolve(self, resolution: str, amount_fen: int = 0) -> None:
        """The one difference that waits, settled by two."""
        (waiting,) = self.differences()
        assert self.propose(waiting["discrepancy_id"], resolution, amount_fen).data["state"] == "proposed"
        assert self.approve(waiting["discrepancy_id"]).data["state"] == "resolved"

    # --- looking -------------------------------------------------------------------------------------------------

    def cod(self, waybill_no: str) -> str:
        return str(parcel_of(waybill_no).cod.status)

    def balance(self, by: Actor | None = None) -> dict[str, Any]:
        shown: dict[str, Any] = self.call(by or self.courier, "GET", "/cash/balance").data
        return shown

    def books(self, waybill_no: str) -> dict[tuple[str, str], int]:
        """Where a waybill's money lies, as finance sees it; a waybill's entries always balance."""
        shown = invoke("collect_cod", "show_journal", {"waybill_no": waybill_no}, session_of(self.finance)).data
        assert shown["sum_fen"] == 0
        return {(line["account"], line["holder"]): line["amount_fen"] for line in shown["positions"]}

    def lies_on(self, account: str, holder: str) -> int:
        from logistics.domain.journal import Account

        return Unit(datetime.now(UTC)).journal.balance(Account(account), holder)

    def books_agree(self) -> bool:
        shown = invoke("collect_cod", "check_journal", {}, session_of(self.finance)).data
        return bool(shown["balanced"])

    def newest_code(self, by: Actor) -> str:
        """The code in the newest text to somebody's phone."""
        query = {"kind": "sms", "phone": Unit(datetime.now(UTC)).staff.phone_of(by.id)}
        reply = requests.get(f"{os.environ['SMS_BASE_URL']}/_sandbox/messages", params=query, timeout=5)
        text = reply.json()["messages"][-1]["text"]
        return re.findall(r"(?<![0-9])[0-9]{6}(?![0-9])", text)[0]

    def no_wait(self) -> None:
        """The minute between two codes has passed."""
        from logistics.store.redis import redis

        for key in redis().scan_iter("limit:code*"):
            redis().delete(key)
