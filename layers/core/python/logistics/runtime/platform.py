"""Tencent's function context: the platform's own word on who calls (wx.cloud.callFunction)."""

import json
from collections.abc import Mapping
from typing import Any

_CALLED_BY_WECHAT = ("wx_client", "wx_devtools")


def openid_of(context: Mapping[str, Any]) -> str:
    """The caller's OPENID, or "" when the call does not come from the mini-program itself.

    `environment` is a JSON text, `environ` the older "k=v;k=v" form (CloudBase's node SDK reads both).
    """
    values = _environment(context)
    source = str(values.get("TCB_SOURCE", "")).split(",")[-1]
    if not source.startswith(_CALLED_BY_WECHAT):
        return ""
    return str(values.get("WX_OPENID", ""))


def _environment(context: Mapping[str, Any]) -> Mapping[str, Any]:
    text = context.get("environment")
    if isinstance(text, str):
        try:
            values = json.loads(text)
        except ValueError:
            return {}
        return values if isinstance(values, dict) else {}
    pairs = (pair.partition("=") for pair in str(context.get("environ", "")).split(";"))
    return {name: value for name, _, value in pairs}
