"""What administrators write about partners, and what they are shown of them: never a secret, but for once."""

from dataclasses import dataclass

from marshmallow import Schema, fields, validate

from functions.partner.schemas import ID
from logistics.domain.partner import Grant
from logistics.runtime.schemas import CommandSchema, one_of, spelled, text, whole

MOST_CALLS = 6_000


@dataclass(frozen=True)
class SavePartner:
    """A new partner without `partner_id`; a known one is written anew."""

    name: str
    calls_per_minute: int
    active: bool = True
    partner_id: str = ""


class SavePartnerSchema(CommandSchema):
    command = SavePartner

    partner_id = fields.String(validate=spelled(ID))
    name = text(60, required=True)
    calls_per_minute = whole(1, MOST_CALLS, load_default=600, strict=True)
    active = fields.Boolean(truthy={True}, falsy={False})


@dataclass(frozen=True)
class PartnerRef:
    partner_id: str


class PartnerRefSchema(CommandSchema):
    command = PartnerRef

    partner_id = fields.String(required=True, validate=spelled(ID))


@dataclass(frozen=True)
class ListPartners:
    after: str = ""
    limit: int = 50


class ListPartnersSchema(CommandSchema):
    command = ListPartners

    after = fields.String(validate=spelled(ID))
    limit = whole(1, 200)


@dataclass(frozen=True)
class IssueKey:
    partner_id: str
    grants: list[str]


class IssueKeySchema(CommandSchema):
    command = IssueKey

    partner_id = fields.String(required=True, validate=spelled(ID))
    grants = fields.List(one_of(Grant), required=True, validate=validate.Length(min=1, max=len(Grant)))


@dataclass(frozen=True)
class RevokeKey:
    partner_id: str
    key_id: str


class RevokeKeySchema(CommandSchema):
    command = RevokeKey

    partner_id = fields.String(required=True, validate=spelled(ID))
    key_id = fields.String(required=True, validate=spelled(ID))


class KeySchema(Schema):
    id = fields.String()
    grants = fields.List(fields.String())
    created_at = fields.AwareDateTime(format="iso")
    revoked_at = fields.AwareDateTime(format="iso", allow_none=True)
    live = fields.Boolean()


class PartnerSchema(Schema):
    id = fields.String()
    name = fields.String()
    active = fields.Boolean()
    calls_per_minute = fields.Integer()
    keys = fields.List(fields.Nested(KeySchema()))


class PartnersSchema(Schema):
    partners = fields.List(fields.Nested(PartnerSchema()))


class SavedPartnerSchema(Schema):
    id = fields.String()
    changed = fields.List(fields.String())


class IssuedKeySchema(Schema):
    """`secret` is told this once and kept sealed."""

    key_id = fields.String()
    secret = fields.String()
    grants = fields.List(fields.String())


class RevokedKeySchema(Schema):
    key_id = fields.String()
    revoked = fields.Boolean()
