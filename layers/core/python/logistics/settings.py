"""The only reader of the environment: typed, checked, read on first use and never at import.

Every field `name` is read from the variable `NAME`; an unset variable keeps the default below.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from urllib.parse import urlsplit

from logistics.domain.faults import Unavailable

_PROVIDERS = (
    "wechat_base_url",
    "wechat_pay_base_url",
    "sms_base_url",
    "faceid_base_url",
    "virtual_numbers_base_url",
    "maps_base_url",
)
_LOOPBACK = ("127.", "localhost", "[::1]", "::1", "0.0.0.0")


@dataclass(frozen=True)
class Settings:
    """What a deployment decides. Addresses of providers have their public hosts as defaults."""

    stage: str = "production"  # development | test | production
    triggers: frozenset[str] = frozenset({"http", "invoke", "queue", "schedule", "socket"})
    platform_context: str = ""  # "tencent": believe the OPENID in the function's own context

    mongodb_uri: str = ""
    mongodb_timeout_ms: int = 5_000
    redis_url: str = ""
    signing_key: str = ""  # authenticates queue messages, digests remembered requests
    schedule_key: str = ""  # a schedule's static input carries it

    topic_arn: str = ""  # unset: nothing is published in the call, relay's sweep does it all
    wake_queue_url: str = ""
    queue_url_prefix: str = ""  # a consuming function's queue is <prefix><function>.fifo
    connections_url: str = ""  # where WebSockets are pushed to (@connections); unset: watchers have to ask
    bucket: str = ""
    files_public_url: str = ""  # what a phone posts uploads to, when it is not the bucket's own host

    keyset_file: str = ""
    keyset_kms_key: str = ""
    keyset_ciphertext_file: str = ""

    wechat_base_url: str = "https://api.weixin.qq.com"
    wechat_appid: str = ""
    wechat_secret: str = ""
    wechat_miniprogram_state: str = "formal"
    wechat_logistics_type: int = 3  # of shipping information: 1 express (with the company's code), 3 a service
    wechat_express_company: str = ""
    wechat_pay_base_url: str = "https://api.mch.weixin.qq.com"
    wechat_pay_mchid: str = ""
    wechat_pay_serial: str = ""  # of the merchant's certificate
    wechat_pay_private_key: str = ""  # PEM, its line ends written as \\n; or in a file:
    wechat_pay_private_key_file: str = ""
    wechat_pay_api_v3_key: str = ""
    wechat_pay_public_keys: str = ""  # "PUB_KEY_ID_x=<base64 of the DER, or a file .pem>", with blanks between
    wechat_pay_notify_url: str = ""
    tencent_secret_id: str = ""
    tencent_secret_key: str = ""
    tencent_region: str = "ap-guangzhou"
    sms_base_url: str = "https://sms.tencentcloudapi.com"
    sms_app_id: str = ""
    sms_sign_name: str = ""
    ocr_engine: str = "wechat"  # rapidocr: in the function's own container image
    faceid_base_url: str = "https://faceid.tencentcloudapi.com"
    virtual_numbers_base_url: str = "https://npp.tencentcloudapi.com"
    virtual_numbers_app_id: str = ""  # unset: there are none, couriers see whom they visit in clear
    maps_base_url: str = "https://apis.map.qq.com"
    maps_key: str = ""
    maps_sk: str = ""  # the key's secret for signatures
    maps_routes_a_day: int = 5_000  # what all functions together may ask the map's matrix, and its ways; 0: nothing
    maps_routes_a_second: int = 5
    map_page_key: str = ""  # Tencent's for maps in a browser, limited to our domain: everybody can read it
    map_page_tiles: str = ""  # without that key: "https://tiles.example.com/{z}/{x}/{y}.png"; neither: no streets
    provider_timeout_ms: int = 3_000
    provider_templates: str = ""  # "tmpl_signed=<WeChat's id> 100001=<Tencent Cloud's id>": ours = the operator's

    waybill_prefix: str = "WB"
    quiet_hours: str = "22-8"  # Asia/Shanghai; messages that can wait until morning do ("0-0": none wait)
    default_credit_fen: int = 2_000_000  # what a customer without an agreed monthly account may owe; 0: nothing
    max_body_bytes: int = 256 * 1024

    def must(self, *names: str) -> None:
        """Unavailable SETTING_MISSING when a setting that this deployment needs is empty: no caller can mend it."""
        missing = [name.upper() for name in names if not getattr(self, name)]
        if missing:
            raise Unavailable("SETTING_MISSING", f"set {', '.join(missing)} in the environment")

    @property
    def lends_numbers(self) -> bool:
        """Whether calls between strangers go through virtual numbers here."""
        return bool(self.virtual_numbers_app_id)

    def provider_template(self, name: str) -> str:
        """The operator's own id for one of our message templates; the name itself where none is set."""
        return dict(pair.split("=", 1) for pair in self.provider_templates.split() if "=" in pair).get(name, name)


@cache
def settings() -> Settings:
    """This process's settings; tests clear the cache after changing the environment."""
    return read_settings(os.environ)


def read_settings(env: Mapping[str, str]) -> Settings:
    """Settings from an environment; refuses a provider on loopback outside development and tests."""
    values: dict[str, object] = {}
    for field in fields(Settings):
        if (text := env.get(field.name.upper())) is not None and text != "":
            values[field.name] = _value(field.name, text)
    read = Settings(**values)  # type: ignore[arg-type]
    if read.stage not in ("development", "test"):
        _refuse_loopback(read)
    return read


def _value(name: str, text: str) -> object:
    default = getattr(Settings, name)
    if isinstance(default, frozenset):
        return frozenset(text.split())
    if isinstance(default, int):
        if not text.isdigit():
            raise Unavailable("SETTING_INVALID", f"{name.upper()} must be a whole number")
        return int(text)
    return text


def _refuse_loopback(read: Settings) -> None:
    for name in _PROVIDERS:
        host = urlsplit(getattr(read, name)).hostname or ""
        if host.startswith(_LOOPBACK):
            why = f"{name.upper()} points at a stand-in; set STAGE=development to allow it"
            raise Unavailable("SETTING_INVALID", why)
