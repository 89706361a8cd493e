"""The keyset file: made once, readable by its owner alone, opened late, and wrapped by KMS in AWS."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer

from logistics.domain.faults import Conflict, Fault, Unavailable
from logistics.privacy import keysets, vault
from logistics.settings import settings


@pytest.fixture(scope="module")
def kms_url() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def kms_key(kms_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The ARN of a fresh key in a KMS of this test's own; boto3's session keeps the first credentials that it met."""
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    monkeypatch.setenv("AWS_ENDPOINT_URL", kms_url)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "ap-southeast-1")
    return str(boto3.client("kms").create_key()["KeyMetadata"]["Arn"])


@pytest.fixture
def wrapped_file(kms_key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A keyset file wrapped by that key, named by the settings as a deployment in AWS does."""
    path = tmp_path / "keysets.kms.json"
    keysets.create_keyset_file(path, kms_key)
    monkeypatch.setenv("STAGE", "test")
    monkeypatch.setenv("KEYSET_CIPHERTEXT_FILE", str(path))
    monkeypatch.setenv("KEYSET_KMS_KEY", kms_key)
    settings.cache_clear()
    keysets.reopened_keysets()
    yield path
    settings.cache_clear()


def test_a_keyset_file_is_its_owners_alone_and_never_overwritten(keyset_file: Path):
    assert keyset_file.stat().st_mode & 0o777 == 0o600
    before = keyset_file.read_bytes()
    with pytest.raises(Conflict) as refusal:
        keysets.create_keyset_file(keyset_file)
    assert refusal.value.code == "KEYSET_EXISTS"
    assert keyset_file.read_bytes() == before
    keysets.rotate(keyset_file)
    assert keyset_file.stat().st_mode & 0o777 == 0o600
    assert list(keyset_file.parent.iterdir()) == [keyset_file], "a rotation leaves no copy behind"


def test_each_step_of_a_rotation_changes_what_it_says(keyset_file: Path):
    def ids(kind: keysets.Kind) -> tuple[list[int], int]:
        keyset = json.loads(keyset_file.read_text())[kind]
        return [key["keyId"] for key in keyset["key"]], keyset["primaryKeyId"]

    (first,), _ = ids("values")
    indexes = ids("indexes")
    second = keysets.add_key(keyset_file, "values")
    assert ids("values") == ([first, second], first), "an added key does not write yet"
    assert keysets.promote(keyset_file, "values") == second
    assert ids("values") == ([first, second], second)
    third = keysets.add_key(keyset_file, "values")
    keysets.retire(keyset_file, "values")
    assert ids("values") == ([second, third], second), "only keys older than the primary go"
    assert ids("indexes") == indexes, "the other keyset is untouched"


@pytest.mark.parametrize("content", [None, "", "not json", "[]", '{"values": {}}', '{"values": {}, "indexes": {}}'])
def test_a_missing_or_broken_file_is_a_coded_refusal(keyset_file: Path, content: str | None):
    if content is None:
        keyset_file.unlink()
    else:
        keyset_file.write_text(content)
    keysets.reopened_keysets()
    for use in (lambda: vault.seal("林小满", "parcels.consignee", "row-1"), lambda: vault.openid_index("o-1")):
        with pytest.raises(Unavailable) as refusal:
            use()
        assert refusal.value.code == ("KEYSET_MISSING" if content is None else "KEYSET_UNAVAILABLE")


def test_a_deployment_without_a_keyset_says_which_setting_is_missing(monkeypatch: pytest.MonkeyPatch):
    for name in ("KEYSET_FILE", "KEYSET_CIPHERTEXT_FILE", "KEYSET_KMS_KEY"):
        monkeypatch.delenv(name, raising=False)
    settings.cache_clear()
    with pytest.raises(Fault, match="KEYSET_FILE"):
        vault.openid_index("o-1")
    settings.cache_clear()


def test_a_plain_keyset_is_used_without_boto3(keyset_file: Path, another_process):
    script = (
        "import sys; from logistics.privacy import vault; vault.phone_index('13800138000');"
        "vault.seal('x', 'a.b', 'c'); print('boto3' in sys.modules, 'tink' in sys.modules)"
    )
    assert another_process(script) == "False True"


def test_kms_wraps_both_keysets_and_they_work(wrapped_file: Path):
    sealed = vault.seal("林小满", "parcels.consignee", "row-1")
    assert vault.unseal(sealed, "parcels.consignee", "row-1") == "林小满"
    assert vault.phone_index("13800138000") == vault.phone_index("+8613800138000")
    content = json.loads(wrapped_file.read_text())
    for kind in keysets.KINDS:
        assert b"type.googleapis.com" not in base64.b64decode(content[kind]), "no key material in the clear"


def test_keysets_under_kms_are_the_same_for_the_next_process(wrapped_file: Path):
    sealed, index = vault.seal("林小满", "parcels.consignee", "row-1"), vault.openid_index("o-1")
    keysets.reopened_keysets()
    assert vault.unseal(sealed, "parcels.consignee", "row-1") == "林小满"
    assert vault.openid_index("o-1") == index


def test_a_rotation_under_kms_still_reads_old_rows(wrapped_file: Path, kms_key: str):
    old, index = vault.seal("林小满", "parcels.consignee", "row-1"), vault.openid_index("o-1")
    keysets.rotate(wrapped_file, "values", kms_key)
    keysets.rotate(wrapped_file, "indexes", kms_key)
    keysets.reopened_keysets()
    assert not vault.is_current(old)
    assert vault.unseal(old, "parcels.consignee", "row-1") == "林小满"
    assert vault.all_openid_indexes("o-1")[1] == index


def test_keysets_swapped_in_their_file_open_nothing(wrapped_file: Path):
    content = json.loads(wrapped_file.read_text())
    wrapped_file.write_text(json.dumps({"values": content["indexes"], "indexes": content["values"]}))
    keysets.reopened_keysets()
    with pytest.raises(Unavailable) as refusal:
        vault.seal("林小满", "parcels.consignee", "row-1")
    assert refusal.value.code == "KEYSET_UNAVAILABLE"


def test_another_kms_key_opens_nothing(wrapped_file: Path, monkeypatch: pytest.MonkeyPatch):
    other = boto3.client("kms").create_key()["KeyMetadata"]["Arn"]
    monkeypatch.setenv("KEYSET_KMS_KEY", other)
    settings.cache_clear()
    with pytest.raises(Unavailable) as refusal:
        vault.seal("林小满", "parcels.consignee", "row-1")
    assert refusal.value.code == "KEYSET_UNAVAILABLE"


@pytest.mark.parametrize("name", ["alias/data-key", "arn:aws:kms"])
def test_a_key_name_that_says_no_region_is_a_coded_refusal_where_there_is_none(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    for variable in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)  # the one of earlier tests remembers their region
    with pytest.raises(Unavailable) as refusal:
        keysets.create_keyset_file(tmp_path / "keyset.json", name)
    assert refusal.value.code == "KEYSET_UNAVAILABLE"
    assert not (tmp_path / "keyset.json").exists()


def test_a_kms_that_does_not_answer_is_a_coded_refusal(wrapped_file: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    keysets.reopened_keysets()
    with pytest.raises(Unavailable) as refusal:
        vault.openid_index("o-1")
    assert refusal.value.code == "KEYSET_UNAVAILABLE"
