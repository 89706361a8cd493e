"""Lines on a page in reading order, whatever the angle; and how sure a field is of the characters it came from."""

import math
from collections.abc import Mapping
from types import MappingProxyType

import pytest

from functions.parse_address.judging import judge
from functions.parse_address.pages import UNSAID, page_of
from logistics.gateways.ocr import Line

LETTER = 20.0
NONE: Mapping[str, float] = MappingProxyType({})


def line(text: str, left: float, top: float, sure: float = 0.99, doubts: Mapping[str, float] = NONE) -> Line:
    """A level line; `doubts` names characters of it and how sure the engine is of those."""
    right, bottom = left + LETTER * len(text), top + LETTER
    box = ((left, top), (right, top), (right, bottom), (left, bottom))
    return Line(text, box, tuple(doubts.get(each, sure) for each in text))


def turned(lines: list[Line], degrees: float) -> list[Line]:
    cosine, sine = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return [
        Line(each.text, tuple((x * cosine - y * sine, x * sine + y * cosine) for x, y in each.box), each.confidences)
        for each in lines
    ]


TABLE = [
    line("林小满", 0, 0),
    line("13800138123", 300, 4),
    line("广东省深圳市南山区", 0, 40),
    line("科技园路", 0, 80),
    line("1号", 200, 78),
]
READ = "林小满 13800138123\n广东省深圳市南山区\n科技园路 1号"


@pytest.mark.parametrize("degrees", [0, 8, -8, 25])
def test_rows_are_read_from_top_to_bottom_and_each_from_left_to_right(degrees: float) -> None:
    assert page_of(turned(TABLE, degrees)).text == READ
    assert page_of(list(reversed(turned(TABLE, degrees)))).text == READ


def test_every_character_keeps_its_own_confidence_through_wide_forms_and_row_ends() -> None:
    page = page_of([line("㎡Ａ", 0, 0, 0.9, {"Ａ": 0.3}), line("乙", 0, 40, 0.8)])
    assert page.text == "m2A\n乙"
    assert page.confidences == (0.9, 0.9, 0.3, 1.0, 0.8)


def test_a_bar_amid_text_is_a_thin_one_to_look_at_and_a_tables_border_stays_what_it_is() -> None:
    page = page_of([line("|3栋|单元|", 0, 0)])
    assert page.text == "|3栋1单元|"
    assert page.confidences == (0.99, 0.99, 0.99, UNSAID, 0.99, 0.99, 0.99)


def test_a_doubtful_traditional_character_on_a_simplified_page_is_a_slip_that_stays_to_be_looked_at() -> None:
    slip = line("收件人：梁志強", 0, 0, 0.99, {"強": 0.75})
    page = page_of([slip, *TABLE[1:]])
    assert page.text.startswith("收件人:梁志强 ")
    (person,) = judge(page).people
    assert (person.name, person.uncertain) == ("梁志强", ("name",))


@pytest.mark.parametrize(
    "lines",
    [
        [line("梁志強", 0, 0, 0.99), line("廣州市", 0, 40, 0.6)],  # one of them is clear: it is written so
        [line("收件人：張國強", 0, 0, 0.7), line("廣東省廣州市", 0, 40, 0.7)],
    ],
    ids=["clear", "many"],
)
def test_a_page_in_traditional_characters_stays_as_it_is_written(lines: list[Line]) -> None:
    assert "強" in page_of(lines).text


def test_an_engine_that_does_not_say_is_half_believed() -> None:
    assert page_of([Line("甲", ((0, 0), (20, 0), (20, 20), (0, 20)))]).confidences == (UNSAID,)


def test_an_empty_page_and_one_without_an_address_are_asked_for_again() -> None:
    for lines in ([], [line("   ", 0, 0)], [line("欢迎光临", 0, 0)], [line("林小满 13800138123", 0, 0)]):
        verdict = judge(page_of(lines))
        assert verdict.people == ()
        assert "重新拍摄" in verdict.retake


def test_a_page_full_of_text_is_not_read() -> None:
    assert "文字太多" in judge(page_of([line("字" * 2_001, 0, 0)])).retake


@pytest.mark.parametrize(
    ("number", "doubted", "told"),
    [(0, "满", "姓名"), (1, "3", "电话"), (2, "圳", "省市区"), (3, "园", "详细地址")],
)
def test_one_character_that_was_guessed_is_asked_for_again_by_its_field(number: int, doubted: str, told: str) -> None:
    clear = TABLE[number]
    guessed = Line(clear.text, clear.box, tuple(0.4 if each == doubted else 0.99 for each in clear.text))
    verdict = judge(page_of([*TABLE[:number], guessed, *TABLE[number + 1 :]]))
    assert verdict.people == ()
    assert verdict.retake.startswith(f"{told}没有看清")


def test_a_character_that_is_likely_but_not_clear_is_shown_and_marked() -> None:
    doubted = line("林小满", 0, 0, 0.99, {"满": 0.8})
    (person,) = judge(page_of([doubted, *TABLE[1:]])).people
    assert person.name == "林小满"
    assert person.uncertain == ("name",)


def test_what_is_not_part_of_the_address_may_be_unclear() -> None:
    (person,) = judge(page_of([*TABLE, line("——", 0, 400, 0.1)])).people
    assert person.uncertain == ()
