"""SendSms of 2021-01-11: request-level refusals, and one status for each number."""

import re
import secrets
import sqlite3
from dataclasses import dataclass

from scripts.sandbox import messages
from scripts.sandbox.accounts import Accounts
from scripts.sandbox.catalogue import Catalogue, SmsTemplate
from scripts.sandbox.controls import ControlError, text_field
from scripts.sandbox.phones import MAINLAND_PREFIX, e164
from scripts.sandbox.state import State
from scripts.sandbox.tencent_cloud.errors import CloudError
from scripts.sandbox.tencent_cloud.sms_limits import SmsLimits
from scripts.sandbox.wire import Json

_MOST_NUMBERS = 200
_LONGEST_PARAMETER = 20
_CODE_PARAMETER = re.compile(r"\d{0,6}")
_URL = re.compile(r"https?://|www\.", re.IGNORECASE)
_REQUIRED = ("SmsSdkAppId", "TemplateId")
_STATUSES = {
    "Ok": "send success",
    "FailedOperation.ContainSensitiveWord": "the message contains a sensitive word",
    "FailedOperation.InsufficientBalanceInSmsPackage": "the package has no message left",
    "FailedOperation.PhoneNumberInBlacklist": "the number is on the do-not-disturb list",
    "FailedOperation.SignatureIncorrectOrUnapproved": "the signature is wrong or not approved",
    "FailedOperation.TemplateParamSetNotMatchApprovedTemplate": "the parameters do not fit the template",
    "FailedOperation.TemplateUnapprovedOrNotExist": "the template is not approved or does not exist",
    "InternalError.Timeout": "the carrier did not answer in time",
    "InvalidParameterValue.IncorrectPhoneNumber": "the phone number is wrong",
    "InvalidParameterValue.ProhibitedUseUrlInTemplateParameter": "a parameter must not hold a URL",
    "InvalidParameterValue.TemplateParameterFormatError": "a code's parameters are at most six digits",
    "InvalidParameterValue.TemplateParameterLengthLimit": "a parameter is too long",
    "LimitExceeded.PhoneNumberDailyLimit": "too many messages to this number today",
    "LimitExceeded.PhoneNumberOneHourLimit": "too many messages to this number in an hour",
    "LimitExceeded.PhoneNumberSameContentDailyLimit": "this text went to this number too often today",
    "LimitExceeded.PhoneNumberThirtySecondLimit": "too many messages to this number in 30 seconds",
    "UnsupportedOperation.ChineseMainlandTemplateToGlobalPhone": "a mainland template cannot go abroad",
}


@dataclass(frozen=True)
class _Draft:
    """What every number of one request would get; `code` is Ok, or why none of them gets it."""

    template_id: str
    values: list[str]
    text: str
    code: str
    context: str


class Sms:
    """The SMS application of this account."""

    def __init__(self, state: State, accounts: Accounts, catalogue: Catalogue) -> None:
        self._state = state
        self._accounts = accounts
        self._catalogue = catalogue
        self.limits = SmsLimits(state)

    def set_number(self, payload: Json) -> Json:
        """Control: sends to {"phone"} end with {"code"} from now on; "Ok" makes the number well again."""
        phone, code = e164(text_field(payload, "phone")), text_field(payload, "code")
        if phone is None:
            raise ControlError("phone is not a phone number")
        if code not in _STATUSES:
            raise ControlError(f"code must be one of {', '.join(sorted(_STATUSES))}")
        with self._state.transaction() as connection:
            connection.execute("INSERT OR REPLACE INTO sms_numbers (phone, code) VALUES (?, ?)", (phone, code))
        return {"phone": phone, "code": code}

    def send(self, asked: Json) -> Json:
        """SendSms: the status of each number in the order given; `Fee` is 1 only for what was sent."""
        numbers = self._checked_numbers(asked)
        draft = self._draft(asked)
        with self._state.transaction() as connection:
            statuses = [self._sent(connection, number, draft) for number in numbers]
        return {"SendStatusSet": statuses}

    def _checked_numbers(self, asked: Json) -> list[str]:
        numbers = asked.get("PhoneNumberSet")
        if not isinstance(numbers, list) or not numbers:
            raise CloudError("MissingParameter.EmptyPhoneNumberSet", "PhoneNumberSet must not be empty.")
        if missing := next((name for name in _REQUIRED if not asked.get(name)), None):
            raise CloudError("MissingParameter", f"The request lacks the parameter `{missing}`.")
        if len(numbers) > _MOST_NUMBERS:
            raise CloudError("LimitExceeded.PhoneNumberCountLimit", "At most 200 numbers in one request.")
        if asked["SmsSdkAppId"] != self._accounts.sms_app_id:
            raise CloudError("InvalidParameterValue.SdkAppIdNotExist", "The SmsSdkAppId does not exist.")
        known = [e164(str(number)) for number in numbers]
        if len({number.startswith(MAINLAND_PREFIX) for number in known if number}) > 1:
            raise CloudError(
                "UnsupportedOperation.ContainDomesticAndInternationalPhoneNumber",
                "Mainland and other numbers must not be mixed.",
            )
        return [number or str(given) for number, given in zip(known, numbers, strict=True)]

    def _draft(self, asked: Json) -> _Draft:
        template_id = str(asked["TemplateId"])
        template = self._catalogue.sms_templates.get(template_id)
        given = asked.get("TemplateParamSet")
        values = [str(value) for value in given] if isinstance(given, list) else []
        code = self._content_status(asked.get("SignName"), template, values)
        text = f"【{self._accounts.sms_sign_name}】{template.filled(values)}" if template and code == "Ok" else ""
        return _Draft(template_id, values, text, code, asked.get("SessionContext") or "")

    def _content_status(self, sign_name: object, template: SmsTemplate | None, values: list[str]) -> str:
        if sign_name != self._accounts.sms_sign_name:
            return "FailedOperation.SignatureIncorrectOrUnapproved"
        if template is None:
            return "FailedOperation.TemplateUnapprovedOrNotExist"
        if len(values) != template.parameter_count:
            return "FailedOperation.TemplateParamSetNotMatchApprovedTemplate"
        return _parameter_status(template, values)

    def _sent(self, connection: sqlite3.Connection, number: str, draft: _Draft) -> Json:
        code = draft.code if draft.code != "Ok" else _number_status(connection, number)
        if code == "Ok":
            code = self.limits.status(connection, number, draft.text)
        if code == "Ok":
            messages.record(
                connection,
                kind="sms",
                provider="sms",
                template=draft.template_id,
                recipient=number,
                fields={str(place): value for place, value in enumerate(draft.values, start=1)},
                text=draft.text,
            )
        return {
            "SerialNo": f"2433:{secrets.randbelow(10**15):015d}" if code == "Ok" else "",
            "PhoneNumber": number,
            "Fee": 1 if code == "Ok" else 0,
            "SessionContext": draft.context,
            "Code": code,
            "Message": _STATUSES[code],
            "IsoCode": "CN" if number.startswith(MAINLAND_PREFIX) else "",
        }


def _parameter_status(template: SmsTemplate, values: list[str]) -> str:
    if template.is_code and not all(_CODE_PARAMETER.fullmatch(value) for value in values):
        return "InvalidParameterValue.TemplateParameterFormatError"
    if any(_URL.search(value) for value in values):
        return "InvalidParameterValue.ProhibitedUseUrlInTemplateParameter"
    if any(len(value) > _LONGEST_PARAMETER for value in values):
        return "InvalidParameterValue.TemplateParameterLengthLimit"
    return "Ok"


def _number_status(connection: sqlite3.Connection, number: str) -> str:
    if e164(number) is None:
        return "InvalidParameterValue.IncorrectPhoneNumber"
    if not number.startswith(MAINLAND_PREFIX):
        return "UnsupportedOperation.ChineseMainlandTemplateToGlobalPhone"
    row = connection.execute("SELECT code FROM sms_numbers WHERE phone = ?", (number,)).fetchone()
    return row["code"] if row else "Ok"
