"""A notification of WeChat Pay opened with nothing but the library of ciphers: APIv3, public-key mode."""

from __future__ import annotations

import json
import os
from base64 import b64decode
from collections.abc import Mapping
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key


def opened(headers: Mapping[str, str], body: bytes) -> dict[str, Any]:
    """What the notification says; raises InvalidSignature and InvalidTag."""
    signed = f"{headers['Wechatpay-Timestamp']}\n{headers['Wechatpay-Nonce']}\n".encode() + body + b"\n"
    key, aead = _keys()
    key.verify(b64decode(headers["Wechatpay-Signature"]), signed, PKCS1v15(), SHA256())
    sealed = json.loads(body)["resource"]
    plain = aead.decrypt(sealed["nonce"].encode(), b64decode(sealed["ciphertext"]), sealed["associated_data"].encode())
    said: dict[str, Any] = json.loads(plain)
    return said


@cache
def _keys() -> tuple[RSAPublicKey, AESGCM]:
    der = b64decode(os.environ["WECHAT_PAY_PUBLIC_KEYS"].split()[0].partition("=")[2])
    key = load_der_public_key(der)
    if not isinstance(key, RSAPublicKey):
        raise ValueError("the platform signs with RSA")
    return key, AESGCM(os.environ["WECHAT_PAY_API_V3_KEY"].encode())
