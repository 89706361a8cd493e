"""Cash on delivery as a chain of custody: each link names the state it takes over and the one it leaves."""

from dataclasses import dataclass, replace
from enum import StrEnum

from logistics.domain.machine import moved
from logistics.domain.roles import Role


class CodStatus(StrEnum):
    """What became of the amount due; NONE when nothing was ever due."""

    NONE = "none"
    DUE = "due"
    COLLECTED = "collected"
    DECLARED = "declared"
    COUNTED = "counted"
    BANKED = "banked"
    CONFIRMED = "confirmed"
    REMITTABLE = "remittable"
    REMITTED = "remitted"
    DISCREPANCY = "discrepancy"
    VOID = "void"

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def taken(self) -> bool:
        """Whether the payer has given the money, wherever it is now."""
        return self not in (CodStatus.NONE, CodStatus.DUE, CodStatus.VOID)


class PayMethod(StrEnum):
    """How the consignee paid at the door."""

    CASH = "cash"
    WECHAT = "wechat"


_LABELS = {
    CodStatus.NONE: "无代收",
    CodStatus.DUE: "待收",
    CodStatus.COLLECTED: "已收",
    CodStatus.DECLARED: "已申报",
    CodStatus.COUNTED: "已清点",
    CodStatus.BANKED: "已存款",
    CodStatus.CONFIRMED: "已到账",
    CodStatus.REMITTABLE: "待返款",
    CodStatus.REMITTED: "已返款",
    CodStatus.DISCREPANCY: "差异",
    CodStatus.VOID: "作废",
}

_FINANCE = frozenset({Role.FINANCE})
_COUNTER = frozenset({Role.CASHIER})
# from, to, who. A discrepancy holds everything until finance sends the money back to the link where it broke.
COD_MOVES: dict[tuple[CodStatus, CodStatus], frozenset[Role]] = {
    (CodStatus.DUE, CodStatus.COLLECTED): frozenset({Role.COURIER, Role.OUTLET_MANAGER}),
    (CodStatus.COLLECTED, CodStatus.DUE): frozenset({Role.COURIER, Role.OUTLET_MANAGER}),
    (CodStatus.DUE, CodStatus.VOID): frozenset({Role.SYSTEM}),
    (CodStatus.VOID, CodStatus.DUE): frozenset({Role.SYSTEM}),
    (CodStatus.COLLECTED, CodStatus.DECLARED): frozenset({Role.COURIER, Role.OUTLET_MANAGER}),
    (CodStatus.COLLECTED, CodStatus.CONFIRMED): frozenset({Role.SYSTEM}),
    (CodStatus.DECLARED, CodStatus.COUNTED): _COUNTER,
    (CodStatus.DECLARED, CodStatus.DISCREPANCY): _COUNTER,
    (CodStatus.COUNTED, CodStatus.BANKED): _COUNTER,
    (CodStatus.COUNTED, CodStatus.DISCREPANCY): _FINANCE,
    (CodStatus.BANKED, CodStatus.CONFIRMED): _FINANCE,
    (CodStatus.BANKED, CodStatus.DISCREPANCY): _FINANCE,
    (CodStatus.CONFIRMED, CodStatus.REMITTABLE): frozenset({Role.SYSTEM, Role.FINANCE}),
    (CodStatus.REMITTABLE, CodStatus.REMITTED): _FINANCE,
    (CodStatus.DISCREPANCY, CodStatus.DECLARED): _FINANCE,
    (CodStatus.DISCREPANCY, CodStatus.COUNTED): _FINANCE,
    (CodStatus.DISCREPANCY, CodStatus.BANKED): _FINANCE,
}


@dataclass(frozen=True)
class Cod:
    """`due_fen` is the goods money; `status` covers all cash due at the door, freight on receipt included.

    `collected_fen` is what was really taken, by `method`.
    """

    due_fen: int = 0
    status: CodStatus = CodStatus.NONE
    collected_fen: int = 0
    method: PayMethod | None = None

    def move(self, to: CodStatus, role: Role) -> "Cod":
        """Take the next link of custody; raises Conflict COD_STATE_CONFLICT or Forbidden ROLE_FORBIDDEN."""
        return replace(self, status=moved(COD_MOVES, "COD_STATE_CONFLICT", self.status, to, role))
