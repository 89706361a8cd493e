"""Cash on delivery as a chain of custody: each link names the state it takes over and the one it leaves."""

from dataclasses import dataclass, replace
from enum import StrEnum

from logistics.domain.machine import moved
from logistics.domain.money import split_fen
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
_COUNTER = frozenset({Role.CASHIER, Role.OUTLET_MANAGER})
# from, to, who. A discrepancy holds everything until finance sends the money back to the link where it broke. Finance
# declares when two of them have settled a declaration that did not agree; the bank's statement speaks for itself.
COD_MOVES: dict[tuple[CodStatus, CodStatus], frozenset[Role]] = {
    (CodStatus.DUE, CodStatus.COLLECTED): frozenset({Role.COURIER, Role.OUTLET_MANAGER}),
    (CodStatus.COLLECTED, CodStatus.DUE): frozenset({Role.COURIER, Role.OUTLET_MANAGER}),
    (CodStatus.DUE, CodStatus.VOID): frozenset({Role.SYSTEM}),
    (CodStatus.VOID, CodStatus.DUE): frozenset({Role.SYSTEM}),
    (CodStatus.COLLECTED, CodStatus.DECLARED): frozenset({Role.COURIER, Role.OUTLET_MANAGER, Role.FINANCE}),
    (CodStatus.COLLECTED, CodStatus.CONFIRMED): frozenset({Role.SYSTEM}),
    (CodStatus.DECLARED, CodStatus.COUNTED): _COUNTER,
    (CodStatus.DECLARED, CodStatus.DISCREPANCY): _COUNTER,
    (CodStatus.COUNTED, CodStatus.BANKED): _COUNTER,
    (CodStatus.COUNTED, CodStatus.DISCREPANCY): _FINANCE,
    (CodStatus.BANKED, CodStatus.CONFIRMED): frozenset({Role.FINANCE, Role.SYSTEM}),
    (CodStatus.BANKED, CodStatus.DISCREPANCY): frozenset({Role.FINANCE, Role.SYSTEM}),
    (CodStatus.CONFIRMED, CodStatus.REMITTABLE): frozenset({Role.SYSTEM, Role.FINANCE}),
    (CodStatus.REMITTABLE, CodStatus.REMITTED): _FINANCE,
    (CodStatus.DISCREPANCY, CodStatus.DECLARED): _FINANCE,
    (CodStatus.DISCREPANCY, CodStatus.COUNTED): _FINANCE,
    (CodStatus.DISCREPANCY, CodStatus.BANKED): _FINANCE,
}


@dataclass(frozen=True)
class Cod:
    """`due_fen` is the goods money; `status` covers all cash due at the door, freight on receipt included.

    `collected_fen` is what was really taken, by `method`. `shares_fen` are the goods money of each piece in order, as
    the consignor declared them; equal ones where none are kept. `pieces` are those paid for when the consignee took
    only some, `due_fen` then their shares alone. `void_by_loss` tells that it became void because the parcel was lost:
    once it is found the money is due again.
    """

    due_fen: int = 0
    status: CodStatus = CodStatus.NONE
    collected_fen: int = 0
    method: PayMethod | None = None
    void_by_loss: bool = False
    shares_fen: tuple[int, ...] = ()
    pieces: tuple[int, ...] = ()

    def move(self, to: CodStatus, role: Role) -> "Cod":
        """Take the next link of custody; raises Conflict COD_STATE_CONFLICT or Forbidden ROLE_FORBIDDEN."""
        return replace(self, status=moved(COD_MOVES, "COD_STATE_CONFLICT", self.status, to, role))

    def shares(self, of: int) -> tuple[int, ...]:
        """The goods money of each of so many pieces, in order."""
        return self.shares_fen or split_fen(self.due_fen, [1] * of)

    def for_pieces(self, pieces: tuple[int, ...], of: int) -> "Cod":
        """What is due for some pieces (numbers from 1) of so many; odd fen of equal shares lie on the first ones."""
        shares = self.shares(of)
        due_fen = sum(shares[piece - 1] for piece in pieces)
        return replace(self, due_fen=due_fen, shares_fen=shares, pieces=tuple(sorted(pieces)))

    def for_all(self) -> "Cod":
        """What is due for all pieces, after money for some of them was given back."""
        return replace(self, due_fen=sum(self.shares_fen), pieces=()) if self.pieces else self
