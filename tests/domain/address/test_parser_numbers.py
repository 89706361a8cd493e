"""Telephones with extensions in every spelling and place, also run into places whose names begin with a numeral."""

import itertools

import pytest

from logistics.domain.address.parser import parse

_PHONES = [
    ("13812345670", "13812345670"),
    ("138 1234 5670", "13812345670"),
    ("138-1234-5670", "13812345670"),
    ("028-85551234", "028-85551234"),
    ("(0571)87654321", "0571-87654321"),
    ("02885551234", "028-85551234"),
]
_EXTENSIONS = [
    "-1234",
    "转1234",
    "#1234",
    ",,1234",
    "，，1234",
    " 转 1234",
    " 分机号1234",
    "(分机1234)",
    "（转1234）",
    " ext 1234",
    "ext.1234",
    "_1234",
    "*1234",
    " - 1234",
    "转分机1234",
    "，分机：1234",
    "\n分机号：1234",
    "—1234",
    "－1234",
    "＃1234",
    "轉1234",
    "p1234",
    ",1234#",
    "【1234】",
    "[1234]",
    "接通后拨1234",
    ";1234",
    "～1234",
    " 分機1234",
    "转接1234",
    " 转:1234",
]
_TEXTS = [
    "周敏{phone}四川省攀枝花市米易县攀莲镇河滨路1号",
    "{phone}四川省攀枝花市米易县攀莲镇河滨路1号周敏",
    "四川省攀枝花市米易县攀莲镇河滨路1号周敏{phone}",
    "四川省攀枝花市米易县攀莲镇河滨路1号，{phone}，周敏",
    "收货人：周敏\n手机号码：{phone}\n所在地区：四川省攀枝花市米易县\n详细地址：攀莲镇河滨路1号",
]
_NUMERAL_PLACES = [
    ("河南省", "三门峡市", "湖滨区"),
    ("江西省", "九江市", "浔阳区"),
    ("安徽省", "六安市", "金安区"),
    ("吉林省", "四平市", "铁西区"),
    ("黑龙江省", "七台河市", "桃山区"),
    ("湖北省", "十堰市", "茅箭区"),
]


@pytest.mark.parametrize("extension", _EXTENSIONS, ids=[f"form {number}" for number in range(len(_EXTENSIONS))])
def test_an_extension_is_read_in_every_spelling_and_place(extension: str) -> None:
    for (written, phone), text in itertools.product(_PHONES, _TEXTS):
        (one,) = parse(text.format(phone=written + extension))

        assert (one.name, one.phone, one.extension, one.district) == ("周敏", phone, "1234", "米易县"), text


@pytest.mark.parametrize(("province", "city", "district"), _NUMERAL_PLACES)
@pytest.mark.parametrize("number", ["13812345670", "13812345670转88", "幺三八幺二三四五六七零", "028-85551234-15"])
def test_a_number_leaves_the_place_behind_it_alone(number: str, province: str, city: str, district: str) -> None:
    (one,) = parse(f"周敏{number}{city}{district}人民路1号")

    assert (one.name, one.province, one.city, one.district) == ("周敏", province, city, district)


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("3栋50113812345670", "13812345670"),
        ("1801 138 1234 5670", "13812345670"),
        ("订单号202405011234567，13812345670", "13812345670"),
        ("+8613812345670", "13812345670"),
        ("0086 138 1234 5670", "13812345670"),
        ("(+86)13812345670", "13812345670"),
        ("138.1234.5670", "13812345670"),
        ("1 3 8 1 2 3 4 5 6 7 0", "13812345670"),
        ("13812345670 / 15900001111", "13812345670"),
        ("028-85551234，13812345670", "13812345670"),
        ("+86 28 85551234", "028-85551234"),
        ("0833-2101234", "0833-2101234"),
        ("电话：85551234", "85551234"),
        ("+852 9123 4567", "852-91234567"),
        ("0912-345-678", "0912345678"),
    ],
)
def test_a_telephone_is_written_nationally(text: str, phone: str) -> None:
    (one,) = parse(f"周敏，{text}，四川省成都市武侯区")

    assert one.phone == phone


@pytest.mark.parametrize("text", ["110101199001011234", "202405011234567890", "12345", "000000", "2024-05-01 12:30"])
def test_other_numbers_are_no_telephones(text: str) -> None:
    people = parse(f"周敏，{text}，四川省成都市武侯区")

    assert [one.phone for one in people] == [""]
