"""A parcel with a claim about it, and those who ask, decide and pay."""

from datetime import UTC, datetime
from typing import Any

from logistics.privacy import vault
from logistics.store.codes import Purpose, issue_code
from logistics.store.mongo import Unit
from tests.support.calls import deliver_outbox, http
from tests.support.doors import Door
from tests.support.people import actor, session_of
from tests.support.proofs import fact

INSURED_FEN = 300_000


class ClaimCase(Door):
    """A parcel on its way, lost or signed for, with the office and finance at hand."""

    def __init__(self, **order: Any) -> None:
        super().__init__(**order)
        for role in ("customer_service", "finance"):
            self.session[role] = session_of(actor(role))
        self.claim_id = ""

    def lose(self) -> "ClaimCase":
        """Asked about, decided to be lost, and told to care."""
        body = fact(reason="carrier_parcel_missing")
        incident_id = self.post("incidents", "dispatcher", body, "incident").data["incident_id"]
        said = {"decision": "lost", "note": "多次查找未果"}
        where = f"/incidents/{incident_id}/decision"
        assert http("incident", "POST", where, said, session=self.session["dispatcher"]).data["status"] == "lost"
        return self.follow()

    def find(self) -> "ClaimCase":
        self.post("found", "dispatcher", {"note": "在车上"}, "incident")
        return self.follow()

    def follow(self) -> "ClaimCase":
        """Let the events do what follows from them in care and in the books."""
        deliver_outbox("care", "collect_cod")
        found = self.rows()
        self.claim_id = found[-1]["_id"] if found else ""
        return self

    def ask(self, kind: str = "damaged", who: str = "sender", **more: Any) -> Any:
        body = {"kind": kind, "amount_fen": 20_000, "note": "杯子碎了一只", "evidence": []} | more
        answer = self.post("claims", who, body, "care")
        self.claim_id = answer.data["claim_id"] if answer.status == 200 else self.claim_id
        return answer

    def act(self, deed: str, who: str, body: Any = None, **options: Any) -> Any:
        where = f"/claims/{self.claim_id}/{deed}"
        return http("care", "POST", where, body or {}, session=self.session[who], **options)

    def assess(self, amount_fen: int = 10_000, **more: Any) -> Any:
        return self.act("assessment", "customer_service", {"amount_fen": amount_fen, "note": "按运单约定"} | more)

    def reject(self) -> Any:
        return self.act("rejection", "customer_service", {"note": "外包装完好，不予赔付"})

    def agree(self, who: str = "sender") -> Any:
        return self.act("agreement", who)

    def appeal(self, who: str = "sender") -> Any:
        return self.act("appeal", who, {"note": "请再看一次照片"})

    def pay(self, channel: str = "bank", code: str = "", **more: Any) -> Any:
        body = {"channel": channel, "code": code or self.code()} | more
        body |= {"reference": "202603090001"} if channel == "bank" and "reference" not in more else {}
        return self.act("payment", "finance", body)

    def code(self) -> str:
        """A code as it reaches the phone of the person who pays."""
        payer = actor("finance")
        phone = Unit(datetime.now(UTC)).staff.phone_of(payer.id)
        return issue_code(Purpose.CLAIM_PAYMENT, vault.phone_index(phone), self.claim_id)

    def rows(self) -> list[dict[str, Any]]:
        from logistics.store.mongo import database

        return list(database()["claims"].find({"waybill_no": self.waybill_no}).sort("_id", 1))

    @property
    def row(self) -> dict[str, Any]:
        return next(each for each in self.rows() if each["_id"] == self.claim_id)

    @property
    def state(self) -> str:
        return str(self.row["status"])

    def books(self) -> dict[str, int]:
        """What the accounts of claims and the bank come to for this waybill."""
        sums: dict[str, int] = {}
        for entry in Unit(datetime.now(UTC)).journal.entries(self.waybill_no):
            for line in entry.lines:
                if line.account in ("claims", "claims_owed", "bank"):
                    sums[line.account] = sums.get(line.account, 0) + line.amount_fen
        return {account: amount for account, amount in sums.items() if amount}
