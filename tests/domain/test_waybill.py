"""Waybill numbers: a slip of the finger is caught before any look-up."""

import pytest

from logistics.domain.faults import Invalid
from logistics.domain.waybill import check_digit, child_no, is_piece_no, is_waybill_no, new_waybill_no, parent_of


@pytest.mark.parametrize(("digits", "expected"), [("572", "4"), ("00000000000", "0"), ("", "0")])
def test_the_check_digit_is_damm_s(digits: str, expected: str) -> None:
    # 572 -> 4 is the worked example usually given with Damm's own table.
    assert check_digit(digits) == expected


def test_a_new_number_is_valid_and_carries_the_configured_prefix() -> None:
    assert is_waybill_no(new_waybill_no())
    number = new_waybill_no("EX")
    assert number.startswith("EX") and len(number) == 14 and is_waybill_no(number, "EX")
    assert not is_waybill_no(number)


def test_every_wrong_digit_and_every_swap_of_neighbours_is_caught() -> None:
    for _ in range(20):
        digits = new_waybill_no()[2:]
        for place in range(12):
            for wrong in "0123456789":
                slipped = digits[:place] + wrong + digits[place + 1 :]
                assert (slipped == digits) == is_waybill_no(f"WB{slipped}")
            swapped = digits[:place] + digits[place : place + 2][::-1] + digits[place + 2 :]
            assert (swapped == digits) == is_waybill_no(f"WB{swapped}")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "WB",
        "000000000000",
        "WB00000000000",
        "WB0000000000000",
        "wb000000000000",
        "WB００００００００００００",
        "WB000000000000\n",
    ],
)
def test_other_texts_are_not_waybill_numbers(text: str) -> None:
    assert not is_waybill_no(text)


def test_pieces_are_numbered_from_1_to_999_and_lead_back_to_their_waybill() -> None:
    assert child_no("WB000000000000", 1) == "WB000000000000-001"
    assert child_no("WB000000000000", 999) == "WB000000000000-999"
    assert parent_of("WB000000000000-999") == "WB000000000000" == parent_of("WB000000000000")
    for piece in (0, 1000, -1):
        with pytest.raises(Invalid, match="999"):
            child_no("WB000000000000", piece)


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("WB000000000000-001", True),
        ("WB000000000000-000", False),
        ("WB000000000000", False),
        ("WB000000000001-001", False),
        ("WB000000000000-1", False),
        ("WB000000000000-0011", False),
    ],
)
def test_a_piece_is_not_a_waybill_and_the_other_way_round(text: str, piece: bool) -> None:
    assert is_piece_no(text) is piece
    assert not (piece and is_waybill_no(text))
