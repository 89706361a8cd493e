"""How a claim for loss or damage proceeds: 提交, 补材料, 核定, 同意, 已赔付, 驳回, 申诉; 撤回 when it is found."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from logistics.domain.changing import changed
from logistics.domain.faults import Conflict, Invalid
from logistics.domain.machine import moved
from logistics.domain.roles import CUSTOMERS, Actor, Role


class ClaimStatus(StrEnum):
    SUBMITTED = "submitted"
    EVIDENCE_REQUESTED = "evidence_requested"
    ASSESSED = "assessed"
    AGREED = "agreed"
    PAID = "paid"
    REJECTED = "rejected"
    APPEALED = "appealed"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        return CLAIM_LABELS[self]


CLAIM_LABELS = {
    ClaimStatus.SUBMITTED: "已提交",
    ClaimStatus.EVIDENCE_REQUESTED: "待补材料",
    ClaimStatus.ASSESSED: "已核定",
    ClaimStatus.AGREED: "已同意",
    ClaimStatus.PAID: "已赔付",
    ClaimStatus.REJECTED: "已驳回",
    ClaimStatus.APPEALED: "申诉中",
    ClaimStatus.WITHDRAWN: "已撤回",
}
_CUSTOMER_SERVICE = frozenset({Role.CUSTOMER_SERVICE})
_SYSTEM = frozenset({Role.SYSTEM})
# The offer for an insured loss is the system's; what is paid through a provider is told by the system, too.
CLAIM_MOVES = {
    (ClaimStatus.SUBMITTED, ClaimStatus.EVIDENCE_REQUESTED): _CUSTOMER_SERVICE,
    (ClaimStatus.EVIDENCE_REQUESTED, ClaimStatus.SUBMITTED): CUSTOMERS,
    (ClaimStatus.SUBMITTED, ClaimStatus.ASSESSED): _CUSTOMER_SERVICE | _SYSTEM,
    (ClaimStatus.SUBMITTED, ClaimStatus.REJECTED): _CUSTOMER_SERVICE,
    (ClaimStatus.ASSESSED, ClaimStatus.AGREED): CUSTOMERS,
    (ClaimStatus.ASSESSED, ClaimStatus.APPEALED): CUSTOMERS,
    (ClaimStatus.REJECTED, ClaimStatus.APPEALED): CUSTOMERS,
    (ClaimStatus.APPEALED, ClaimStatus.ASSESSED): _CUSTOMER_SERVICE,
    (ClaimStatus.APPEALED, ClaimStatus.REJECTED): _CUSTOMER_SERVICE,
    (ClaimStatus.AGREED, ClaimStatus.PAID): frozenset({Role.FINANCE, Role.SYSTEM}),
    **{
        (unpaid, ClaimStatus.WITHDRAWN): _SYSTEM
        for unpaid in (
            ClaimStatus.SUBMITTED,
            ClaimStatus.EVIDENCE_REQUESTED,
            ClaimStatus.ASSESSED,
            ClaimStatus.APPEALED,
            ClaimStatus.AGREED,
        )
    },
}
ENDED = frozenset({ClaimStatus.PAID, ClaimStatus.REJECTED, ClaimStatus.WITHDRAWN})
WAITS_FOR_US = frozenset({ClaimStatus.SUBMITTED, ClaimStatus.APPEALED})
# 快递暂行条例 (2025), article 29: a complaint is answered within seven days.
ANSWERED_WITHIN = timedelta(days=7)
MOST_APPEALS = 2
MOST_EVIDENCE = 10


class ClaimKind(StrEnum):
    """What happened to the goods."""

    LOST = "lost"
    DAMAGED = "damaged"
    SHORT = "short"


class Ground(StrEnum):
    """What an assessment rests on: our terms with their limits, or the law where it gives more."""

    TERMS = "terms"
    LAW = "law"


class PayoutChannel(StrEnum):
    """How finance pays a claim: by a bank transfer of their own, or by a transfer to the claimant's WeChat."""

    BANK = "bank"
    WECHAT = "wechat"


@dataclass(frozen=True)
class Claim:
    """One side's claim about a parcel; `side` is consignor or consignee.

    `asked_fen` is what they want (0 where the office opened it for them), `offered_fen` what was assessed. `reply` is
    the office's last word, `note` the claimant's. `due_at` is when they must be answered, None while we wait for them.
    `payout` is set once finance has ordered the payment and until it is certain or has failed; `reference` is the
    bank's or the provider's own number.
    """

    id: str
    waybill_no: str
    side: str
    claimant_id: str
    kind: ClaimKind
    asked_fen: int
    note: str
    evidence: tuple[str, ...]
    status: ClaimStatus
    at: datetime
    due_at: datetime | None
    offered_fen: int = 0
    ground: Ground = Ground.TERMS
    reply: str = ""
    appeals: int = 0
    payout: PayoutChannel | None = None
    paid_at: datetime | None = None
    reference: str = ""
    changed_at: datetime | None = None

    @property
    def live(self) -> bool:
        """Whether something is still to be done; each side of a parcel has one such claim at most."""
        return self.status not in ENDED

    def overdue(self, now: datetime) -> bool:
        """Whether the claimant should have been answered by now."""
        return self.status in WAITS_FOR_US and self.due_at is not None and now > self.due_at

    def move(self, to: ClaimStatus, by: Actor, now: datetime, **values: object) -> "Claim":
        """The next state with what changes along; the clock of our answer runs while it waits for us.

        Raises Conflict CLAIM_STATE_CONFLICT, Forbidden ROLE_FORBIDDEN.
        """
        status = move_claim(self.status, to, by.role)
        due_at = now + ANSWERED_WITHIN if status in WAITS_FOR_US else None
        return changed(self, status=status, due_at=due_at, changed_at=now, **values)

    def with_evidence(self, keys: tuple[str, ...]) -> tuple[str, ...]:
        """All pictures with the new ones; Invalid CLAIM_EVIDENCE_TOO_MUCH."""
        every = tuple(dict.fromkeys((*self.evidence, *keys)))
        if len(every) > MOST_EVIDENCE:
            raise Invalid("CLAIM_EVIDENCE_TOO_MUCH", "凭证图片过多", most=MOST_EVIDENCE)
        return every

    def appeal(self, by: Actor, note: str, now: datetime) -> "Claim":
        """Ask for another look; Conflict CLAIM_APPEALS_USED after the last one, and what move raises."""
        appealed = self.move(ClaimStatus.APPEALED, by, now, note=note, appeals=self.appeals + 1)
        if self.appeals >= MOST_APPEALS:
            raise Conflict("CLAIM_APPEALS_USED", "申诉次数已用完，可向邮政管理部门申诉", most=MOST_APPEALS)
        return appealed

    def order_payment(self, channel: PayoutChannel, now: datetime) -> "Claim":
        """Finance orders the payment, one at a time; Conflict CLAIM_STATE_CONFLICT, CLAIM_PAYMENT_UNDER_WAY."""
        if self.status is not ClaimStatus.AGREED:
            raise Conflict("CLAIM_STATE_CONFLICT", "当前状态不允许此操作", status=self.status, to=ClaimStatus.PAID)
        if self.payout is not None:
            raise Conflict("CLAIM_PAYMENT_UNDER_WAY", "赔款正在支付中", channel=self.payout)
        return changed(self, payout=channel, changed_at=now)


def move_claim(status: ClaimStatus, to: ClaimStatus, role: Role) -> ClaimStatus:
    """The next state; raises Conflict CLAIM_STATE_CONFLICT or Forbidden ROLE_FORBIDDEN."""
    return moved(CLAIM_MOVES, "CLAIM_STATE_CONFLICT", status, to, role)
