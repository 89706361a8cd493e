"""How a claim for loss or damage proceeds: 提交, 补材料, 核定, 同意, 已赔付, 驳回, 申诉."""

from enum import StrEnum

from logistics.domain.machine import moved
from logistics.domain.roles import CUSTOMERS, Role


class ClaimStatus(StrEnum):
    SUBMITTED = "submitted"
    EVIDENCE_REQUESTED = "evidence_requested"
    ASSESSED = "assessed"
    AGREED = "agreed"
    PAID = "paid"
    REJECTED = "rejected"
    APPEALED = "appealed"


CLAIM_LABELS = {
    ClaimStatus.SUBMITTED: "已提交",
    ClaimStatus.EVIDENCE_REQUESTED: "待补材料",
    ClaimStatus.ASSESSED: "已核定",
    ClaimStatus.AGREED: "已同意",
    ClaimStatus.PAID: "已赔付",
    ClaimStatus.REJECTED: "已驳回",
    ClaimStatus.APPEALED: "申诉中",
}
_CUSTOMER_SERVICE = frozenset({Role.CUSTOMER_SERVICE})
CLAIM_MOVES = {
    (ClaimStatus.SUBMITTED, ClaimStatus.EVIDENCE_REQUESTED): _CUSTOMER_SERVICE,
    (ClaimStatus.EVIDENCE_REQUESTED, ClaimStatus.SUBMITTED): CUSTOMERS,
    (ClaimStatus.SUBMITTED, ClaimStatus.ASSESSED): _CUSTOMER_SERVICE,
    (ClaimStatus.SUBMITTED, ClaimStatus.REJECTED): _CUSTOMER_SERVICE,
    (ClaimStatus.ASSESSED, ClaimStatus.AGREED): CUSTOMERS,
    (ClaimStatus.ASSESSED, ClaimStatus.APPEALED): CUSTOMERS,
    (ClaimStatus.REJECTED, ClaimStatus.APPEALED): CUSTOMERS,
    (ClaimStatus.APPEALED, ClaimStatus.ASSESSED): _CUSTOMER_SERVICE,
    (ClaimStatus.APPEALED, ClaimStatus.REJECTED): _CUSTOMER_SERVICE,
    (ClaimStatus.AGREED, ClaimStatus.PAID): frozenset({Role.FINANCE}),
}


def move_claim(status: ClaimStatus, to: ClaimStatus, role: Role) -> ClaimStatus:
    """The next state; raises Conflict CLAIM_STATE_CONFLICT or Forbidden ROLE_FORBIDDEN."""
    return moved(CLAIM_MOVES, "CLAIM_STATE_CONFLICT", status, to, role)
