"""Several people in one paste, texts that say nothing, and what a reading tells about its own doubts."""

import pytest

from logistics.domain.address.parser import parse

_SENDER = ("周敏", "13812345670", "成都市", "武侯区")
_RECEIVER = ("林峰", "15900001111", "泉州市", "晋江市")
_FROM = "四川省成都市武侯区人民南路四段11号"
_TO = "福建省泉州市晋江市长兴路1号"

_PAIRS = [
    ("roles before names", f"寄件人：周敏 13812345670 {_FROM}\n收件人：林峰 15900001111 {_TO}"),
    (
        "labels on every line",
        f"寄件人：周敏\n电话：13812345670\n地址：{_FROM}\n\n收件人：林峰\n电话：15900001111\n地址：{_TO}",
    ),
    ("one letter each", f"寄：周敏，13812345670，{_FROM} 收：林峰，15900001111，{_TO}"),
    (
        "fields of both in turn",
        f"发货人：周敏，收货人：林峰，发货人电话：13812345670，收货人电话：15900001111，发货地址：{_FROM}，收货地址：{_TO}",
    ),
    ("boxed roles", f"【寄件人】周敏 13812345670 {_FROM}【收件人】林峰 15900001111 {_TO}"),
    ("spoken", f"发货人周敏13812345670{_FROM}收货人林峰15900001111{_TO}"),
    ("headings", f"寄件信息\n周敏 13812345670\n{_FROM}\n收件信息\n林峰 15900001111\n{_TO}"),
]
_UNSTATED = [
    ("one line each", f"周敏 13812345670 {_FROM}\n林峰 15900001111 {_TO}"),
    ("one line a field", f"周敏\n13812345670\n{_FROM}\n林峰\n15900001111\n{_TO}"),
    ("blank line between", f"周敏\n13812345670\n{_FROM}\n\n林峰\n15900001111\n{_TO}"),
    ("addresses first", f"{_FROM} 周敏 13812345670；{_TO} 林峰 15900001111"),
    ("all in one line", f"周敏 13812345670 {_FROM} 林峰 15900001111 {_TO}"),
    ("a numbered list", f"1. 周敏 13812345670 {_FROM}\n2. 林峰 15900001111 {_TO}"),
]


def _summary(text: str) -> list[tuple[str, str, str, str]]:
    return [(one.name, one.phone, one.city, one.district) for one in parse(text)]


@pytest.mark.parametrize("text", [text for _, text in _PAIRS], ids=[kind for kind, _ in _PAIRS])
def test_stated_roles_part_sender_and_receiver(text: str) -> None:
    assert _summary(text) == [_SENDER, _RECEIVER]
    assert [one.role for one in parse(text)] == ["consignor", "consignee"]


@pytest.mark.parametrize("text", [text for _, text in _UNSTATED], ids=[kind for kind, _ in _UNSTATED])
def test_two_people_without_roles_come_back_as_two(text: str) -> None:
    assert _summary(text) == [_SENDER, _RECEIVER]
    assert [one.role for one in parse(text)] == ["", ""]


def test_the_receiver_may_stand_first() -> None:
    people = parse(f"收件人：林峰 15900001111 {_TO}\n寄件人：周敏 13812345670 {_FROM}")

    assert [(one.role, one.name) for one in people] == [("consignee", "林峰"), ("consignor", "周敏")]


def test_a_second_number_is_no_second_person() -> None:
    people = parse(f"周敏 13812345670 / 15900001111 {_FROM}")

    assert [(one.name, one.phone) for one in people] == [("周敏", "13812345670")]


def test_at_most_four_people_are_read() -> None:
    cities = [
        "四川省成都市武侯区",
        "福建省泉州市晋江市",
        "浙江省杭州市西湖区",
        "江苏省南京市江宁区",
        "湖北省武汉市洪山区",
        "广东省深圳市南山区",
    ]
    lines = [
        f"张{name} 1381234567{number} {city}文化路{number}号"
        for number, (name, city) in enumerate(zip("伟娜静丽强磊", cities, strict=True))
    ]

    assert len(parse("\n".join(lines))) == 4


@pytest.mark.parametrize(
    "text", ["", " \n\t", "你好，谢谢", "😀🎉", "\x00\x01\x7f", "hello world", "12345", "SELECT * FROM parcels; --"]
)
def test_a_text_that_says_nothing_gives_nobody(text: str) -> None:
    assert parse(text) == []


def test_only_a_telephone_is_an_honest_partial_reading() -> None:
    (reading,) = parse("13812345670")

    assert reading.phone == "13812345670"
    assert {"name", "region", "detail"} <= set(reading.uncertain)


def test_a_name_shared_by_districts_is_offered_with_the_others() -> None:
    (reading,) = parse("周敏 13812345670 鼓楼区中山路1号")

    assert "region" in reading.uncertain
    offered = {alternative.values["city"] for alternative in reading.alternatives} | {reading.city}
    assert {"南京市", "福州市", "徐州市", "开封市"} <= offered


def test_a_whole_address_asks_nobody_to_look() -> None:
    (reading,) = parse(f"周敏，13812345670，{_FROM}")

    assert reading.uncertain == ()
    assert reading.alternatives == ()
    assert reading.adcode == "510107"
    assert reading.detail == "人民南路四段11号"


def test_the_town_stands_apart_from_the_rest() -> None:
    (reading,) = parse("梁志强 13812345670 广东省东莞市虎门镇博涌村12号")

    assert (reading.city, reading.district, reading.adcode) == ("东莞市", "", "441900")
    assert (reading.street, reading.detail) == ("虎门镇", "博涌村12号")


def test_a_town_alone_offers_its_city_and_asserts_nothing() -> None:
    (reading,) = parse("梁志强 13812345670 虎门镇博涌村12号")

    assert (reading.province, reading.city, reading.adcode) == ("", "", "")
    assert [alternative.values["adcode"] for alternative in reading.alternatives] == ["441900"]


def test_a_firm_before_the_address_comes_last_in_the_detail() -> None:
    (reading,) = parse("北京云帆文化公司 李雷 13812345670 河北省廊坊市三河市燕郊镇学院街1号")

    assert (reading.name, reading.city, reading.district) == ("李雷", "廊坊市", "三河市")
    assert (reading.street, reading.detail) == ("燕郊镇", "学院街1号 北京云帆文化公司")


def test_the_code_behind_a_name_is_the_extension() -> None:
    (reading,) = parse(f"周敏[7788] 13812345670 {_FROM}")

    assert (reading.name, reading.extension, reading.detail) == ("周敏", "7788", "人民南路四段11号")


@pytest.mark.parametrize(
    ("text", "city", "district", "old"),
    [
        ("湖北省荆州市监利县容城镇", "荆州市", "监利市", "监利县"),
        ("江苏省南通市海门市解放路", "南通市", "海门区", "海门市"),
        ("河南省洛阳市孟津县朝阳镇", "洛阳市", "孟津区", "孟津县"),
        ("四川省凉山州会理县古城街道", "凉山彝族自治州", "会理市", "会理县"),
        ("西藏林芝市米林县米林镇", "林芝市", "米林市", "米林县"),
        ("西藏山南市错那县错那镇", "山南市", "错那市", "错那县"),
        ("广西南宁市横县横州镇", "南宁市", "横州市", "横县"),
        ("江西省上饶市上饶县旭日街道", "上饶市", "广信区", "上饶县"),
    ],
)
def test_an_old_name_is_read_as_the_division_of_today(text: str, city: str, district: str, old: str) -> None:
    (reading,) = parse(text)

    assert (reading.city, reading.district) == (city, district)
    assert (old, district) in reading.former


@pytest.mark.parametrize(
    ("text", "district"),
    [
        ("浙江省杭州市临平区星河路1号", "临平区"),
        ("浙江省杭州市钱塘区学正街1号", "钱塘区"),
        ("新疆白杨市军垦路1号", "白杨市"),
        ("新疆新星市红星路1号", "新星市"),
        ("新疆和田地区和安县和安街1号", "和安县"),
        ("江西省上饶市广信区旭日路1号", "广信区"),
        ("重庆市两江新区金开大道1号", "两江新区"),
    ],
)
def test_a_new_name_is_known(text: str, district: str) -> None:
    (reading,) = parse(text)

    assert reading.district == district
    assert reading.former == ()
