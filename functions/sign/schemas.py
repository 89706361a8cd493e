"""What couriers send from the door, and what is answered."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from functions.sign.rules import MOST_BYTES
from logistics.domain.consignment import MOST_PIECES, SignedKind
from logistics.runtime.facts import MOST_PROOFS, Fact, FactSchema, ReportSchema
from logistics.runtime.schemas import CommandSchema, one_of, spelled, text, waybill_no, whole
from logistics.runtime.uploads import EXTENSIONS

_KEY = 128


@dataclass(frozen=True)
class RequestUpload:
    """`size` is the file's exact size in bytes: nothing larger or smaller gets in."""

    waybill_no: str
    kind: str
    content_type: str
    size: int


@dataclass(frozen=True)
class ConfirmUpload:
    waybill_no: str
    keys: list[str]


@dataclass(frozen=True)
class ShowProof:
    waybill_no: str
    key: str


@dataclass(frozen=True, kw_only=True)
class SignParcel(Fact):
    """`signed_by` is the name of whoever took the parcel, `signed_kind` who that is; `proof_keys` are confirmed.

    `pieces` are those handed over, all that are left if not given. `code` is the one sent to the consignee,
    `identity_token` that of their identity check, `consent_id` their consent to leave it at the doorstep.
    """

    signed_by: str = field(repr=False)
    signed_kind: str
    proof_keys: list[str]
    pieces: list[int] = field(default_factory=list)
    code: str = field(default="", repr=False)
    identity_token: str = field(default="", repr=False)
    consent_id: str | None = None


class RequestUploadSchema(CommandSchema):
    command = RequestUpload

    waybill_no = waybill_no()
    kind = one_of(MOST_BYTES, required=True)
    content_type = one_of(EXTENSIONS, required=True)
    size = whole(1, max(MOST_BYTES.values()), required=True, strict=True)

    @validates_schema
    def check_size(self, data: Mapping[str, object], **_: object) -> None:
        """A signature is a small picture."""
        size, kind = data.get("size"), data.get("kind")
        if isinstance(size, int) and isinstance(kind, str) and size > MOST_BYTES[kind]:
            raise ValidationError(f"at most {MOST_BYTES[kind]} bytes", "size")


class ConfirmUploadSchema(CommandSchema):
    command = ConfirmUpload

    waybill_no = waybill_no()
    keys = fields.List(text(_KEY), required=True, validate=validate.Length(1, MOST_PROOFS))


class ShowProofSchema(CommandSchema):
    command = ShowProof

    waybill_no = waybill_no()
    key = text(_KEY, required=True)


class SignParcelSchema(FactSchema):
    command = SignParcel

    signed_by = text(30, required=True)
    signed_kind = one_of(SignedKind, required=True)
    proof_keys = fields.List(text(_KEY), load_default=list, validate=validate.Length(max=MOST_PROOFS))
    pieces = fields.List(
        whole(1, MOST_PIECES, strict=True), load_default=list, validate=validate.Length(min=1, max=MOST_PIECES)
    )
    code = fields.String(validate=spelled("[0-9]{6}"))
    identity_token = text(64)
    consent_id = text(64)


class FailDeliverySchema(ReportSchema):
    """A delivery that did not take place, and why."""


class RefuseParcelSchema(ReportSchema):
    """The consignee will not have the parcel, and why."""


class ProofSchema(Schema):
    key = fields.String()
    kind = fields.String()
    size = fields.Integer()
    checked_at = fields.AwareDateTime(format="iso")


class ConfirmedSchema(Schema):
    waybill_no = fields.String()
    proofs = fields.List(fields.Nested(ProofSchema()))


class ProofUrlSchema(Schema):
    key = fields.String()
    url = fields.String()
    expires_at = fields.AwareDateTime(format="iso")
