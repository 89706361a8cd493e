"""A hand-written TC3 signer, so that a test can sign what the SDK would never send."""

import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import requests

SECRET_ID = "AKIDsandbox000000001"
SECRET_KEY = "sandbox-secret-key"


@dataclass
class SignedCall:
    """One call to IdCardVerification; each field may be spoilt before it is sent."""

    secret_id: str = SECRET_ID
    secret_key: str = SECRET_KEY
    service: str = "faceid"
    age_s: int = 0
    content_type: str = "application/json; charset=utf-8"
    version: str = "2018-03-01"
    action: str = "IdCardVerification"
    sent_body: bytes | None = None
    authorization: str | None = None

    def send(self, url: str) -> dict[str, Any]:
        """Sign and send; returns the content of `Response`."""
        body = json.dumps({"IdCard": "110101199003074477", "Name": "林小满"}).encode()
        stamp = int(time.time()) - self.age_s
        host = url.removeprefix("http://")
        headers = {
            "Host": host,
            "Content-Type": self.content_type,
            "X-TC-Action": self.action,
            "X-TC-Version": self.version,
            "X-TC-Timestamp": str(stamp),
            "X-TC-Region": "ap-guangzhou",
            "Authorization": self.authorization or self._authorization(stamp, host, body),
        }
        answer = requests.post(url, data=self.sent_body or body, headers=headers, timeout=10)
        assert answer.status_code == 200
        return dict(answer.json()["Response"])

    def _authorization(self, stamp: int, host: str, body: bytes) -> str:
        date = datetime.fromtimestamp(stamp, UTC).strftime("%Y-%m-%d")
        scope = f"{date}/{self.service}/tc3_request"
        canonical = "\n".join(
            [
                "POST",
                "/",
                "",
                f"content-type:{self.content_type}",
                f"host:{host}",
                "",
                "content-type;host",
                hashlib.sha256(body).hexdigest(),
            ]
        )
        to_sign = f"TC3-HMAC-SHA256\n{stamp}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
        date_key = _hmac(f"TC3{self.secret_key}".encode(), date)
        signing_key = _hmac(_hmac(date_key, self.service), "tc3_request")
        signature = _hmac(signing_key, to_sign).hex()
        signed = "SignedHeaders=content-type;host"
        return f"TC3-HMAC-SHA256 Credential={self.secret_id}/{scope}, {signed}, Signature={signature}"


def _hmac(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode(), hashlib.sha256).digest()
