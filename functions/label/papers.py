"""The page that proves a delivery (A4)."""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING

from functions.label.canvas import PdfCanvas
from functions.label.content import masked
from functions.label.fonts import wrapped
from logistics.domain.consignment import SignedKind
from logistics.domain.parcel import Parcel
from logistics.domain.shanghai import clock_text
from logistics.privacy.parties import Side, open_party

if TYPE_CHECKING:
    from PIL import Image

_WIDE, _TALL, _MARGIN = 210.0, 297.0, 20.0
_SIZE, _STEP = 4.5, 8.0
_KINDS = {SignedKind.SELF: "本人签收", SignedKind.PROXY: "他人代收", SignedKind.COUNTER: "网点自提"}
_PICTURE = 80.0  # mm, the most on either side; two stand beside one another
_MOST_PICTURES = 4
_PIXELS = 800  # on the longer side: 250 dpi


def proof_paper(parcel: Parcel, pictures: Sequence[bytes], now: datetime) -> bytes:
    """A PDF of one page: the facts of the delivery, both parties masked, then the pictures that prove it."""
    canvas = PdfCanvas(_WIDE, _TALL)
    canvas.page()
    canvas.text(_MARGIN, 18, 8, "签收凭证")
    y = 34.0
    for line in _lines(parcel, now):
        for part in wrapped(line, _SIZE, _WIDE - 2 * _MARGIN, 2):
            canvas.text(_MARGIN, y, _SIZE, part)
            y += _STEP
    for place, picture in enumerate(_readable(pictures)[:_MOST_PICTURES]):
        x = _MARGIN + (place % 2) * (_PICTURE + 10)
        canvas.picture(picture, x, y + 4 + place // 2 * (_PICTURE + 4), _PICTURE)
    return canvas.content()


def _readable(pictures: Sequence[bytes]) -> "list[Image.Image]":
    """Upright and no larger than print needs. What was taken for a picture by its first bytes may be none: left out."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    read = []
    for content in pictures:
        try:
            picture = ImageOps.exif_transpose(Image.open(BytesIO(content)))
            picture.thumbnail((_PIXELS, _PIXELS))
        except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
            continue
        read.append(picture)
    return read


def _lines(parcel: Parcel, now: datetime) -> list[str]:
    sender = masked(open_party(parcel.consignor, Side.CONSIGNOR, parcel.waybill_no))
    recipient = masked(open_party(parcel.consignee, Side.CONSIGNEE, parcel.waybill_no))
    kind = _KINDS[SignedKind(parcel.signed_kind)] if parcel.signed_kind else ""
    taken = clock_text(parcel.signed_at) if parcel.signed_at else ""
    return [
        f"运单号：{parcel.waybill_no}",
        f"签收时间：{taken}",
        f"签收方式：{kind} {parcel.signed_by or ''}",
        f"件数：{parcel.goods.pieces}　投递次数：{parcel.attempts}",
        f"寄件人：{sender.name} {sender.phone} {sender.address}",
        f"收件人：{recipient.name} {recipient.phone} {recipient.address}",
        f"出具时间：{clock_text(now)}",
    ]
