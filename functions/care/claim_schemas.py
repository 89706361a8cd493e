"""What is said about claims, by claimants, the office and finance, and what they are answered."""

from dataclasses import dataclass

from marshmallow import Schema, fields, validate

from logistics.domain.claim import MOST_EVIDENCE, ClaimKind, ClaimStatus, Ground, PayoutChannel
from logistics.runtime.schemas import CommandSchema, EventSchema, fen, one_of, spelled, text, waybill_no, whole

_ULID = spelled("[0-9A-HJKMNP-TV-Z]{26}")
_CODE = spelled("[0-9]{6}")
_LONGEST_NOTE = 300
_LONGEST_KEY = 200
# What the office asks for: all that waits for an answer, or one state.
WAITING = "waiting"


@dataclass(frozen=True)
class Submit:
    """`evidence` are keys of pictures that the claimant uploaded for this parcel and had checked."""

    waybill_no: str
    kind: str
    amount_fen: int
    note: str
    evidence: list[str]


@dataclass(frozen=True)
class OneClaim:
    claim_id: str


@dataclass(frozen=True)
class AddEvidence:
    """`amount_fen` is said anew, or for the first time where the office opened the claim."""

    claim_id: str
    evidence: list[str]
    note: str
    amount_fen: int | None = None


@dataclass(frozen=True)
class Assess:
    claim_id: str
    amount_fen: int
    note: str
    ground: str


@dataclass(frozen=True)
class Say:
    """A word that moves a claim: a rejection, an appeal, a question for more evidence."""

    claim_id: str
    note: str


@dataclass(frozen=True)
class Pay:
    """`reference` is the bank's number of a transfer that finance has made."""

    claim_id: str
    channel: str
    code: str
    reference: str = ""


@dataclass(frozen=True)
class ListClaims:
    """`before` is the id of the last claim that was shown; `state` is for the office."""

    limit: int
    state: str
    waybill_no: str = ""
    before: str = ""


@dataclass(frozen=True)
class OneWaybill:
    waybill_no: str


@dataclass(frozen=True)
class ClaimNews:
    waybill_no: str
    claim_id: str
    payout_id: str = ""


def _evidence(least: int = 0) -> fields.List[str]:
    key = text(_LONGEST_KEY)
    return fields.List(key, load_default=list, validate=validate.Length(min=least, max=MOST_EVIDENCE))


class SubmitSchema(CommandSchema):
    command = Submit

    waybill_no = waybill_no()
    kind = one_of(ClaimKind, required=True)
    amount_fen = fen(1, required=True)
    note = text(_LONGEST_NOTE, required=True)
    evidence = _evidence()


class OneClaimSchema(CommandSchema):
    command: type = OneClaim

    claim_id = fields.String(required=True, validate=_ULID)


class AddEvidenceSchema(OneClaimSchema):
    command = AddEvidence

    evidence = _evidence()
    note = text(_LONGEST_NOTE, 0, load_default="")
    amount_fen = fen(1)


class AssessSchema(OneClaimSchema):
    command = Assess

    amount_fen = fen(1, required=True)
    note = text(_LONGEST_NOTE, required=True)
    ground = one_of(Ground, load_default=str(Ground.TERMS))


class SaySchema(OneClaimSchema):
    command = Say

    note = text(_LONGEST_NOTE, required=True)


class PaySchema(OneClaimSchema):
    command = Pay

    channel = one_of(PayoutChannel, required=True)
    code = fields.String(required=True, validate=_CODE)
    reference = text(64, 0, load_default="")


class ListClaimsSchema(CommandSchema):
    command = ListClaims

    state = one_of([WAITING, *ClaimStatus], load_default=WAITING)
    waybill_no = waybill_no(required=False)
    before = fields.String(validate=_ULID)
    limit = whole(1, 100, load_default=20)


class OneWaybillSchema(EventSchema):
    command = OneWaybill

    waybill_no = waybill_no()


class ClaimNewsSchema(EventSchema):
    command = ClaimNews

    waybill_no = waybill_no()
    claim_id = fields.String(required=True)
    payout_id = fields.String(load_default="")


class ClaimMovedSchema(Schema):
    """Remembered for replays: no words."""

    claim_id = fields.String(attribute="id")
    waybill_no = fields.String()
    state = fields.String(attribute="status")
    state_label = fields.String(attribute="status.label")
    amount_fen = fields.Integer(attribute="asked_fen")
    offered_fen = fields.Integer()
    due_at = fields.AwareDateTime(format="iso")


class ClaimSchema(ClaimMovedSchema):
    """`amount_fen` is what is asked, 0 where nobody has said it; `offered_fen` what was assessed; `reply` is ours."""

    side = fields.String()
    kind = fields.String()
    note = fields.String()
    reply = fields.String()
    evidence = fields.List(fields.String())
    appeals = fields.Integer()
    payout = fields.String()
    at = fields.AwareDateTime(format="iso")
    paid_at = fields.AwareDateTime(format="iso")


class ClaimsSchema(Schema):
    """`next` goes into `before` for the page that follows; `overdue` counts late answers, for the office."""

    claims = fields.List(fields.Nested(ClaimSchema()))
    overdue = fields.Integer()
    next = fields.String()


class ClaimCodeSchema(Schema):
    expires_in_s = fields.Integer()
    next_in_s = fields.Integer()
