"""The two Tink keysets: one seals values (AES256-GCM), one computes blind indexes (HMAC-SHA256 PRF).

Both stand in one JSON file, `{"values": ..., "indexes": ...}`: plain Tink JSON in development, or, when a KMS
key is named, the base64 of each binary keyset encrypted by KMS with the context `{"keyset": <kind>}`. Each
keyset is opened at its first use and kept for the life of the process. Tink (about 50 ms) and boto3 (KMS only)
are imported at that moment, because most calls show masked copies and need neither.
"""

from __future__ import annotations

import base64
import json
import os
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from logistics.domain.faults import Conflict, Unavailable
from logistics.settings import settings

if TYPE_CHECKING:
    from tink import KeysetHandle
    from tink.aead import Aead
    from tink.prf import PrfSet

Kind = Literal["values", "indexes"]
KINDS: tuple[Kind, ...] = ("values", "indexes")
_KMS_TIMEOUT_S = 3


class Keysets:
    """The opened keysets of one file; opening raises Unavailable (KEYSET_MISSING, KEYSET_UNAVAILABLE)."""

    def __init__(self, path: Path, kms_key: str = "") -> None:
        self._path, self._kms_key = path, kms_key

    @cached_property
    def values(self) -> Aead:
        """Seals with the primary key and opens with any key of the set."""
        from tink.aead import Aead

        aead: Aead = self._values_handle.primitive(Aead)
        return aead

    @cached_property
    def value_keys(self) -> frozenset[int]:
        """Ids of the keys that can open a value."""
        return frozenset(info.key_id for info in self._values_handle.keyset_info().key_info)

    @cached_property
    def value_primary(self) -> int:
        """Id of the key that seals new values."""
        return int(self._values_handle.keyset_info().primary_key_id)

    @cached_property
    def indexes(self) -> PrfSet:
        """One pseudo-random function per key; the primary one writes, all of them look up."""
        from tink.prf import PrfSet

        prfs: PrfSet = self._handle("indexes").primitive(PrfSet)
        return prfs

    @cached_property
    def _values_handle(self) -> KeysetHandle:
        return self._handle("values")

    def _handle(self, kind: Kind) -> KeysetHandle:
        return _parse(_load(self._path)[kind], kind, self._kms_key)


def keysets() -> Keysets:
    """This process's keysets, from the file that the settings name."""
    chosen = settings()
    if chosen.keyset_ciphertext_file:
        chosen.must("keyset_kms_key")
        return _opened(chosen.keyset_ciphertext_file, chosen.keyset_kms_key)
    chosen.must("keyset_file")
    return _opened(chosen.keyset_file, "")


def reopened_keysets() -> Keysets:
    """The keysets read afresh: a warm process meets a value sealed under a key younger than itself."""
    _opened.cache_clear()
    return keysets()


@lru_cache(maxsize=1)
def _opened(path: str, kms_key: str) -> Keysets:
    return Keysets(Path(path), kms_key)


def create_keyset_file(path: str | Path, kms_key: str = "") -> None:
    """Make a file with one fresh key of each kind; Conflict KEYSET_EXISTS rather than orphan sealed rows."""
    if Path(path).exists():
        raise Conflict("KEYSET_EXISTS", "密钥文件已存在，不会覆盖")
    _save(Path(path), {kind: _serialize(_new(kind), kind, kms_key) for kind in KINDS})


def add_key(path: str | Path, kind: Kind, kms_key: str = "") -> int:
    """Add a key that reads but does not yet write, and return its id.

    The first step of a change while old and new processes run side by side: promote it once every process
    has opened the file that holds it.
    """
    keyset = _load_editable(path, kind, kms_key)
    taken = {key["keyId"] for key in keyset["key"]}
    fresh = _fresh_key(kind, taken)
    keyset["key"].append(fresh)
    _store_edited(path, kind, kms_key, keyset)
    return int(fresh["keyId"])


def promote(path: str | Path, kind: Kind, kms_key: str = "") -> int:
    """Let the youngest key write from now on, and return its id; the others still read."""
    keyset = _load_editable(path, kind, kms_key)
    keyset["primaryKeyId"] = keyset["key"][-1]["keyId"]
    _store_edited(path, kind, kms_key, keyset)
    return int(keyset["primaryKeyId"])


def rotate(path: str | Path, kind: Kind = "values", kms_key: str = "") -> int:
    """Add a key and make it primary at once, and return its id; old rows still read and are still found."""
    add_key(path, kind, kms_key)
    return promote(path, kind, kms_key)


def retire(path: str | Path, kind: Kind, kms_key: str = "") -> None:
    """Drop every key older than the primary one; only after each row is re-encrypted or re-indexed."""
    keyset = _load_editable(path, kind, kms_key)
    ids = [key["keyId"] for key in keyset["key"]]
    keyset["key"] = keyset["key"][ids.index(keyset["primaryKeyId"]) :]
    _store_edited(path, kind, kms_key, keyset)


def _new(kind: Kind) -> KeysetHandle:
    import tink
    from tink import aead, prf

    if kind == "values":
        aead.register()
        return tink.new_keyset_handle(aead.aead_key_templates.AES256_GCM)
    prf.register()
    return tink.new_keyset_handle(prf.prf_key_templates.HMAC_SHA256)


def _fresh_key(kind: Kind, taken: set[int]) -> dict[str, Any]:
    while True:
        key: dict[str, Any] = _as_json(_new(kind))["key"][0]
        if key["keyId"] not in taken:
            return key


def _as_json(handle: KeysetHandle) -> dict[str, Any]:
    from tink import json_proto_keyset_format, secret_key_access

    keyset: dict[str, Any] = json.loads(json_proto_keyset_format.serialize(handle, secret_key_access.TOKEN))
    return keyset


def _load_editable(path: str | Path, kind: Kind, kms_key: str) -> dict[str, Any]:
    return _as_json(_parse(_load(Path(path))[kind], kind, kms_key))


def _store_edited(path: str | Path, kind: Kind, kms_key: str, keyset: dict[str, Any]) -> None:
    content = _load(Path(path))
    content[kind] = _serialize(_parse(keyset, kind, ""), kind, kms_key)
    _save(Path(path), content)


def _parse(stored: Any, kind: Kind, kms_key: str) -> KeysetHandle:
    from tink import TinkError, aead, json_proto_keyset_format, prf, proto_keyset_format, secret_key_access

    (aead if kind == "values" else prf).register()
    try:
        if not kms_key:
            return json_proto_keyset_format.parse(json.dumps(stored), secret_key_access.TOKEN)
        binary = _kms(kms_key, "decrypt", kind, CiphertextBlob=base64.b64decode(stored))["Plaintext"]
        return proto_keyset_format.parse(binary, secret_key_access.TOKEN)
    except (TinkError, TypeError, ValueError):
        # "from None": the text of these errors may quote key material.
        raise _unavailable() from None


def _serialize(handle: KeysetHandle, kind: Kind, kms_key: str) -> Any:
    from tink import proto_keyset_format, secret_key_access

    if not kms_key:
        return _as_json(handle)
    binary = proto_keyset_format.serialize(handle, secret_key_access.TOKEN)
    return base64.b64encode(_kms(kms_key, "encrypt", kind, Plaintext=binary)["CiphertextBlob"]).decode()


def _kms(kms_key: str, operation: Literal["encrypt", "decrypt"], kind: Kind, **content: bytes) -> Any:
    import boto3
    from botocore.config import Config
    from botocore.exceptions import BotoCoreError, ClientError

    # arn:<partition>:kms:<region>:<account>:key/<id>; an alias or a bare id takes the region of the process.
    parts = kms_key.split(":")
    region = parts[3] if len(parts) > 3 else None
    limits = Config(connect_timeout=_KMS_TIMEOUT_S, read_timeout=_KMS_TIMEOUT_S)
    try:
        client = boto3.client("kms", region_name=region, config=limits)
        return getattr(client, operation)(KeyId=kms_key, EncryptionContext={"keyset": kind}, **content)
    except (BotoCoreError, ClientError) as error:
        raise _unavailable() from error


def _load(path: Path) -> dict[str, Any]:
    try:
        content: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except FileNotFoundError as error:
        raise Unavailable("KEYSET_MISSING", "加密服务暂时不可用，请稍后再试") from error
    except ValueError:
        raise _unavailable() from None
    if not isinstance(content, dict) or any(kind not in content for kind in KINDS):
        raise _unavailable()
    return content


def _save(path: Path, content: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    # Readable by its owner alone from its first byte, and never seen half written.
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump(content, file)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def _unavailable() -> Unavailable:
    return Unavailable("KEYSET_UNAVAILABLE", "加密服务暂时不可用，请稍后再试")
