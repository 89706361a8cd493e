"""OCR of printed text: what a photo says is registered beforehand, since nothing here can read."""

import hashlib
import json
from email import message_from_bytes
from email.policy import HTTP

from scripts.sandbox.controls import ControlError, text_field, whole_field
from scripts.sandbox.state import State
from scripts.sandbox.wechat import errors
from scripts.sandbox.wechat.errors import WeChatError
from scripts.sandbox.wire import Json, Request

_LARGEST_PHOTO = 2 * 1024 * 1024
_LINE_HEIGHT_PX = 40
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")


class PrintedText:
    """/cv/ocr/comm: takes a photo as a multipart file, answers its lines; the daily quota starts without a limit."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._left: int | None = None

    def register(self, payload: Json) -> Json:
        """Control: what a photo says {"sha256", "lines": [text, …]}; a photo nobody registered has no text."""
        digest, lines = text_field(payload, "sha256"), payload.get("lines")
        if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
            raise ControlError("lines must be a list of texts")
        with self._state.transaction() as connection:
            connection.execute(
                "INSERT INTO photo_texts (sha256, lines) VALUES (?, ?)"
                " ON CONFLICT (sha256) DO UPDATE SET lines = excluded.lines",
                (digest, json.dumps(lines)),
            )
        return {"sha256": digest}

    def limit(self, payload: Json) -> Json:
        """Control: how many photos are left for today {"left"}; the next one is refused as 45009."""
        self._left = whole_field(payload, "left", 0)
        return {"left": self._left}

    def read(self, request: Request) -> Json:
        """POST /cv/ocr/comm with the multipart field img."""
        if request.query.get("img_url"):
            raise WeChatError(errors.PHOTO_NOT_FETCHED)  # the sandbox fetches nothing from anywhere
        photo = _file(request)
        if photo is None:
            raise WeChatError(errors.PHOTO_MISSING)
        if len(photo) > _LARGEST_PHOTO or not photo.startswith(_PICTURES):
            raise WeChatError(errors.PHOTO_INVALID)
        self._spend()
        with self._state.transaction() as connection:
            digest = hashlib.sha256(photo).hexdigest()
            row = connection.execute("SELECT lines FROM photo_texts WHERE sha256 = ?", (digest,)).fetchone()
        lines = json.loads(row["lines"]) if row else []
        items = [{"text": text, "pos": _position(number, text)} for number, text in enumerate(lines)]
        return {"items": items, "img_size": {"w": 1000, "h": _LINE_HEIGHT_PX * max(2 * len(lines), 1)}}

    def _spend(self) -> None:
        if self._left is None:
            return
        if self._left == 0:
            raise WeChatError(errors.QUOTA_EXCEEDED)
        self._left -= 1


def _position(number: int, text: str) -> Json:
    """Where a line stands: one below the other, as wide as its characters."""
    top, right = float(2 * number * _LINE_HEIGHT_PX), float(_LINE_HEIGHT_PX * len(text))
    bottom = top + _LINE_HEIGHT_PX
    corners = {
        "left_top": (0.0, top),
        "right_top": (right, top),
        "right_bottom": (right, bottom),
        "left_bottom": (0.0, bottom),
    }
    return {name: {"x": x, "y": y} for name, (x, y) in corners.items()}


def _file(request: Request) -> bytes | None:
    """The content of the multipart field img, None without one."""
    head = f"Content-Type: {request.headers.get('content-type', '')}\r\n\r\n".encode()
    message = message_from_bytes(head + request.body, policy=HTTP)
    for part in message.iter_parts() if message.is_multipart() else ():
        if part.get_param("name", header="content-disposition") == "img":
            content = part.get_payload(decode=True)
            return content if isinstance(content, bytes) else None
    return None
