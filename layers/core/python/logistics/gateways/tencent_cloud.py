"""Tencent Cloud's API 3.0: requests signed with TC3-HMAC-SHA256 (cloud.tencent.com/document/api/382/52072)."""

import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import requests

from logistics.gateways.problems import never_arrived, refused, unavailable, was_cut
from logistics.settings import settings

_CONTENT_TYPE = "application/json; charset=utf-8"
_TRY_LATER = ("InternalError", "RequestLimitExceeded", "ResourceUnavailable", "ResourceInsufficient", "LimitExceeded")


def call(
    service: str, base_url: str, action: str, version: str, body: Mapping[str, Any], repeatable: bool = True
) -> dict[str, Any]:
    """One call; answers the "Response" object.

    A connection that breaks is tried once more, but one that is not `repeatable` only if the request certainly did
    not arrive. Raises Unavailable PROVIDER_UNAVAILABLE (maybe_done=) and Conflict PROVIDER_REFUSED (provider_code=).
    """
    text = json.dumps(body, ensure_ascii=False).encode()
    try:
        answer = _post(service, base_url, action, version, text)
    except requests.RequestException as error:
        if not (was_cut(error) and (repeatable or never_arrived(error))):
            raise unavailable(service, not never_arrived(error)) from None
        answer = _post_again(service, base_url, action, version, text)
    return _response(service, answer)


def authorization(service: str, host: str, at: int, body: bytes, secret_id: str, secret_key: str) -> str:
    """The Authorization header of a POST to "/" at the Unix time `at`."""
    head = f"content-type:{_CONTENT_TYPE}\nhost:{host}\n"
    canonical = f"POST\n/\n\n{head}\ncontent-type;host\n{hashlib.sha256(body).hexdigest()}"
    date = datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d")
    scope = f"{date}/{service}/tc3_request"
    to_sign = f"TC3-HMAC-SHA256\n{at}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    key = f"TC3{secret_key}".encode()
    for part in (date, service, "tc3_request"):
        key = hmac.digest(key, part.encode(), hashlib.sha256)
    signature = hmac.new(key, to_sign.encode(), hashlib.sha256).hexdigest()
    signed = "SignedHeaders=content-type;host"
    return f"TC3-HMAC-SHA256 Credential={secret_id}/{scope}, {signed}, Signature={signature}"


def _post(service: str, base_url: str, action: str, version: str, body: bytes) -> requests.Response:
    chosen = settings()
    chosen.must("tencent_secret_id", "tencent_secret_key")
    host, at = urlsplit(base_url).netloc, int(time.time())
    headers = {
        "Host": host,
        "Content-Type": _CONTENT_TYPE,
        "X-TC-Action": action,
        "X-TC-Version": version,
        "X-TC-Region": chosen.tencent_region,
        "X-TC-Timestamp": str(at),
        "Authorization": authorization(service, host, at, body, chosen.tencent_secret_id, chosen.tencent_secret_key),
    }
    limit_s = chosen.provider_timeout_ms / 1000
    return _connection().post(f"{base_url.rstrip('/')}/", data=body, headers=headers, timeout=limit_s)


def _post_again(service: str, base_url: str, action: str, version: str, body: bytes) -> requests.Response:
    try:
        return _post(service, base_url, action, version, body)
    except requests.RequestException as error:
        raise unavailable(service, not never_arrived(error)) from None


def _response(service: str, answer: requests.Response) -> dict[str, Any]:
    try:
        response = answer.json()["Response"]
        error = response.get("Error")
        code = error and str(error["Code"])
    except (ValueError, KeyError, TypeError, AttributeError):
        raise unavailable(service, maybe_done=True) from None
    if not code:
        return dict(response)
    if code.startswith(_TRY_LATER):
        raise unavailable(service, maybe_done=False)
    raise refused(service, code)


@cache
def _connection() -> requests.Session:
    return requests.Session()
