"""What signing in takes and gives."""

from dataclasses import dataclass

from marshmallow import Schema, fields, validate

from logistics.runtime.schemas import CommandSchema, one_of, phone, spelled, text
from logistics.store.codes import Purpose

_PROVIDER_CODE_LENGTH = 128


@dataclass(frozen=True)
class LoginCustomer:
    """`code` comes from wx.login."""

    code: str


class LoginCustomerSchema(CommandSchema):
    command = LoginCustomer

    code = text(_PROVIDER_CODE_LENGTH, required=True)


@dataclass(frozen=True)
class BindPhone:
    """`phone_code` comes from the getPhoneNumber button."""

    phone_code: str


class BindPhoneSchema(CommandSchema):
    command = BindPhone

    phone_code = text(_PROVIDER_CODE_LENGTH, required=True)


@dataclass(frozen=True)
class LoginStaff:
    """The first time with a `phone_code`; afterwards the WeChat account is known."""

    code: str
    phone_code: str = ""


class LoginStaffSchema(CommandSchema):
    command = LoginStaff

    code = text(_PROVIDER_CODE_LENGTH, required=True)
    phone_code = text(_PROVIDER_CODE_LENGTH)


@dataclass(frozen=True)
class SendCode:
    phone: str
    purpose: Purpose = Purpose.STAFF_LOGIN


class SendCodeSchema(CommandSchema):
    command = SendCode

    phone = phone(required=True)
    purpose = one_of((Purpose.STAFF_LOGIN,), load_default=Purpose.STAFF_LOGIN)


@dataclass(frozen=True)
class LoginByCode:
    phone: str
    code: str


class LoginByCodeSchema(CommandSchema):
    command = LoginByCode

    phone = phone(required=True)
    code = fields.String(required=True, validate=spelled("[0-9]{6}"))


@dataclass(frozen=True)
class RevokeSessions:
    account_id: str


class RevokeSessionsSchema(CommandSchema):
    command = RevokeSessions

    account_id = fields.String(required=True, validate=validate.Length(equal=26))


class AccountSchema(Schema):
    """Who is signed in; name and phone masked."""

    id = fields.String()
    role = fields.String()
    outlet_id = fields.String(allow_none=True)
    name_masked = fields.String()
    phone_masked = fields.String()


class SessionSchema(Schema):
    """`session` is the token to send as "Authorization: Bearer …", or in the field "session" of a direct call."""

    session = fields.String()
    account = fields.Nested(AccountSchema)


class CodeSentSchema(Schema):
    """The same whether the phone is known here or not."""

    expires_in_s = fields.Integer()
    next_in_s = fields.Integer()


class RevokedSchema(Schema):
    revoked = fields.Integer()
