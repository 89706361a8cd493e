"""The table of divisions holds today's, knows the old ones, and is what its sources and overlay say."""

import subprocess
import sys
import time

import pytest

from logistics.domain.address.divisions import CITY, DISTRICT, PROVINCE, Divisions, divisions
from scripts.local.install import ROOT

_FILE = ROOT / "layers/core/python/logistics/domain/address/divisions.tsv"
_NEW = {
    "临平区": "浙江省杭州市临平区",
    "钱塘区": "浙江省杭州市钱塘区",
    "米林市": "西藏自治区林芝市米林市",
    "错那市": "西藏自治区山南市错那市",
    "白杨市": "新疆维吾尔自治区白杨市",
    "新星市": "新疆维吾尔自治区新星市",
    "横州市": "广西壮族自治区南宁市横州市",
    "海门区": "江苏省南通市海门区",
    "监利市": "湖北省荆州市监利市",
    "孟津区": "河南省洛阳市孟津区",
    "和安县": "新疆维吾尔自治区和田地区和安县",
    "会理市": "四川省凉山彝族自治州会理市",
    "广信区": "江西省上饶市广信区",
    "两江新区": "重庆市重庆市两江新区",
}
_FORMER = {
    "横县": "横州市",
    "江干区": "上城区",
    "下城区": "拱墅区",
    "襄樊市": "襄阳市",
    "上饶县": "广信区",
    "渝北区": "两江新区",
    "江北区": "两江新区",
    "闸北区": "静安区",
    "海门市": "海门区",
    "米林县": "米林市",
    "错那县": "错那市",
    "会理县": "会理市",
}


def _line(code: str) -> str:
    return "".join(step.name for step in divisions().path(code))


@pytest.mark.parametrize("name", _NEW)
def test_every_recent_change_is_known(name: str) -> None:
    assert [_line(found.code) for found in divisions().named(name)] == [_NEW[name]]


@pytest.mark.parametrize("old", _FORMER)
def test_a_former_name_leads_to_todays_division(old: str) -> None:
    found = {code for name, _, code in divisions().former if name == old}

    assert [divisions().path(code)[-1].name for code in found] == [_FORMER[old]]


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("110108", "北京市北京市海淀区"),
        ("419001", "河南省济源市"),
        ("429004", "湖北省仙桃市"),
        ("469028", "海南省陵水黎族自治县"),
        ("441900", "广东省东莞市"),
        ("659001", "新疆维吾尔自治区石河子市"),
        ("500229", "重庆市重庆市城口县"),
        ("810102", "香港特别行政区香港特别行政区湾仔区"),
        ("820105", "澳门特别行政区澳门特别行政区大堂区"),
        ("500112", "重庆市重庆市两江新区"),  # 渝北区 until 2025
        ("371202", "山东省济南市莱芜区"),  # 莱城区 of 莱芜市 until 2018
        ("140202", "山西省大同市平城区"),  # 城区 of 大同市 until 2018
        ("000000", ""),
    ],
)
def test_a_code_leads_up_to_its_province(code: str, line: str) -> None:
    assert _line(code) == line


def test_cities_without_districts_have_towns_instead() -> None:
    table = divisions()

    assert not [row for row in table.all if row.parent in ("441900", "442000", "460400", "620200")]
    assert table.towns["虎门镇"] == ("441900",)
    assert table.towns["小榄镇"] == ("442000",)
    assert table.towns["那大镇"] == ("460400",)
    assert table.towns["峪泉镇"] == ("620200",)


@pytest.mark.parametrize(
    ("area_code", "cities"),
    [("0755", ["深圳市"]), ("028", ["成都市", "眉山市", "资阳市"]), ("0898", ["海南省"]), ("0100", [])],
)
def test_an_area_code_names_its_cities(area_code: str, cities: list[str]) -> None:
    assert [divisions().path(code)[-1].name for code in divisions().by_area_code(area_code)] == cities


def test_a_postcode_names_its_province() -> None:
    assert divisions().by_postcode("518057") == ("440000",)
    assert divisions().by_postcode("999999") == ()


def test_namesakes_are_all_found() -> None:
    assert sorted(_line(found.code)[:6] for found in divisions().named("鼓楼区")) == [
        "江苏省南京市", "江苏省徐州市", "河南省开封市", "福建省福州市",
    ]  # fmt: skip


def test_every_division_lies_in_one_that_is_known_and_of_the_level_above() -> None:
    table = divisions()
    above = {PROVINCE: ("",), CITY: (PROVINCE,), DISTRICT: (CITY, PROVINCE)}
    levels = {"": "", **{row.code: row.level for row in table.all}}

    assert [row for row in table.all if levels.get(row.parent) not in above[row.level]] == []
    assert [row for row in table.former if row[2] not in levels] == []


def test_centroids_lie_in_china_and_are_known_for_nearly_every_real_district() -> None:
    rows = [row for row in divisions().all if row.code < "70" and row.code[4] not in "79"]
    outside = [row for row in rows if row.centroid and not (73 < row.centroid[0] < 136 and 3 < row.centroid[1] < 54)]

    assert outside == []
    assert sum(row.centroid is not None for row in rows) / len(rows) > 0.97


def test_the_table_is_read_in_under_fifty_milliseconds() -> None:
    text, times = _FILE.read_text("utf-8"), []
    for _ in range(5):
        began = time.perf_counter()
        Divisions(text)
        times.append(time.perf_counter() - began)

    assert min(times) < 0.05


@pytest.mark.slow
def test_the_table_is_what_its_sources_and_the_overlay_say() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "scripts.divisions", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert ran.returncode == 0, ran.stdout + ran.stderr
