"""Personal data at rest: sealed values, and blind indexes to find them by without opening any.

A sealed value is bound to its place by the associated data "collection.field|row id", so a ciphertext copied
into another row or field does not open. An index is PRF("field|normalised value")[:16]; an unkeyed digest
would be reversed by counting through all phone numbers, and names are not indexed at all.
"""

import json
from typing import Any

from logistics.domain.faults import Invalid, Unavailable
from logistics.privacy.keysets import Keysets, keysets, reopened_keysets
from logistics.privacy.phones import normalise

INDEX_BYTES = 16
_PREFIX_BYTES = 5  # Tink's: a version byte and the big-endian id of the sealing key


def seal(plaintext: dict[str, Any] | str, place: str, row_id: str) -> bytes:
    """Encrypt a text or a JSON-able record for one field ("collection.field") of one row."""
    content = json.dumps(plaintext, ensure_ascii=False, separators=(",", ":")).encode()
    return bytes(keysets().values.encrypt(content, _bound_to(place, row_id)))


def unseal(ciphertext: bytes, place: str, row_id: str) -> Any:
    """What was sealed at this place: the text or the record.

    Unavailable PII_UNREADABLE when it was sealed elsewhere, was altered, or its key is not here: no caller
    can mend that, and a queue that tries again and then parks the message brings it to a person.
    """
    from tink import TinkError

    try:
        content = _opening(ciphertext).values.decrypt(ciphertext, _bound_to(place, row_id))
    except TinkError:
        raise Unavailable("PII_UNREADABLE", "信息暂时无法读取，请稍后再试", place=place) from None
    return json.loads(content)


def is_current(ciphertext: bytes) -> bool:
    """Whether the primary key sealed it; the re-encrypt command rewrites the others."""
    return _key_id(ciphertext) == keysets().value_primary


def phone_index(phone: str) -> bytes:
    """The index to store for a phone, however it is written; Invalid PHONE_INVALID."""
    return _index("phone", normalise(phone))


def all_phone_indexes(phone: str) -> list[bytes]:
    """The indexes to look a phone up by: one per key, the primary one first."""
    return _all_indexes("phone", normalise(phone))


def phone_tail_index(digits4: str) -> bytes:
    """The index to store for a phone's last four digits; Invalid PHONE_TAIL_INVALID."""
    return _index("phone_tail", _four_digits(digits4))


def all_phone_tail_indexes(digits4: str) -> list[bytes]:
    """The indexes to look last four digits up by: one per key, the primary one first."""
    return _all_indexes("phone_tail", _four_digits(digits4))


def openid_index(openid: str) -> bytes:
    """The index to store for a WeChat openid (case matters in it)."""
    return _index("openid", openid)


def all_openid_indexes(openid: str) -> list[bytes]:
    """The indexes to look an openid up by: one per key, the primary one first."""
    return _all_indexes("openid", openid)


def contact_index(contact: str) -> bytes:
    """The index to store for a whole contact (see addresses.written_alike), by which it is met again."""
    return _index("contact", contact)


def all_contact_indexes(contact: str) -> list[bytes]:
    """The indexes to look a whole contact up by: one per key, the primary one first."""
    return _all_indexes("contact", contact)


def _bound_to(place: str, row_id: str) -> bytes:
    return f"{place}|{row_id}".encode()


def _key_id(ciphertext: bytes) -> int:
    return int.from_bytes(ciphertext[1:_PREFIX_BYTES], "big")


def _opening(ciphertext: bytes) -> Keysets:
    opened = keysets()
    return opened if _key_id(ciphertext) in opened.value_keys else reopened_keysets()


def _index(field: str, value: str) -> bytes:
    return bytes(keysets().indexes.primary().compute(f"{field}|{value}".encode(), INDEX_BYTES))


def _all_indexes(field: str, value: str) -> list[bytes]:
    prfs, content = keysets().indexes, f"{field}|{value}".encode()
    primary = prfs.primary_id()
    ordered = sorted(prfs.all().items(), key=lambda item: item[0] != primary)
    return [bytes(prf.compute(content, INDEX_BYTES)) for _, prf in ordered]


def _four_digits(text: str) -> str:
    if len(text) == 4 and text.isascii() and text.isdigit():
        return text
    raise Invalid("PHONE_TAIL_INVALID", "请输入手机号后四位")
