"""A photo of an address: granted, sent by the phone, looked at, read once and thrown away."""

import hashlib

from functions.parse_address.judging import Verdict, judge
from functions.parse_address.pages import page_of
from functions.parse_address.schemas import ParseAddress, RequestPhoto
from logistics.domain.faults import Conflict, Fault, Forbidden, Invalid, NotFound
from logistics.domain.pictures import media_type, sides_px
from logistics.domain.roles import Role
from logistics.gateways import files
from logistics.gateways.ocr import Limits
from logistics.runtime.context import Context
from logistics.runtime.logs import log_failure
from logistics.runtime.ocr import ocr_engine, photo_limits
from logistics.runtime.uploads import EXTENSIONS, Grant, make_grant
from logistics.store import limits
from logistics.store.photos import Photo, await_photo, awaited_photo, forget_photo

SENDERS = frozenset({Role.CUSTOMER, Role.MERCHANT})
_PHOTOS_AN_HOUR, _HOUR_S = 60, 3_600
_LONGEST_STRIP = 20  # times its width: no address stands on such a sliver, and engines fail on it


def request_photo(command: RequestPhoto, ctx: Context) -> Grant:
    """Let the caller send one photo, which may then be read once.

    Raises Invalid PHOTO_TOO_LARGE (most_bytes=) and Forbidden PHOTOS_EXCEEDED (retry_after_s=).
    """
    most_bytes = photo_limits().most_bytes
    if command.size_bytes > most_bytes:
        raise Invalid("PHOTO_TOO_LARGE", "照片太大，请压缩后再上传", most_bytes=most_bytes)
    if not limits.hit("photos", ctx.actor.id, _PHOTOS_AN_HOUR, _HOUR_S):
        raise Forbidden("PHOTOS_EXCEEDED", "拍照识别次数过多，请稍后再试或手动填写", retry_after_s=_HOUR_S)
    key = f"addresses/{ctx.new_id()}.{EXTENSIONS[command.content_type]}"
    grant = make_grant(key, command.content_type, command.size_bytes, ctx.now)
    photo = Photo(key, ctx.actor.id, command.content_type, command.size_bytes, command.sha256)
    await_photo(photo, grant.expires_at, ctx.now)
    return grant


def read_photo(command: ParseAddress, ctx: Context) -> Verdict | None:
    """The outside step of parse_address: read the photo it names; None when it brings a text.

    Raises NotFound PHOTO_NOT_FOUND, Conflict PHOTO_MISSING, Invalid PHOTO_UNREADABLE and PHOTO_TOO_LARGE, and
    Unavailable when the engine cannot work now; only then the photo stays to be read again.
    """
    if not command.image_key:
        return None
    ctx.actor.require(SENDERS)
    photo = awaited_photo(command.image_key, ctx.actor.id)
    if photo is None:
        raise NotFound("PHOTO_NOT_FOUND", "没有找到这张照片，请重新拍照上传")
    try:
        lines = ocr_engine().read(_content(photo, photo_limits()))
    except Invalid:
        _throw_away(photo)
        raise
    _throw_away(photo)
    return judge(page_of(lines))


def _content(photo: Photo, most: Limits) -> bytes:
    """The picture as it arrived, if it is what was announced and nothing that unpacks beyond measure."""
    arrived = files.look_at(photo.key, photo.size)
    if arrived is None:
        raise Conflict("PHOTO_MISSING", "照片尚未上传成功，请重新上传")
    content = arrived.content
    right = photo.content_type == arrived.content_type == media_type(content) and arrived.size == photo.size
    if not right or photo.sha256 not in ("", hashlib.sha256(content).hexdigest()):
        raise Invalid("PHOTO_UNREADABLE", "无法识别这张图片，请重新拍照上传")
    one, other = sides_px(content)
    if not one * other or max(one, other) > _LONGEST_STRIP * min(one, other):
        raise Invalid("PHOTO_UNREADABLE", "无法识别这张图片，请重新拍照上传")
    if one * other > most.most_pixels:
        raise Invalid("PHOTO_TOO_LARGE", "照片尺寸太大，请压缩后再上传", most_pixels=most.most_pixels)
    return content


def _throw_away(photo: Photo) -> None:
    """A photo of an address is personal data; should the bucket not answer, its lifecycle removes the file."""
    forget_photo(photo.key)
    try:
        files.discard(photo.key)
    except Fault as error:
        log_failure("photo_not_removed", error)
