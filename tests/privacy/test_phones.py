"""One spelling for every phone that people write; anything else is refused without repeating it."""

import pytest

from logistics.domain.faults import Invalid
from logistics.privacy.phones import is_mobile, normalise, parts, tail

WRITTEN_AND_NORMAL = [
    ("13800138000", "+8613800138000"),
    (" 138 0013 8000 ", "+8613800138000"),
    ("138-0013-8000", "+8613800138000"),
    ("\u202d138 0013 8000\u202c", "+8613800138000"),
    ("\ufeff13800138000\u200b", "+8613800138000"),
    ("8613800138000", "+8613800138000"),
    ("+86 (138) 00138000", "+8613800138000"),
    ("008613800138000", "+8613800138000"),
    ("１９９００００１１１１", "+8619900001111"),
    ("＋８６13800138000", "+8613800138000"),
    ("010-65521234", "+861065521234"),
    ("(021) 6552 1234", "+862165521234"),
    ("0755-26001234", "+8675526001234"),
    ("0532—5551234", "+865325551234"),
    ("+86 755 26001234", "+8675526001234"),
    ("+86 0755 26001234", "+8675526001234"),
    ("861065521234", "+861065521234"),
    ("+852 6123 4567", "+85261234567"),
    ("00852-21234567", "+85221234567"),
    ("85361234567", "+85361234567"),
    ("+853 2812 3456", "+85328123456"),
    ("+886 912 345 678", "+886912345678"),
    ("+886 0912 345 678", "+886912345678"),
    ("+886 2 2345 6789", "+886223456789"),
]


@pytest.mark.parametrize(("written", "normal"), WRITTEN_AND_NORMAL)
def test_a_phone_has_one_normal_spelling(written: str, normal: str):
    assert normalise(written) == normal
    assert normalise(normal) == normal, "normalising twice must change nothing"


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "   ",
        "abc",
        "12800138000",
        "1380013800",
        "138001380001",
        "65521234",
        "4008001234",
        "010-6552123",
        "010-15521234",
        "0755-260012345",
        "010-65521234转801",
        "+8612345678901",
        "+1 202 555 0100",
        "+852 1123 4567",
        "+853 5123 4567",
        "+886 812 345",
        "+886 112345678",
        "٠١٣٨٠٠١٣٨٠٠٠",
        "13800138000,13900139000",
        "+",
        "00",
    ],
)
def test_what_is_no_phone_is_refused_and_not_repeated(wrong: str):
    with pytest.raises(Invalid) as refusal:
        normalise(wrong)
    assert refusal.value.code == "PHONE_INVALID"
    digits = "".join(filter(str.isdigit, wrong))
    assert not digits or digits not in f"{refusal.value}{refusal.value.details}"


@pytest.mark.parametrize(
    ("normal", "prefix", "subscriber", "mobile"),
    [
        ("+8613800138000", "", "13800138000", True),
        ("+861065521234", "010", "65521234", False),
        ("+862165521234", "021", "65521234", False),
        ("+8675526001234", "0755", "26001234", False),
        ("+865325551234", "0532", "5551234", False),
        ("+85261234567", "+852", "61234567", False),
        ("+886912345678", "+886", "912345678", False),
    ],
)
def test_parts_of_a_phone(normal: str, prefix: str, subscriber: str, mobile: bool):
    assert parts(normal) == (prefix, subscriber)
    assert is_mobile(normal) is mobile
    assert tail(normal) == subscriber[-4:]
