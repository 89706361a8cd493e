"""The documented limit of every value type of a subscribe message, sent through wechatpy."""

from typing import Any

import pytest
from wechatpy.exceptions import WeChatClientException

from tests.providers.sandbox_process import SandboxProcess
from tests.providers.wechat_client import SandboxWeChatClient

TEMPLATE = "tmpl_field_kinds"
GOOD = {
    "thing1": "一件文件，请轻放",
    "number2": "3",
    "letter3": "SF",
    "symbol4": "!",
    "character_string5": "WB123456789018",
    "time6": "15:01",
    "date7": "2026-03-01",
    "amount8": "12.50",
    "phone_number9": "+86-0766-66888866",
    "car_number10": "粤A12345",
    "name11": "林小满",
    "phrase12": "已揽收",
    "enum13": "普通",
}
ACCEPTED = [
    ("thing1", "字" * 20),
    ("thing1", "Mixed 混合 123 !"),
    ("number2", "9" * 32),
    ("number2", "3.1415"),
    ("letter3", "a" * 32),
    ("symbol4", "!@#$%"),
    ("character_string5", "A-1_b/" + "9" * 26),
    ("time6", "2019年10月1日 15:01"),
    ("time6", "2024-02-29 08:00:59"),
    ("time6", "08:00~12:30"),
    ("time6", "2019年10月1日 15:01~2019年10月2日 09:00"),
    ("date7", "2019年10月1日"),
    ("date7", "2019/10/1"),
    ("date7", "2019.10.01 15:01"),
    ("date7", "2019-10-01~2019-10-05"),
    ("amount8", "¥100"),
    ("amount8", "¥12345678.90"),
    ("amount8", "18元"),
    ("phone_number9", "19900001234"),
    ("phone_number9", "1" * 17),
    ("car_number10", "粤A12345学"),
    ("car_number10", "粤AD12345"),
    ("name11", "欧阳小满·阿依古丽某某"[:10]),
    ("name11", "Anna-Maria van Dyck"),
    ("phrase12", "派送中"),
    ("phrase12", "已到达网点"),
    ("enum13", "加急"),
]
REFUSED = [
    ("thing1", "字" * 21),
    ("thing1", "换\n行"),
    ("thing1", "控\u0007制"),
    ("number2", "9" * 33),
    ("number2", "12件"),
    ("number2", "1.2.3"),
    ("letter3", "a" * 33),
    ("letter3", "a1"),
    ("symbol4", "!!!!!!"),
    ("symbol4", "a"),
    ("character_string5", "9" * 33),
    ("character_string5", "运单1"),
    ("time6", "25:00"),
    ("time6", "15点01分"),
    ("time6", "2026年2月29日 10:00"),
    ("time6", "08:00~09:00~10:00"),
    ("date7", "15:01"),
    ("date7", "2026-13-01"),
    ("date7", "2026-03/01"),
    ("amount8", "¥12345678901"),
    ("amount8", "¥¥1"),
    ("amount8", "一百元"),
    ("phone_number9", "1" * 18),
    ("phone_number9", "电话19900001234"),
    ("car_number10", "粤A1234567"),
    ("car_number10", "粤A中2345"),
    ("name11", "某" * 11),
    ("name11", "a" * 21),
    ("name11", "林小满2"),
    ("phrase12", "已经到达网点"),
    ("phrase12", "已签收!"),
    ("phrase12", "signed"),
    ("enum13", "特急"),
]


@pytest.fixture
def client(sandbox: SandboxProcess, openid: str) -> SandboxWeChatClient:
    sandbox.order("/wechat/subscriptions", openid=openid, template_id=TEMPLATE, count=1)
    return SandboxWeChatClient(sandbox.url)


def _data(key: str, value: str) -> dict[str, Any]:
    return {name: {"value": value if name == key else usual} for name, usual in GOOD.items()}


@pytest.mark.parametrize(("key", "value"), ACCEPTED)
def test_a_value_within_its_limit_is_sent(client: SandboxWeChatClient, openid: str, key: str, value: str) -> None:
    assert client.wxa.send_subscribe_message(openid, TEMPLATE, _data(key, value))["errcode"] == 0


@pytest.mark.parametrize(("key", "value"), REFUSED)
def test_a_value_beyond_its_limit_is_47003_naming_it(
    client: SandboxWeChatClient, openid: str, key: str, value: str
) -> None:
    with pytest.raises(WeChatClientException) as caught:
        client.wxa.send_subscribe_message(openid, TEMPLATE, _data(key, value))
    assert caught.value.errcode == 47003
    assert f"data.{key}.value invalid" in caught.value.errmsg
