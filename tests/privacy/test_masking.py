"""What screens and printed labels may show: tables by hand, and what must hold for every input."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logistics.privacy import masking

CHINESE = st.text(alphabet="王李张林欧阳司马诸葛晓小明芳满丽买提阿", min_size=1, max_size=8)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("", ""),
        ("  ", ""),
        ("林", "*"),
        ("张三", "张*"),
        ("王小明", "王**"),
        ("欧阳娜", "欧**"),
        ("欧阳晓芳", "欧**"),
        ("诸葛满", "诸**"),
        ("阿卜杜·买买提", "阿**"),
        ("深圳市某某电子有限公司", "深**"),
        ("John Smith", "J***"),
        ("Ng", "N***"),
        ("J", "***"),
        ("Ömer", "Ö***"),
        ("さくら", "さ***"),
        ("Tom王", "T***"),
        ("𠮷田", "𠮷*"),
        ("张*", "张*"),
    ],
)
def test_a_name_shows_its_first_character(name: str, shown: str):
    assert masking.mask_name(name) == shown


@pytest.mark.parametrize(
    ("phone", "screen", "label"),
    [
        ("", "", ""),
        ("+8613812345678", "138****5678", "138******78"),
        ("138 1234 5678", "138****5678", "138******78"),
        ("+861065521234", "010-****34", "010-******34"),
        ("0755-26001234", "0755-****34", "0755-******34"),
        ("0532-5551234", "0532-****34", "0532-******4"),
        ("+85261234567", "+852 ****67", "+852 ******67"),
        ("+85361234567", "+853 ****67", "+853 ******67"),
        ("+886912345678", "+886 ****78", "+886 *******78"),
        ("not a phone 5678", "********", "********"),
    ],
)
def test_a_phone_hides_more_on_a_label_than_on_a_screen(phone: str, screen: str, label: str):
    assert masking.mask_phone_on_screen(phone) == screen
    assert masking.mask_phone_on_label(phone) == label


@pytest.mark.parametrize(
    ("phone", "extension", "screen"),
    [
        ("+8613812345678", "", "138****5678"),
        ("+8613812345678", "1234", "138****5678 转****"),
        ("+8675586013388", "8", "0755-****88 转****"),
        ("+8675586013388", "88128812", "0755-****88 转****"),
    ],
)
def test_of_an_extension_only_that_there_is_one_is_told(phone: str, extension: str, screen: str):
    assert masking.mask_phone_on_screen(phone, extension) == screen


@pytest.mark.parametrize(
    ("street", "shown"),
    [
        ("", "广东省深圳市南山区***"),
        ("粤海街道", "广东省深圳市南山区粤海街道***"),
        ("科技南路16号2栋", "广东省深圳市南山区科技南路***"),
        ("科技南路１６号", "广东省深圳市南山区科技南路***"),
    ],
)
def test_a_screen_shows_the_address_down_to_the_street(street: str, shown: str):
    assert masking.mask_address_on_screen("广东省", "深圳市", "南山区", street) == shown


def test_an_address_that_is_not_there_stays_empty():
    assert masking.mask_address_on_screen("", "", "", "") == ""
    assert masking.mask_address_on_label("", "", "", "", "") == ""


def test_a_municipality_is_named_once():
    assert masking.mask_address_on_screen("北京市", "北京市", "朝阳区") == "北京市朝阳区***"
    assert masking.mask_address_on_label("北京市", "北京市", "朝阳区", "", "建国路88号") == "北京市朝阳区建国路88号"


@pytest.mark.parametrize(
    ("detail", "label"),
    [
        ("科技南路16号2栋B单元1203", "科技南路16号2栋**"),
        ("阳光花园3幢502", "阳光花园3幢**"),
        ("中山二路8号院5号楼二单元301室", "中山二路8号院5号楼**"),
        ("三号楼十二层东户", "三号楼**"),
        ("幸福里A座1203", "幸福里A座**"),
        ("科技园 16#1203", "科技园 16#**"),
        ("人民路88号腾达大厦35楼3501", "人民路88号腾达大厦**"),
        ("人民路88号301", "人民路88号**"),
        ("人民路88号301号", "人民路88号**"),
        ("人民路88号301号房", "人民路88号**"),
        ("1088弄16号501室", "1088弄16号**"),
        ("阳光花园3-2-501", "阳光花园**"),
        ("万象城 501", "万象城 **"),
        ("金桥公寓B户", "金桥公寓**"),
        ("和平小区五单元", "和平小区**"),
        ("８号楼１单元２０１", "8号楼**"),
        ("8号楼门口，电话13800138000", "8号楼**"),
        ("张家村3组12号", "张家村3组12号"),
        ("人民路88号", "人民路88号"),
        ("软件园二期3区", "软件园二期3区"),
        ("南门菜鸟驿站", "南门菜鸟驿站"),
        ("16号2栋", "16号2栋"),
    ],
)
def test_a_label_hides_unit_floor_and_room(detail: str, label: str):
    shown = masking.mask_address_on_label("广东省", "深圳市", "南山区", "粤海街道", detail)
    assert shown == f"广东省深圳市南山区粤海街道{label}"


@pytest.mark.parametrize(
    ("number", "screen", "checker"),
    [
        ("", "", ""),
        ("44030519900101123X", "4" + "*" * 16 + "X", "440" + "*" * 11 + "123X"),
        ("440305900101123", "4" + "*" * 13 + "3", "440" + "*" * 8 + "1123"),
        ("AB", "**", "**"),
        ("ABCDEFG", "A*****G", "*******"),
    ],
)
def test_an_identity_number_shows_its_ends(number: str, screen: str, checker: str):
    assert masking.mask_id_number(number) == screen
    assert masking.mask_id_number_for_checker(number) == checker


@pytest.mark.parametrize(
    ("value", "shown"),
    [("", ""), ("oAbCdEfGhIjK", "****hIjK"), ("6222021234567890123", "****0123"), ("short", "****")],
)
def test_an_openid_or_bank_card_shows_its_last_four(value: str, shown: str):
    assert masking.mask_tail(value) == shown


@given(st.one_of(CHINESE, st.text(min_size=1, max_size=20)))
def test_a_name_always_hides_at_least_one_character(name: str):
    shown = masking.mask_name(name)
    visible = [character for character in shown if character != "*"]
    assert len(visible) <= 1
    assert len(shown) > len(visible) or not name.strip()


MOBILES = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
OTHERS = st.from_regex(
    r"010[2-8][0-9]{7}|0755[2-8][0-9]{6,7}|\+852[2-9][0-9]{7}|\+8536[0-9]{7}|\+8869[0-9]{8}", fullmatch=True
)


@given(st.one_of(MOBILES, OTHERS))
def test_a_label_always_hides_at_least_six_digits(phone: str):
    shown = masking.mask_phone_on_label(phone)
    assert shown.count("*") >= 6
    country = 4 if phone.startswith("+") else 0
    visible = len(re.sub(r"[^0-9]", "", shown.removeprefix(phone[:country])))
    assert len(phone) - country - visible >= 6


@given(st.text(max_size=30))
def test_masks_never_fail_and_never_tell_what_they_cannot_read(text: str):
    for mask in (masking.mask_phone_on_label, masking.mask_phone_on_screen):
        assert set(mask(f"x{text}")) == {"*"}


ROADS = st.sampled_from(["人民路88号", "中山二路16号", "1088弄16号", "阳光花园", "软件园二期", ""])
BUILDINGS = st.sampled_from(["", "2栋", "A座", "5号楼", "三号楼", "12幢"])
UNITS = st.sampled_from(["", "2单元", "二单元", "B单元"])
FLOORS = st.sampled_from(["", "7层", "十二楼"])
ROOMS = st.sampled_from(["9753", "9753室", "9753房", "9753号房", "-9753", " 9753"])


@given(ROADS, BUILDINGS, UNITS, FLOORS, ROOMS)
def test_no_label_tells_a_room(road: str, building: str, unit: str, floor: str, room: str):
    shown = masking.mask_address_on_label("广东省", "深圳市", "南山区", "", f"{road}{building}{unit}{floor}{room}")
    assert shown.endswith("**")
    for private in ("9753", "单元", "层", "十二楼"):
        assert private not in shown


def test_showing_a_masked_copy_loads_no_cryptography(another_process):
    script = (
        "import sys; from logistics.privacy import keysets, masking, scrub, vault;"
        "masking.mask_name('张三'); masking.mask_phone_on_label('13800138000');"
        "print(sorted({'tink', 'boto3', 'cryptography', 'google.protobuf'} & set(sys.modules)))"
    )
    assert another_process(script) == "[]"
