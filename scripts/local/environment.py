"""The variables by which the functions find the local cloud, the same for scripts/up, the tests and the benches."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

from scripts.sandbox.accounts import Accounts

ROOT = Path(__file__).resolve().parents[2]
LAYER = ROOT / "layers/core/python"
_NOBODY = "http://127.0.0.1:9"  # nothing listens there: whoever has no front hands notifications over by hand


def function_environment(
    servers: Mapping[str, str],
    names: Mapping[str, str],
    data: Path,
    stage: str = "development",
    *,
    front: str = _NOBODY,
) -> dict[str, str]:
    """Settings of every function: `servers` as ServerSet.environment() tells them, `names` as Cloud.names does.

    Keys and the keyset are made once and kept under `data`, so that what was sealed stays readable. `front` is where
    the HTTP API is reached: payment notifications go there. The payment keys are the sandbox's own, asked of it.
    """
    accounts = Accounts()
    sandbox = servers["SANDBOX_URL"]
    return {
        **{name: value for name, value in servers.items() if name != "SANDBOX_URL"},
        **_secrets(data),
        "STAGE": stage,
        "KEYSET_FILE": str(_keyset(data)),
        "TOPIC_ARN": names["EventsTopic"],
        "WAKE_QUEUE_URL": names["WakeQueue"],
        "QUEUE_URL_PREFIX": names["WakeQueue"].removesuffix("wake"),
        "BUCKET": names["FilesBucket"],
        "WECHAT_BASE_URL": sandbox,
        "WECHAT_APPID": accounts.appid,
        "WECHAT_SECRET": accounts.app_secret,
        "TENCENT_SECRET_ID": accounts.secret_id,
        "TENCENT_SECRET_KEY": accounts.secret_key,
        "SMS_BASE_URL": sandbox,
        "SMS_APP_ID": accounts.sms_app_id,
        "SMS_SIGN_NAME": accounts.sms_sign_name,
        "OCR_ENGINE": "rapidocr",
        "FACEID_BASE_URL": sandbox,
        "VIRTUAL_NUMBERS_BASE_URL": sandbox,
        "VIRTUAL_NUMBERS_APP_ID": accounts.virtual_numbers_app_id,
        "MAPS_BASE_URL": sandbox,
        "MAPS_KEY": accounts.maps_key,
        "MAPS_SK": accounts.maps_sk,
        "WECHAT_PAY_BASE_URL": sandbox,
        "WECHAT_PAY_NOTIFY_URL": f"{front}/payments/notifications",
        **_payment_keys(sandbox),
        "QUIET_HOURS": "0-0",  # whoever tries things out at night wants to see the messages
        "DEFAULT_CREDIT_FEN": str(10**11),  # whoever tries things out orders more than a shop in a month
        "PYTHONPATH": str(LAYER),
    }


def _payment_keys(sandbox: str) -> dict[str, str]:
    """What the merchant's console of the sandbox hands out; it made them at its first start."""
    direct = build_opener(ProxyHandler({}))
    with direct.open(f"{sandbox}/_sandbox/wechat-pay/merchant", timeout=10) as answer:
        told: dict[str, str] = json.load(answer)
    return told


def _secrets(data: Path) -> dict[str, str]:
    """SIGNING_KEY and SCHEDULE_KEY of this data folder."""
    file = data / "secrets.json"
    if not file.exists():
        data.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(json.dumps({name: secrets.token_hex(32) for name in ("SIGNING_KEY", "SCHEDULE_KEY")}))
    read: dict[str, str] = json.loads(file.read_text())
    return read


def _keyset(data: Path) -> Path:
    from logistics.privacy.keysets import create_keyset_file

    file = data / "keyset.json"
    if not file.exists():
        create_keyset_file(file)
    return file
