"""What comes in and goes out of counting and depositing cash."""

from dataclasses import dataclass

from marshmallow import Schema, fields, validate

from logistics.runtime.schemas import BankReference, CommandSchema, fen, one_of, spelled, text, whole
from logistics.runtime.uploads import EXTENSIONS

MOST_COUNTS = 100  # of one deposit
MOST_SLIP_BYTES = 8_000_000
_ID = spelled("[0-9A-HJKMNP-TV-Z]{26}")


def ulid(**options: object) -> fields.String:
    """The id of a row."""
    return fields.String(validate=_ID, **{"required": True, **options})  # type: ignore[arg-type]


@dataclass(frozen=True)
class Page:
    """`state` "" for all; `before` is the id at which the last page ended."""

    state: str = ""
    before: str = ""
    limit: int = 50


class PageSchema(CommandSchema):
    command = Page
    before = ulid(required=False)
    limit = whole(1, 200)


class DeclarationPageSchema(PageSchema):
    state = one_of(["waiting", "all"], load_default="waiting")


class CountPageSchema(PageSchema):
    state = one_of(["in_safe", "all"], load_default="in_safe")


class DepositPageSchema(PageSchema):
    state = one_of(["banked", "confirmed", "discrepancy", "void"])


class CodeSentSchema(Schema):
    expires_in_s = fields.Integer()
    next_in_s = fields.Integer()


@dataclass(frozen=True)
class OneDeclaration:
    declaration_id: str


class OneDeclarationSchema(CommandSchema):
    command = OneDeclaration
    declaration_id = ulid()


@dataclass(frozen=True)
class Count:
    """What another person counted of a declaration that they were not told the sum of."""

    declaration_id: str
    counted_fen: int
    code: str


class CountSchema(CommandSchema):
    command = Count
    declaration_id = ulid()
    counted_fen = fen(required=True)
    code = text(6, 6, required=True)


class CountedSchema(Schema):
    count_id = fields.String()
    declaration_id = fields.String()
    state = fields.String()
    at = fields.AwareDateTime(format="iso")


class WaitingDeclarationSchema(Schema):
    """No sum: it is counted blind."""

    declaration_id = fields.String()
    courier_id = fields.String()
    courier = fields.String()
    day = fields.String()
    parcels = fields.Integer()
    state = fields.String()
    label = fields.String()
    mine = fields.Boolean()
    at = fields.AwareDateTime(format="iso")


class WaitingDeclarationsSchema(Schema):
    declarations = fields.List(fields.Nested(WaitingDeclarationSchema))
    next = fields.String()


class ShownCountSchema(Schema):
    """`safe_fen` only of what agrees, or it would tell what was declared."""

    count_id = fields.String(attribute="id")
    declaration_id = fields.String()
    courier_id = fields.String()
    outlet_id = fields.String()
    counted_by = fields.String()
    counted_fen = fields.Integer()
    safe_fen = fields.Function(lambda count: count.safe_fen if count.state == "agreed" else None)
    state = fields.String()
    deposit_id = fields.String()
    at = fields.AwareDateTime(format="iso")


class CountsSchema(Schema):
    counts = fields.List(fields.Nested(ShownCountSchema))
    next = fields.String()


@dataclass(frozen=True)
class AskSlip:
    """`size` in bytes."""

    content_type: str
    size: int


class AskSlipSchema(CommandSchema):
    command = AskSlip
    content_type = one_of(EXTENSIONS, required=True)
    size = whole(1, MOST_SLIP_BYTES, required=True, strict=True)


@dataclass(frozen=True)
class DepositCash:
    """Counts whose cash is paid into the bank at once; `slip` is the key of a photo that was uploaded for it."""

    count_ids: tuple[str, ...]
    amount_fen: int
    bank_reference: str
    slip: str | None = None
    outlet_id: str | None = None


class DepositCashSchema(CommandSchema):
    command = DepositCash
    count_ids = fields.List(ulid(), required=True, validate=validate.Length(min=1, max=MOST_COUNTS))
    amount_fen = fen(minimum=1, required=True)
    bank_reference = BankReference(4, required=True)
    slip = text(128)
    outlet_id = text(32)


class DepositSchema(Schema):
    deposit_id = fields.String(attribute="id")
    outlet_id = fields.String()
    deposited_by = fields.String()
    amount_fen = fields.Integer()
    bank_reference = fields.String()
    count_ids = fields.List(fields.String())
    parcels = fields.Function(lambda deposit: len(deposit.lines))
    state = fields.String()
    has_slip = fields.Function(lambda deposit: deposit.slip is not None)
    at = fields.AwareDateTime(format="iso")
    confirmed_at = fields.AwareDateTime(format="iso")
    bank_line = fields.String()


class DepositsSchema(Schema):
    deposits = fields.List(fields.Nested(DepositSchema))
    next = fields.String()


@dataclass(frozen=True)
class OneDeposit:
    deposit_id: str


class OneDepositSchema(CommandSchema):
    command = OneDeposit
    deposit_id = ulid()


class SlipUrlSchema(Schema):
    url = fields.String()
    expires_at = fields.AwareDateTime(format="iso")


@dataclass(frozen=True)
class SetCashLimit:
    """How much cash a courier, or (with an outlet) any courier of it, may hold."""

    limit_fen: int
    courier_id: str = ""
    outlet_id: str = ""


class SetCashLimitSchema(CommandSchema):
    command = SetCashLimit
    limit_fen = fen(required=True)
    courier_id = ulid(required=False)
    outlet_id = text(32)


class CashLimitSchema(Schema):
    subject_id = fields.String()
    limit_fen = fields.Integer()
    before_fen = fields.Integer()


@dataclass(frozen=True)
class ListHolders:
    limit: int = 200


class ListHoldersSchema(CommandSchema):
    command = ListHolders
    limit = whole(1, 1_000)


class HeldSchema(Schema):
    """`owes_fen` is what was found missing; below zero what was over."""

    holding_fen = fields.Integer()
    declared_fen = fields.Integer()
    safe_fen = fields.Integer()
    in_transit_fen = fields.Integer()
    owes_fen = fields.Integer()


class HolderSchema(HeldSchema):
    holder = fields.String()
    name = fields.String()
    outlet_id = fields.String()


class HoldersSchema(HeldSchema):
    count = fields.Integer()
    holders = fields.List(fields.Nested(HolderSchema))
