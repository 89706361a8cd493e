"""Subscribe messages: one accepted subscription is exactly one send."""

import secrets
import sqlite3

from scripts.sandbox import messages
from scripts.sandbox.catalogue import Catalogue
from scripts.sandbox.controls import ControlError, text_field, whole_field
from scripts.sandbox.state import State
from scripts.sandbox.wechat import errors
from scripts.sandbox.wechat.errors import WeChatError
from scripts.sandbox.wechat.fields import fits
from scripts.sandbox.wechat.login import know_user
from scripts.sandbox.wire import Json, Request

_STATES = frozenset({"developer", "trial", "formal"})
_LANGUAGES = frozenset({"zh_CN", "en_US", "zh_HK", "zh_TW"})


class SubscribeMessages:
    """The users' accepted subscriptions and the sends that use them up."""

    def __init__(self, state: State, catalogue: Catalogue) -> None:
        self._state = state
        self._catalogue = catalogue

    def accept(self, payload: Json) -> Json:
        """Control: a user accepts {"openid", "template_id", "count"? (1)} more sends → {"remaining"}."""
        openid, template_id = text_field(payload, "openid"), text_field(payload, "template_id")
        if template_id not in self._catalogue.message_fields:
            raise ControlError("template_id is not in the catalogue")
        count = whole_field(payload, "count", 1)
        with self._state.transaction() as connection:
            know_user(connection, openid)
            row = connection.execute(
                "INSERT INTO subscriptions (openid, template_id, remaining) VALUES (?, ?, ?)"
                " ON CONFLICT DO UPDATE SET remaining = remaining + excluded.remaining RETURNING remaining",
                (openid, template_id, count),
            ).fetchone()
        return {"remaining": row["remaining"]}

    def send(self, request: Request) -> Json:
        """POST /cgi-bin/message/subscribe/send: check everything first, then spend one subscription."""
        if not request.body:
            raise WeChatError(errors.BODY_EMPTY)
        asked = request.json_object()
        if asked is None:
            raise WeChatError(errors.BODY_MALFORMED)
        openid, template_id = asked.get("touser"), asked.get("template_id")
        if not isinstance(openid, str) or not openid:
            raise WeChatError(errors.OPENID_INVALID)
        if not isinstance(template_id, str) or template_id not in self._catalogue.message_fields:
            raise WeChatError(errors.TEMPLATE_INVALID)
        self._check_display(asked)
        values = self._checked_values(template_id, asked.get("data"))
        with self._state.transaction() as connection:
            _spend(connection, openid, template_id)
            number = messages.record(
                connection,
                kind="subscribe",
                provider="wechat",
                template=template_id,
                recipient=openid,
                fields=values,
            )
        return {"msgid": number * 10**9 + secrets.randbelow(10**9)}

    def _check_display(self, asked: Json) -> None:
        page = asked.get("page") or ""
        if not isinstance(page, str) or (page and page.split("?", 1)[0] not in self._catalogue.pages):
            raise WeChatError(errors.PAGE_INVALID)
        if asked.get("miniprogram_state", "formal") not in _STATES:
            raise WeChatError(errors.ARGUMENT_INVALID, "miniprogram_state invalid")
        if asked.get("lang", "zh_CN") not in _LANGUAGES:
            raise WeChatError(errors.ARGUMENT_INVALID, "lang invalid")

    def _checked_values(self, template_id: str, data: object) -> dict[str, str]:
        keys = self._catalogue.message_fields[template_id]
        if not isinstance(data, dict):
            raise WeChatError(errors.ARGUMENT_INVALID, "data invalid")
        if unknown := next((key for key in data if key not in keys), None):
            raise WeChatError(errors.ARGUMENT_INVALID, f"data.{unknown} is not in the template")
        return {key: self._checked_value(template_id, key, data.get(key)) for key in keys}

    def _checked_value(self, template_id: str, key: str, item: object) -> str:
        if not isinstance(item, dict) or item.get("value") in (None, ""):
            raise WeChatError(errors.ARGUMENT_INVALID, f"data.{key}.value is empty")
        value = str(item["value"])
        if not fits(key, value, self._catalogue.enum_values[template_id].get(key, frozenset())):
            raise WeChatError(errors.ARGUMENT_INVALID, f"data.{key}.value invalid")
        return value


def _spend(connection: sqlite3.Connection, openid: str, template_id: str) -> None:
    known = connection.execute("SELECT 1 FROM users WHERE openid = ?", (openid,)).fetchone()
    if known is None:
        raise WeChatError(errors.OPENID_INVALID)
    spent = connection.execute(
        "UPDATE subscriptions SET remaining = remaining - 1 WHERE openid = ? AND template_id = ? AND remaining > 0",
        (openid, template_id),
    )
    if spent.rowcount == 0:
        raise WeChatError(errors.NOT_SUBSCRIBED)
