"""Verification of the TC3-HMAC-SHA256 request signature."""

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import UTC, datetime

from scripts.sandbox.accounts import Accounts
from scripts.sandbox.tencent_cloud.errors import CloudError
from scripts.sandbox.wire import Request

_ALGORITHM = "TC3-HMAC-SHA256"
_LARGEST_SKEW_S = 300
_AUTHORIZATION = re.compile(
    rf"{_ALGORITHM} Credential=(?P<id>[^/,\s]+)/(?P<date>\d{{4}}-\d\d-\d\d)/(?P<service>[a-z0-9]+)/tc3_request,"
    r"\s*SignedHeaders=(?P<headers>[a-z0-9;-]+),\s*Signature=(?P<signature>[0-9a-f]{64})"
)


@dataclass(frozen=True)
class _Claim:
    secret_id: str
    date: str
    service: str
    headers: tuple[str, ...]
    signature: str

    @property
    def scope(self) -> str:
        return f"{self.date}/{self.service}/tc3_request"


def verify(request: Request, service: str, accounts: Accounts, now: float) -> None:
    """Refuse a request that this account did not sign for this service within five minutes of `now`."""
    claim = _claim(request)
    if claim.secret_id != accounts.secret_id:
        raise CloudError("AuthFailure.SecretIdNotFound", "The SecretId is not found.")
    stamp = request.headers.get("x-tc-timestamp", "")
    # Ten digits keep the date conversion below in range.
    if not re.fullmatch(r"\d{1,10}", stamp):
        raise CloudError("InvalidParameter", "X-TC-Timestamp must be a Unix time in seconds.")
    if abs(now - int(stamp)) > _LARGEST_SKEW_S:
        raise CloudError("AuthFailure.SignatureExpire", "The difference to the server time exceeds 5 minutes.")
    day = datetime.fromtimestamp(int(stamp), UTC).date().isoformat()
    if claim.date != day or claim.service != service:
        raise CloudError("AuthFailure.SignatureFailure", "The credential scope does not fit the request.")
    expected = _signature(request, claim, stamp, accounts.secret_key)
    if not hmac.compare_digest(expected, claim.signature):
        raise CloudError("AuthFailure.SignatureFailure", "The provided credentials could not be validated.")


def _claim(request: Request) -> _Claim:
    found = _AUTHORIZATION.fullmatch(request.headers.get("authorization", ""))
    if found is None:
        raise CloudError("AuthFailure.InvalidAuthorization", "The Authorization header is malformed.")
    headers = tuple(found["headers"].split(";"))
    if not {"content-type", "host"} <= set(headers):
        raise CloudError("AuthFailure.InvalidAuthorization", "content-type and host must be signed.")
    return _Claim(found["id"], found["date"], found["service"], headers, found["signature"])


def _signature(request: Request, claim: _Claim, stamp: str, secret_key: str) -> str:
    signed = "".join(f"{name}:{request.headers.get(name, '').strip().lower()}\n" for name in claim.headers)
    payload = hashlib.sha256(request.body).hexdigest()
    canonical = f"{request.method}\n/\n\n{signed}\n{';'.join(claim.headers)}\n{payload}"
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    key = f"TC3{secret_key}".encode()
    for part in (claim.date, claim.service, "tc3_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    return hmac.digest(key, f"{_ALGORITHM}\n{stamp}\n{claim.scope}\n{digest}".encode(), "sha256").hex()
