"""The APIv3 signature both ways: what a merchant's request must carry, what replies and notifications carry."""

import re
import secrets
import time

from scripts.sandbox.state import State
from scripts.sandbox.wechat_pay.errors import PayError
from scripts.sandbox.wechat_pay.keys import Keys
from scripts.sandbox.wire import Request

SCHEME = "WECHATPAY2-SHA256-RSA2048"
CLOCK_S = 300
_FIELD = re.compile(r'(\w+)="([^"]*)"')
_NEEDED = {"mchid", "nonce_str", "timestamp", "serial_no", "signature"}


def check(request: Request, keys: Keys, state: State) -> None:
    """SIGN_ERROR unless this merchant signed this very request within five minutes, and never sent it before."""
    scheme, _, rest = request.headers.get("authorization", "").partition(" ")
    told = dict(_FIELD.findall(rest))
    if scheme != SCHEME or set(told) != _NEEDED:
        raise PayError("SIGN_ERROR", "Http头Authorization值格式错误，请参考《微信支付商户REST API签名规则》")
    if told["mchid"] != keys.mchid:
        raise PayError("MCH_NOT_EXISTS", "商户号不存在")
    if told["serial_no"] != keys.serial:
        raise PayError("SIGN_ERROR", "商户证书序列号有误")
    if not told["timestamp"].isdigit() or abs(time.time() - int(told["timestamp"])) > CLOCK_S:
        raise PayError("SIGN_ERROR", "Http头Authorization中的timestamp与发起请求的时间不得超过5分钟")
    head = f"{request.method}\n{request.target}\n{told['timestamp']}\n{told['nonce_str']}\n"
    if not keys.merchant_signed(head.encode() + request.body + b"\n", told["signature"]):
        raise PayError("SIGN_ERROR", "签名错误，请检查后再试")
    _spend(told["nonce_str"], state)
    if not request.headers.get("user-agent") or not request.headers.get("accept"):
        raise PayError("PARAM_ERROR", "Http头缺少Accept或User-Agent")


def signed_headers(keys: Keys, body: bytes, at: float | None = None) -> dict[str, str]:
    """The platform's signature over a reply or a notification, as its five headers."""
    stamp, nonce = str(int(time.time() if at is None else at)), secrets.token_hex(16)
    return {
        "Wechatpay-Timestamp": stamp,
        "Wechatpay-Nonce": nonce,
        "Wechatpay-Signature": keys.sign(f"{stamp}\n{nonce}\n".encode() + body + b"\n"),
        "Wechatpay-Serial": keys.public_key_id,
        "Wechatpay-Signature-Type": SCHEME,
    }


def _spend(nonce: str, state: State) -> None:
    now = time.time()
    with state.transaction() as connection:
        connection.execute("DELETE FROM pay_nonces WHERE at < ?", (now - 2 * CLOCK_S,))
        fresh = connection.execute("INSERT OR IGNORE INTO pay_nonces (nonce, at) VALUES (?, ?)", (nonce, now))
    if fresh.rowcount == 0:
        raise PayError("SIGN_ERROR", "请求重放：nonce_str已使用过")
