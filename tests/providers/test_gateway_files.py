"""The files gateway against the local bucket, and the signed form as S3 would read it."""

import base64
import hashlib
import hmac
import json
import secrets
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from logistics.domain.faults import Conflict, Unavailable
from logistics.gateways import files

pytestmark = pytest.mark.usefixtures("variables")

CONTENT = b"\x89PNG\r\n\x1a\n" + b"drawing" * 30


@pytest.fixture
def key() -> str:
    """A key that no other test uses."""
    return f"proofs/test/{secrets.token_hex(8)}.png"


def put(key: str, content: bytes = CONTENT) -> None:
    form = files.upload_form(key, "image/png", len(content), 60)
    answer = requests.post(form.url, data=dict(form.fields), files={"file": content}, timeout=10)
    assert answer.status_code in (200, 201, 204), answer.text


def test_the_policy_names_bucket_key_type_size_and_end(key: str) -> None:
    form = files.upload_form(key, "image/png", 1234, 600)
    policy = json.loads(base64.b64decode(form.fields["policy"]))
    bucket = urlsplit(form.url).path.strip("/")
    for condition in (
        {"bucket": bucket},
        {"key": f"incoming/{key}"},
        {"Content-Type": "image/png"},
        ["content-length-range", 1234, 1234],
    ):
        assert condition in policy["conditions"]
    assert 590 < (datetime.fromisoformat(policy["expiration"]) - datetime.now(UTC)).total_seconds() <= 600
    signed = {name for condition in policy["conditions"] if isinstance(condition, dict) for name in condition}
    assert form.fields.keys() - {"policy", "x-amz-signature"} <= signed, "S3 refuses fields that no condition names"


def test_the_form_is_signed_with_version_four(key: str, variables: dict[str, str]) -> None:
    """Computed here step by step from the S3 documentation (sigv4-post): newer buckets know no other signature."""
    fields = files.upload_form(key, "image/png", 1, 60).fields
    assert fields["x-amz-algorithm"] == "AWS4-HMAC-SHA256"
    signing = f"AWS4{variables['AWS_SECRET_ACCESS_KEY']}".encode()
    for part in fields["x-amz-credential"].split("/")[1:]:
        signing = hmac.digest(signing, part.encode(), hashlib.sha256)
    assert hmac.new(signing, fields["policy"].encode(), hashlib.sha256).hexdigest() == fields["x-amz-signature"]


def test_phones_are_sent_to_the_address_they_know(key: str, setting: Any) -> None:
    setting(FILES_PUBLIC_URL="https://files.example.test")
    assert files.upload_form(key, "image/png", 1, 60).url.startswith("https://files.example.test/")
    shown = urlsplit(files.view_url(key, 300))
    assert (shown.scheme, shown.hostname) == ("https", "files.example.test")
    assert parse_qs(shown.query)["X-Amz-Expires"] == ["300"]


def test_an_upload_is_looked_at_kept_and_shown(key: str) -> None:
    put(key)
    arrived = files.look_at(key, len(CONTENT))
    assert arrived is not None
    assert (arrived.size, arrived.content_type, arrived.content) == (len(CONTENT), "image/png", CONTENT)
    assert abs((datetime.now(UTC) - arrived.arrived_at).total_seconds()) < 60
    files.keep(key, arrived)
    answer = requests.get(files.view_url(key, 60), timeout=10)
    assert (answer.content, answer.headers["content-type"]) == (CONTENT, "image/png")


def test_a_file_that_is_not_there_is_none(key: str) -> None:
    assert files.look_at(key, 10) is None


def test_of_a_file_too_large_only_the_headers_are_read(key: str) -> None:
    put(key)
    arrived = files.look_at(key, len(CONTENT) - 1)
    assert arrived is not None
    assert (arrived.size, arrived.content) == (len(CONTENT), b"")


def test_what_was_looked_at_is_kept_whatever_was_uploaded_since(key: str) -> None:
    put(key)
    arrived = files.look_at(key, len(CONTENT))
    put(key, CONTENT[::-1])
    assert arrived is not None
    files.keep(key, arrived)
    assert requests.get(files.view_url(key, 60), timeout=10).content == CONTENT


def test_a_bucket_that_is_not_there_is_refused_for_a_person_to_look_at(key: str, setting: Any) -> None:
    setting(BUCKET="no-such-bucket")
    with pytest.raises(Conflict) as refusal:
        files.look_at(key, 10)
    assert refusal.value.details == {"provider": "files", "provider_code": "NoSuchBucket"}


def test_storage_that_does_not_answer_is_unavailable(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from logistics.gateways.aws import aws

    arrived = files.ArrivedFile(1, "image/png", b"x", datetime.now(UTC))
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    aws.cache_clear()
    try:
        for attempt in (lambda: files.look_at(key, 10), lambda: files.keep(key, arrived)):
            with pytest.raises(Unavailable) as refusal:
                attempt()
            assert refusal.value.code == "PROVIDER_UNAVAILABLE"
    finally:
        monkeypatch.undo()
        aws.cache_clear()
