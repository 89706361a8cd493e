"""Files that a command sends: straight into the bucket, as any client does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import requests

from scripts.admin_cli.desk import Desk
from scripts.admin_cli.faults import Misused, Unreachable

_PICTURES = {".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".webp": "image/webp"}


def read_file(file: Path) -> bytes:
    """The content of a file that was named on the command line."""
    try:
        return file.read_bytes()
    except OSError as error:
        raise Misused(f"{file} cannot be read: {error.strerror}") from error


def send_file(grant: dict[str, Any], content: bytes) -> None:
    """Post the form that was granted."""
    try:
        answer = requests.post(grant["url"], data=grant["fields"], files={"file": content}, timeout=30)
        answer.raise_for_status()
    except requests.RequestException as error:
        raise Unreachable(f"the bucket: {type(error).__name__}") from error


def send_pictures(here: Desk, waybill_no: str, files: list[Path]) -> list[str]:
    """The keys of pictures that are proofs of a parcel now."""
    about = {"waybill_no": waybill_no, "kind": "photo"}
    keys = [_sent(here, "sign", "request_upload", about, file) for file in files]
    here.change("sign", "confirm_upload", {"waybill_no": waybill_no, "keys": keys})
    return keys


def send_slip(here: Desk, file: Path) -> str:
    """The key of a photo of a bank slip, uploaded for a deposit."""
    return _sent(here, "collect_cod", "request_deposit_slip", {}, file)


def _sent(here: Desk, function: str, action: str, about: dict[str, Any], file: Path) -> str:
    kind = _PICTURES.get(file.suffix.lower())
    if kind is None:
        raise Misused(f"{file} is no picture: .jpg, .png or .webp")
    content = read_file(file)
    grant = here.read(function, action, about | {"content_type": kind, "size": len(content)})
    send_file(grant, content)
    return str(grant["key"])
