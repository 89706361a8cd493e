"""Text messages through Tencent Cloud SMS, SendSms 2021-01-11 (cloud.tencent.com/document/api/382/55981)."""

from collections.abc import Sequence
from dataclasses import dataclass

from logistics.gateways.problems import unavailable
from logistics.gateways.tencent_cloud import call
from logistics.settings import settings

_TRY_LATER = ("InternalError", "RequestLimitExceeded")


@dataclass(frozen=True)
class SmsOutcome:
    """What became of one message: `code` is the provider's word ("Ok"), `serial_no` its receipt when sent."""

    sent: bool
    code: str
    serial_no: str = ""


def send_sms(phone_e164: str, template_id: str, params: Sequence[str]) -> SmsOutcome:
    """Send one approved template to one number; a number that cannot be served is an outcome, not an error.

    Raises Unavailable PROVIDER_UNAVAILABLE (maybe_done= tells whether it may have been sent all the same) and
    Conflict PROVIDER_REFUSED.
    """
    chosen = settings()
    chosen.must("sms_app_id", "sms_sign_name")
    body = {
        "PhoneNumberSet": [phone_e164],
        "SmsSdkAppId": chosen.sms_app_id,
        "SignName": chosen.sms_sign_name,
        "TemplateId": chosen.provider_template(template_id),
        "TemplateParamSet": list(params),
    }
    # Not repeatable: a message that was sent before the connection broke must not come twice.
    response = call("sms", chosen.sms_base_url, "SendSms", "2021-01-11", body, repeatable=False)
    try:
        status = response["SendStatusSet"][0]
        code, serial_no = str(status["Code"]), str(status.get("SerialNo", ""))
    except (KeyError, IndexError, TypeError, AttributeError):
        raise unavailable("sms", maybe_done=True) from None
    if code.startswith(_TRY_LATER):
        raise unavailable("sms", maybe_done=False)
    return SmsOutcome(code == "Ok", code, serial_no if code == "Ok" else "")
