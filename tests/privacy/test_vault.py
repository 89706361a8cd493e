"""Sealed values open only in their place; blind indexes find one number however it is written."""

import pytest

from logistics.domain.faults import Invalid, Unavailable
from logistics.privacy import vault
from logistics.privacy.keysets import add_key, promote, reopened_keysets, retire, rotate

pytestmark = pytest.mark.usefixtures("keyset_file")

PLACE = "parcels.consignee"
CONSIGNEE = {"name": "林小满", "phone": "+8613800138000", "detail": "科技南路16号2栋1203"}


def test_a_record_and_a_text_come_back_as_they_were():
    assert vault.unseal(vault.seal(CONSIGNEE, PLACE, "row-1"), PLACE, "row-1") == CONSIGNEE
    assert vault.unseal(vault.seal("林小满", PLACE, "row-1"), PLACE, "row-1") == "林小满"
    assert vault.unseal(vault.seal("", PLACE, "row-1"), PLACE, "row-1") == ""


@pytest.mark.parametrize(
    ("place", "row"),
    [(PLACE, "row-2"), ("parcels.consignor", "row-1"), ("staff.consignee", "row-1")],
    ids=["another row", "another field", "another collection"],
)
def test_a_value_moved_elsewhere_is_refused(place: str, row: str):
    sealed = vault.seal(CONSIGNEE, PLACE, "row-1")
    with pytest.raises(Unavailable) as refusal:
        vault.unseal(sealed, place, row)
    assert refusal.value.code == "PII_UNREADABLE"


def test_an_altered_value_is_refused_at_every_byte():
    sealed = vault.seal("林小满", PLACE, "row-1")
    for position in range(len(sealed)):
        altered = bytearray(sealed)
        altered[position] ^= 1
        with pytest.raises(Unavailable):
            vault.unseal(bytes(altered), PLACE, "row-1")
    for garbage in (b"", b"\x01", b"not sealed at all"):
        with pytest.raises(Unavailable):
            vault.unseal(garbage, PLACE, "row-1")


def test_a_refusal_tells_nothing_of_the_person():
    sealed = vault.seal(CONSIGNEE, PLACE, "row-1")
    with pytest.raises(Unavailable) as refusal:
        vault.unseal(sealed, PLACE, "row-2")
    said = f"{refusal.value} {refusal.value.details} {refusal.value.__cause__}"
    assert not any(part in said for part in ("林", "138", "科技"))


def test_nothing_of_the_plaintext_shows_in_the_ciphertext():
    sealed = vault.seal(CONSIGNEE, PLACE, "row-1")
    for part in ("林小满", "13800138000", "8000", "name", "phone", "科技南路", "1203"):
        assert part.encode() not in sealed, part


def test_the_same_value_is_never_sealed_alike_twice():
    assert vault.seal("林小满", PLACE, "row-1") != vault.seal("林小满", PLACE, "row-1")


def test_old_rows_read_after_a_rotation_and_are_told_from_new_ones(keyset_file):
    old = vault.seal(CONSIGNEE, PLACE, "row-1")
    assert vault.is_current(old)
    rotate(keyset_file)
    reopened_keysets()
    new = vault.seal(CONSIGNEE, PLACE, "row-1")
    assert not vault.is_current(old)
    assert vault.is_current(new)
    assert vault.unseal(old, PLACE, "row-1") == vault.unseal(new, PLACE, "row-1") == CONSIGNEE


def test_a_retired_key_opens_nothing_and_the_re_encrypted_row_does(keyset_file):
    old = vault.seal("林小满", PLACE, "row-1")
    rotate(keyset_file)
    reopened_keysets()
    rewritten = vault.seal(vault.unseal(old, PLACE, "row-1"), PLACE, "row-1")
    retire(keyset_file, "values")
    reopened_keysets()
    assert vault.unseal(rewritten, PLACE, "row-1") == "林小满"
    with pytest.raises(Unavailable):
        vault.unseal(old, PLACE, "row-1")


def test_a_warm_process_reads_what_a_younger_key_sealed(keyset_file, another_process):
    vault.seal("opened before the rotation", PLACE, "row-0")
    rotate(keyset_file)
    script = "import sys; from logistics.privacy import vault; print(vault.seal(*sys.argv[1:]).hex())"
    sealed = bytes.fromhex(another_process(script, "林小满", PLACE, "row-1"))
    assert vault.unseal(sealed, PLACE, "row-1") == "林小满"


@pytest.mark.parametrize(
    "written", ["13800138000", "+8613800138000", "+86 138-0013-8000", "0086 13800138000", "１３８００１３８０００"]
)
def test_one_number_has_one_index_however_it_is_written(written: str):
    assert vault.phone_index(written) == vault.phone_index("+8613800138000")
    assert len(vault.phone_index(written)) == 16


def test_indexes_differ_between_values_and_between_fields():
    indexes = {
        vault.phone_index("13800138000"),
        vault.phone_index("13800138001"),
        vault.phone_tail_index("8000"),
        vault.phone_tail_index("8001"),
        vault.openid_index("8000"),
        vault.openid_index("+8613800138000"),
    }
    assert len(indexes) == 6


@pytest.mark.parametrize("digits", ["", "800", "80000", "80a0", "８０００", " 800"])
def test_a_tail_is_four_digits(digits: str):
    with pytest.raises(Invalid) as refusal:
        vault.phone_tail_index(digits)
    assert refusal.value.code == "PHONE_TAIL_INVALID"


def test_look_ups_find_rows_indexed_before_and_after_a_new_index_key(keyset_file):
    before = vault.phone_index("13800138000"), vault.phone_tail_index("8000"), vault.openid_index("o-1")
    rotate(keyset_file, "indexes")
    reopened_keysets()
    after = vault.phone_index("13800138000"), vault.phone_tail_index("8000"), vault.openid_index("o-1")
    assert set(before).isdisjoint(after)
    assert vault.all_phone_indexes("138 0013 8000") == [after[0], before[0]]
    assert vault.all_phone_tail_indexes("8000") == [after[1], before[1]]
    assert vault.all_openid_indexes("o-1") == [after[2], before[2]]


def test_an_index_key_is_looked_up_before_it_writes(keyset_file):
    old = vault.phone_index("13800138000")
    add_key(keyset_file, "indexes")
    reopened_keysets()
    both = vault.all_phone_indexes("13800138000")
    assert vault.phone_index("13800138000") == old == both[0]
    promote(keyset_file, "indexes")
    reopened_keysets()
    assert vault.phone_index("13800138000") == both[1]
    retire(keyset_file, "indexes")
    reopened_keysets()
    assert vault.all_phone_indexes("13800138000") == [both[1]]
