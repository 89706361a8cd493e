"""SendSms through the pinned Tencent Cloud SDK: one status for each number."""

from typing import Any

import pytest
from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException
from tencentcloud.sms.v20210111.models import SendSmsRequest
from tencentcloud.sms.v20210111.sms_client import SmsClient

from tests.providers.conftest import StartSandbox
from tests.providers.sandbox_process import SandboxProcess
from tests.providers.tencent_clients import sms_client

SIGN = "示例速运"
APP_ID = "1400000001"


def _send(client: SmsClient, numbers: list[str], values: list[str], template: str = "100003", **changes: str) -> Any:
    request = SendSmsRequest()
    request.PhoneNumberSet = numbers
    request.SmsSdkAppId = changes.get("app_id", APP_ID)
    request.SignName = changes.get("sign", SIGN)
    request.TemplateId = template
    request.TemplateParamSet = values
    request.SessionContext = changes.get("context")
    return client.SendSms(request).SendStatusSet


def _refusal(client: SmsClient, numbers: list[str], **changes: str) -> str:
    with pytest.raises(TencentCloudSDKException) as caught:
        _send(client, numbers, ["WB123456789018"], **changes)
    assert caught.value.get_request_id()
    return str(caught.value.get_code())


def test_a_message_is_sent_and_can_be_read(sandbox: SandboxProcess, phone: str) -> None:
    (status,) = _send(sms_client(sandbox), [phone], ["WB123456789018"], context="order-1")
    assert (status.Code, status.Message, status.Fee) == ("Ok", "send success", 1)
    assert (status.PhoneNumber, status.SessionContext, status.IsoCode) == (phone, "order-1", "CN")
    assert status.SerialNo
    (message,) = sandbox.messages(kind="sms", phone=phone)
    assert (message["provider"], message["template"], message["recipient"]) == ("sms", "100003", phone)
    assert message["fields"] == {"1": "WB123456789018"}
    assert message["text"] == "【示例速运】您的快件WB123456789018已签收，感谢使用。"


@pytest.mark.parametrize(
    ("template", "values"),
    [
        ("100001", ["482913", "5"]),
        ("100002", ["9018", "19900001234"]),
        ("100003", ["WB123456789018"]),
        ("100004", ["WB123456789018", "收件人不在"]),
        ("100005", ["WB123456789018"]),
        ("100006", ["482913", "5"]),
        ("100007", ["482913", "5"]),
        ("100012", ["3 号柜", "482913", "3月9日"]),
        ("100013", ["WB123456789018", "3月9日"]),
    ],
)
def test_every_template_of_the_catalogue_can_be_sent(
    sandbox: SandboxProcess, phone: str, template: str, values: list[str]
) -> None:
    (status,) = _send(sms_client(sandbox), [phone], values, template)
    assert status.Code == "Ok"
    (message,) = sandbox.messages(phone=phone)
    assert list(message["fields"].values()) == values


def test_each_number_has_its_own_status(sandbox: SandboxProcess, phone: str) -> None:
    blocked = phone[:-1] + str((int(phone[-1]) + 1) % 10)
    sandbox.order("/sms/numbers", phone=blocked, code="FailedOperation.PhoneNumberInBlacklist")
    statuses = _send(sms_client(sandbox), [phone, blocked, "12345"], ["WB123456789018"])
    assert [(status.Code, status.Fee) for status in statuses] == [
        ("Ok", 1),
        ("FailedOperation.PhoneNumberInBlacklist", 0),
        ("InvalidParameterValue.IncorrectPhoneNumber", 0),
    ]
    assert sandbox.messages(phone=blocked) == []
    sandbox.order("/sms/numbers", phone=blocked, code="Ok")
    (status,) = _send(sms_client(sandbox), [blocked], ["WB123456789018"])
    assert status.Code == "Ok"


@pytest.mark.parametrize("prefix", ["", "86", "0086", "+86"])
def test_every_form_of_a_mainland_number_is_one_number(sandbox: SandboxProcess, phone: str, prefix: str) -> None:
    (status,) = _send(sms_client(sandbox), [phone.replace("+86", prefix)], ["WB123456789018"])
    assert (status.Code, status.PhoneNumber) == ("Ok", phone)


@pytest.mark.parametrize(
    ("template", "values", "sign", "code"),
    [
        ("100003", ["WB1"], "别家速运", "FailedOperation.SignatureIncorrectOrUnapproved"),
        ("100003", ["WB1"], "", "FailedOperation.SignatureIncorrectOrUnapproved"),
        ("999999", ["WB1"], SIGN, "FailedOperation.TemplateUnapprovedOrNotExist"),
        ("100003", [], SIGN, "FailedOperation.TemplateParamSetNotMatchApprovedTemplate"),
        ("100003", ["WB1", "2"], SIGN, "FailedOperation.TemplateParamSetNotMatchApprovedTemplate"),
        ("100001", ["4829134", "5"], SIGN, "InvalidParameterValue.TemplateParameterFormatError"),
        ("100001", ["48a913", "5"], SIGN, "InvalidParameterValue.TemplateParameterFormatError"),
        ("100004", ["WB1", "见 http://example.com"], SIGN, "InvalidParameterValue.ProhibitedUseUrlInTemplateParameter"),
        ("100004", ["WB1", "长" * 21], SIGN, "InvalidParameterValue.TemplateParameterLengthLimit"),
    ],
)
def test_content_that_was_not_approved_is_not_sent(
    sandbox: SandboxProcess, phone: str, template: str, values: list[str], sign: str, code: str
) -> None:
    (status,) = _send(sms_client(sandbox), [phone], values, template, sign=sign)
    assert (status.Code, status.Fee, status.SerialNo) == (code, 0, "")
    assert sandbox.messages(phone=phone) == []


def test_a_mainland_template_does_not_go_abroad(sandbox: SandboxProcess) -> None:
    (status,) = _send(sms_client(sandbox), ["+85251234567"], ["WB123456789018"])
    assert status.Code == "UnsupportedOperation.ChineseMainlandTemplateToGlobalPhone"


def test_a_request_that_cannot_be_served_is_refused_as_a_whole(sandbox: SandboxProcess, phone: str) -> None:
    client = sms_client(sandbox)
    assert _refusal(client, []) == "MissingParameter.EmptyPhoneNumberSet"
    assert _refusal(client, [phone] * 201) == "LimitExceeded.PhoneNumberCountLimit"
    assert _refusal(client, [phone], app_id="1499999999") == "InvalidParameterValue.SdkAppIdNotExist"
    assert _refusal(client, [phone], template="") == "MissingParameter"
    mixed = "UnsupportedOperation.ContainDomesticAndInternationalPhoneNumber"
    assert _refusal(client, [phone, "+85251234567"]) == mixed
    assert _refusal(sms_client(sandbox, region="mars-1"), [phone]) == "UnsupportedRegion"
    assert _refusal(sms_client(sandbox, secret_key="another"), [phone]) == "AuthFailure.SignatureFailure"
    assert sandbox.messages(phone=phone) == []


@pytest.mark.parametrize(
    ("limit", "code"),
    [
        ("thirty_seconds", "LimitExceeded.PhoneNumberThirtySecondLimit"),
        ("hour", "LimitExceeded.PhoneNumberOneHourLimit"),
        ("day", "LimitExceeded.PhoneNumberDailyLimit"),
    ],
)
def test_a_number_gets_no_more_than_its_limit(start_sandbox: StartSandbox, phone: str, limit: str, code: str) -> None:
    sandbox = start_sandbox()
    sandbox.order("/sms/limits", **{limit: 2})
    client = sms_client(sandbox)
    codes = [_send(client, [phone], [f"WB{turn}"])[0].Code for turn in range(3)]
    assert codes == ["Ok", "Ok", code]
    other = phone[:-1] + str((int(phone[-1]) + 1) % 10)
    assert _send(client, [other], ["WB9"])[0].Code == "Ok"
    sandbox.order("/sms/limits", **{limit: 0})
    assert _send(client, [phone], ["WB9"])[0].Code == "Ok"


def test_the_same_text_is_limited_apart(start_sandbox: StartSandbox, phone: str) -> None:
    sandbox = start_sandbox()
    sandbox.order("/sms/limits", same_content_day=1)
    client = sms_client(sandbox)
    codes = [_send(client, [phone], [value])[0].Code for value in ("WB1", "WB2", "WB1")]
    assert codes == ["Ok", "Ok", "LimitExceeded.PhoneNumberSameContentDailyLimit"]
