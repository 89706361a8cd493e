"""The pinned WeChat Pay SDK, led to the sandbox, and requests signed by hand for what an SDK would never send."""

import base64
import json
import secrets
import time
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import requests
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from wechatpayv3 import WeChatPay, WeChatPayType

from tests.providers.sandbox_process import SandboxProcess

APPID = "wx0000000000000001"
NOTIFY_URL = "http://127.0.0.1:9/payments/notifications"


@dataclass
class Merchant:
    """The sandbox's merchant as its console would show it."""

    url: str
    mchid: str
    serial: str
    private_key: str
    api_v3_key: str
    public_key_id: str
    public_key: str
    http: requests.Session = field(default_factory=requests.Session)

    @cached_property
    def _key(self) -> rsa.RSAPrivateKey:
        key = serialization.load_pem_private_key(self.private_key.encode(), None)
        assert isinstance(key, rsa.RSAPrivateKey)
        return key

    def sdk(self) -> Any:
        """The vendor's client in public-key mode."""
        client = WeChatPay(
            WeChatPayType.JSAPI,
            mchid=self.mchid,
            private_key=self.private_key,
            cert_serial_no=self.serial,
            apiv3_key=self.api_v3_key,
            appid=APPID,
            notify_url=NOTIFY_URL,
            public_key=self.public_key,
            public_key_id=self.public_key_id,
            timeout=(3, 10),
        )
        client._core._gate_way = self.url
        return client

    def sign(self, message: str) -> str:
        """The merchant's own signature, base64."""
        return base64.b64encode(self._key.sign(message.encode(), padding.PKCS1v15(), hashes.SHA256())).decode()

    def authorization(self, method: str, target: str, body: str, **changes: str) -> str:
        """The header of a request; `changes` replace its parts after the signature was made."""
        stamp = changes.pop("signed_at", str(int(time.time())))
        nonce = changes.pop("signed_nonce", secrets.token_hex(16))
        parts = {
            "mchid": self.mchid,
            "nonce_str": nonce,
            "timestamp": stamp,
            "serial_no": self.serial,
            "signature": self.sign(f"{method}\n{target}\n{stamp}\n{nonce}\n{body}\n"),
        } | changes
        return "WECHATPAY2-SHA256-RSA2048 " + ",".join(f'{name}="{value}"' for name, value in parts.items())

    def send(self, method: str, target: str, body: Any = None, **changes: str) -> requests.Response:
        """One signed request, as it stands."""
        text = "" if body is None else json.dumps(body)
        headers = {
            "Authorization": self.authorization(method, target, text, **changes),
            "Accept": "application/json",
            "Content-Type": "application/json",
        }
        return self.http.request(method, self.url + target, data=text or None, headers=headers, timeout=10)

    def genuine(self, headers: Any, body: bytes) -> bool:
        """Whether the platform's key signed this body under these headers."""
        message = f"{headers['Wechatpay-Timestamp']}\n{headers['Wechatpay-Nonce']}\n".encode() + body + b"\n"
        key = serialization.load_pem_public_key(self.public_key.encode())
        assert isinstance(key, rsa.RSAPublicKey)
        signature = base64.b64decode(headers["Wechatpay-Signature"])
        key.verify(signature, message, padding.PKCS1v15(), hashes.SHA256())
        return bool(headers["Wechatpay-Serial"] == self.public_key_id)


def merchant_of(sandbox: SandboxProcess) -> Merchant:
    """What the console of this sandbox hands out."""
    told = requests.get(f"{sandbox.url}/_sandbox/wechat-pay/merchant", timeout=10).json()
    key_id, _, der = told["WECHAT_PAY_PUBLIC_KEYS"].partition("=")
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    public = serialization.load_der_public_key(base64.b64decode(der))
    return Merchant(
        sandbox.url,
        told["WECHAT_PAY_MCHID"],
        told["WECHAT_PAY_SERIAL"],
        told["WECHAT_PAY_PRIVATE_KEY"].replace("\\n", "\n"),
        told["WECHAT_PAY_API_V3_KEY"],
        key_id,
        public.public_bytes(serialization.Encoding.PEM, form).decode(),
    )


def number() -> str:
    """An order number no other test uses."""
    return f"WB{secrets.token_hex(8)}"


def order_body(merchant: Merchant, out_trade_no: str, /, **changes: Any) -> dict[str, Any]:
    """A complete JSAPI order of 12.00 yuan."""
    return {
        "appid": APPID,
        "mchid": merchant.mchid,
        "description": "运费",
        "out_trade_no": out_trade_no,
        "notify_url": NOTIFY_URL,
        "amount": {"total": 1200, "currency": "CNY"},
        "payer": {"openid": "o-payer-1"},
    } | changes
