"""Every move of the claim machine (提交, 核定, 同意, 赔付, 驳回, 申诉, 撤回), made over HTTP by who may make it."""

from datetime import timedelta
from typing import Any

import pytest

from logistics.domain.claim import CLAIM_MOVES
from logistics.domain.money_events import ClaimPaid, ClaimPayoutFailed
from tests.support.calls import queue
from tests.support.claims import INSURED_FEN, ClaimCase

pytestmark = pytest.mark.usefixtures("store")

DAMAGED_FEN = 10_000


@pytest.fixture
def claim(store: Any) -> ClaimCase:
    """Signed for, and its sender says that something broke."""
    made = ClaimCase(insured_value_fen=INSURED_FEN).go_out()
    assert made.sign().data["status"] == "signed"
    assert made.ask().data["state"] == "submitted"
    return made


@pytest.fixture
def offered(claim: ClaimCase) -> ClaimCase:
    assert claim.assess(DAMAGED_FEN).data["state"] == "assessed"
    return claim


@pytest.fixture
def agreed(offered: ClaimCase) -> ClaimCase:
    assert offered.agree().data["state"] == "agreed"
    return offered


@pytest.fixture
def lost(store: Any) -> ClaimCase:
    """Insured, lost, and offered its declared value by itself."""
    return ClaimCase(insured_value_fen=INSURED_FEN).go_out().lose()


def test_submitted_to_evidence_requested(claim: ClaimCase) -> None:
    said = claim.act("evidence-request", "customer_service", {"note": "请补充破损照片"}).data
    assert (said["state"], said["due_at"], claim.row["reply"]) == ("evidence_requested", None, "请补充破损照片")


def test_evidence_requested_to_submitted(claim: ClaimCase) -> None:
    claim.act("evidence-request", "customer_service", {"note": "请补充破损照片"})
    key = claim.proof("sender")
    said = claim.act("evidence", "sender", {"evidence": [key], "note": "照片如下", "amount_fen": 25_000}).data
    assert (said["state"], said["amount_fen"], claim.row["evidence"]) == ("submitted", 25_000, [key])
    assert claim.row["due_at"] - claim.row["changed_at"] == timedelta(days=7), "the clock of the answer begins anew"


def test_submitted_to_assessed(claim: ClaimCase) -> None:
    said = claim.assess(DAMAGED_FEN).data
    assert (said["state"], said["offered_fen"], said["due_at"]) == ("assessed", DAMAGED_FEN, None)
    assert claim.books() == {}, "an offer is owed once it is agreed to"


def test_submitted_to_rejected(claim: ClaimCase) -> None:
    assert claim.reject().data["state"] == "rejected"


def test_assessed_to_agreed(offered: ClaimCase) -> None:
    assert offered.agree().data["state"] == "agreed"
    assert offered.books() == {"claims": DAMAGED_FEN, "claims_owed": -DAMAGED_FEN}


def test_assessed_to_appealed(offered: ClaimCase) -> None:
    assert offered.appeal().data["state"] == "appealed"
    assert offered.row["due_at"] is not None


def test_rejected_to_appealed(claim: ClaimCase) -> None:
    claim.reject()
    assert claim.appeal().data["state"] == "appealed"


def test_appealed_to_assessed(claim: ClaimCase) -> None:
    claim.reject()
    claim.appeal()
    assert claim.assess(5_000).data["state"] == "assessed"


def test_appealed_to_rejected(offered: ClaimCase) -> None:
    offered.appeal()
    assert offered.reject().data["state"] == "rejected"


def test_agreed_to_paid_by_the_bank(agreed: ClaimCase) -> None:
    assert agreed.pay("bank").data["state"] == "paid"
    assert agreed.books() == {"claims": DAMAGED_FEN, "bank": -DAMAGED_FEN}
    assert agreed.row["reference"] == "202603090001"


def test_agreed_to_paid_by_a_transfer_once_it_has_arrived(agreed: ClaimCase) -> None:
    assert agreed.pay("wechat").data["state"] == "agreed"
    assert agreed.pay("bank").code == "CLAIM_PAYMENT_UNDER_WAY"
    arrived = ClaimPaid(agreed.waybill_no, agreed.claim_id, DAMAGED_FEN, "payout-1")
    assert queue("care", arrived) == queue("care", arrived) == []
    assert (agreed.state, agreed.row["reference"]) == ("paid", "payout-1")


def test_a_transfer_that_failed_is_ordered_again_or_paid_by_the_bank(agreed: ClaimCase) -> None:
    agreed.pay("wechat")
    assert queue("care", ClaimPayoutFailed(agreed.waybill_no, agreed.claim_id, "payout-1", "EXPIRED")) == []
    assert (agreed.state, agreed.row["payout"]) == ("agreed", None)
    assert agreed.pay("bank").data["state"] == "paid"


def test_submitted_to_assessed_by_itself_for_an_insured_loss(lost: ClaimCase) -> None:
    assert (lost.state, lost.row["offered_fen"], lost.row["kind"]) == ("assessed", INSURED_FEN, "lost")
    lost.follow()
    assert len(lost.rows()) == 1, "a loss told twice is offered once"


def test_an_uninsured_loss_waits_for_what_its_sender_says(store: Any) -> None:
    case = ClaimCase().go_out().lose()
    assert (case.state, case.row["asked_fen"], case.row["offered_fen"]) == ("submitted", 0, 0)
    assert case.ask("lost").code == "CLAIM_EXISTS"
    assert case.act("evidence", "sender", {"note": "两本旧书", "amount_fen": 8_000}).data["amount_fen"] == 8_000


def test_assessed_to_withdrawn(lost: ClaimCase) -> None:
    lost.find()
    assert lost.state == "withdrawn"
    assert lost.agree().code == "CLAIM_STATE_CONFLICT"


def test_submitted_to_withdrawn(store: Any) -> None:
    case = ClaimCase().go_out().lose().find()
    assert case.state == "withdrawn"


def test_evidence_requested_to_withdrawn(store: Any) -> None:
    case = ClaimCase().go_out().lose()
    case.act("evidence-request", "customer_service", {"note": "请补充购买凭证"})
    assert case.find().state == "withdrawn"


def test_appealed_to_withdrawn(lost: ClaimCase) -> None:
    lost.appeal()
    assert lost.find().state == "withdrawn"


def test_agreed_to_withdrawn(lost: ClaimCase) -> None:
    lost.agree()
    assert lost.books() == {"claims": INSURED_FEN, "claims_owed": -INSURED_FEN}
    assert lost.find().state == "withdrawn"
    assert lost.books() == {}, "what was promised is owed no more"


def test_paid_or_on_its_way_stays_when_the_parcel_is_found(lost: ClaimCase) -> None:
    lost.agree()
    lost.pay("wechat")
    assert lost.find().state == "agreed"
    assert queue("care", ClaimPaid(lost.waybill_no, lost.claim_id, INSURED_FEN, "payout-1")) == []
    assert lost.state == "paid"


def test_lost_again_after_it_was_found_is_offered_again(lost: ClaimCase) -> None:
    lost.find().lose()
    assert [row["status"] for row in lost.rows()] == ["withdrawn", "assessed"]


def test_every_move_of_the_machine_is_one_of_these() -> None:
    shown = {name.removeprefix("test_") for name in globals() if name.startswith("test_")}
    for before, after in CLAIM_MOVES:
        name = f"{before}_to_{after}"
        assert any(each == name or each.startswith(f"{name}_") for each in shown), name
