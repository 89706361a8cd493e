"""An order as somebody writes it, whichever way it comes in: its parties, its goods and its wishes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from marshmallow import fields, validate

from logistics.domain.consignment import MOST_PIECES, PaymentTerms, ProofMode
from logistics.domain.quote import QuoteAsk
from logistics.runtime.schemas import (
    CommandSchema,
    adcode,
    extension,
    fen,
    location,
    moment,
    one_of,
    phone,
    text,
    whole,
)

Point = tuple[float, float]

CATEGORIES = ("documents", "clothing", "electronics", "food", "cosmetics", "books", "household", "medicine", "other")
_MOST_G = 1_000_000
_MOST_CM3 = 20_000_000
MOST_DECLARED = 10


@dataclass(frozen=True)
class PartyEntry:
    """A party as the customer writes it; `phone` is E.164 once loaded, `location` (lng, lat) in WGS-84."""

    name: str
    phone: str
    address: str
    adcode: str
    location: Point | None = None
    extension: str = ""


@dataclass(frozen=True)
class DeclaredEntry:
    name: str
    count: int


@dataclass(frozen=True)
class GoodsEntry:
    """What is sent, in the customer's words; `declared` lists it thing by thing."""

    description: str
    category: str
    declared: tuple[DeclaredEntry, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """All that is said about what is inside."""
        return self.description, *(each.name for each in self.declared)


@dataclass(frozen=True, kw_only=True)
class Order:
    """What is to be sent, and how.

    Weight and volume are those of all `pieces`; `proof_modes` are what its delivery must be proved by, and
    `cod_shares_fen` the goods money of each piece, for a consignee who may take only some (none: equal shares).
    """

    product: str
    weight_g: int
    volume_cm3: int
    insured_value_fen: int
    cod_fen: int
    consignor: PartyEntry
    consignee: PartyEntry
    goods: GoodsEntry
    terms: str
    remark: str = ""
    pickup_from: datetime | None = None
    pickup_until: datetime | None = None
    pieces: int = 1
    return_receipt: bool = False
    proof_modes: tuple[str, ...] = ()
    cod_shares_fen: tuple[int, ...] = ()

    @property
    def ask(self) -> QuoteAsk:
        """What the price depends on; the route is the parties'."""
        return QuoteAsk(
            self.product,
            self.consignor.adcode,
            self.consignee.adcode,
            self.weight_g,
            self.volume_cm3,
            self.insured_value_fen,
            self.cod_fen,
            self.pieces,
            self.return_receipt,
        )


class Tupled(fields.List[Any]):
    """A list that a frozen command keeps as a tuple."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> Any:
        return tuple(super()._deserialize(value, attr, data, **options))


class PartyEntrySchema(CommandSchema):
    command = PartyEntry

    name = text(40, required=True)
    phone = phone(required=True)
    extension = extension()
    address = text(200, 4, required=True)
    adcode = adcode(required=True)
    location = location()


class DeclaredEntrySchema(CommandSchema):
    command = DeclaredEntry

    name = text(30, required=True)
    count = whole(1, 9_999, required=True, strict=True)


class GoodsEntrySchema(CommandSchema):
    command = GoodsEntry

    description = text(60, required=True)
    category = one_of(CATEGORIES, required=True)
    declared = Tupled(
        fields.Nested(DeclaredEntrySchema()), load_default=(), validate=validate.Length(max=MOST_DECLARED)
    )


class OrderSchema(CommandSchema):
    command: type = Order

    product = text(32, required=True)
    weight_g = whole(1, _MOST_G, required=True, strict=True)
    volume_cm3 = whole(0, _MOST_CM3, load_default=0, strict=True)
    insured_value_fen = fen(load_default=0)
    cod_fen = fen(load_default=0)
    consignor = fields.Nested(PartyEntrySchema(), required=True)
    consignee = fields.Nested(PartyEntrySchema(), required=True)
    goods = fields.Nested(GoodsEntrySchema(), required=True)
    terms = one_of((PaymentTerms.ON_ACCOUNT, PaymentTerms.ON_RECEIPT), required=True)
    remark = text(100, 0)
    pickup_from = moment()
    pickup_until = moment()
    pieces = whole(1, MOST_PIECES, load_default=1, strict=True)
    return_receipt = fields.Boolean(load_default=False, truthy={True}, falsy={False})
    cod_shares_fen = Tupled(fen(minimum=1), load_default=(), validate=validate.Length(max=MOST_PIECES))
    proof_modes = Tupled(one_of(ProofMode), load_default=(), validate=validate.Length(max=len(ProofMode)))
