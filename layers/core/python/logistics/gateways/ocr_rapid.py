"""RapidOCR (PP-OCR models on onnxruntime, both in the deployment itself) as an engine.

It weighs 400 MB on disk and half a gigabyte in memory: this module loads it with the first photo, never before.
"""

from collections import Counter
from typing import Any

import cv2
import numpy
from rapidocr import RapidOCR

from logistics.domain.faults import Invalid
from logistics.domain.pictures import sides_px
from logistics.gateways.ocr import Box, Line

# A phone's photo of 12 or 48 megapixels is decoded at a fraction of its size: the engine scales it down anyhow.
_REDUCED = ((4, cv2.IMREAD_REDUCED_COLOR_4), (2, cv2.IMREAD_REDUCED_COLOR_2))
_ENOUGH_PX = 2_000  # of the longer side, where the engine's own scaling begins
_BESIDE = 0.7  # of a line's height: where its next character would stand
_WHITE_PAPER, _SWALLOWED = 242, 247  # of 255, by the darkest of the three colours
_TALL = 1.5  # from this proportion on the engine takes a line for one that was photographed sideways


class RapidEngine:
    """PP-OCRv6 (small) in this process; one photo at a time."""

    def __init__(self) -> None:
        # Half-sure lines are kept: the caller decides by each character, and a line that is left out looks like none.
        chosen = {"Global.log_level": "critical", "Global.return_word_box": True, "Global.text_score": 0.0}
        self._engine = RapidOCR(params=chosen)

    def read(self, image: bytes) -> list[Line]:
        """The lines found, [] if there are none; Invalid PHOTO_UNREADABLE for what is no whole picture."""
        page, record = self._engine.preprocess_img(_decoded(image))
        found, turned, read, _ = self._engine.run_ocr_steps(page, record)
        if found.boxes is None or read.txts is None:
            return []
        glare = _glare(page)
        boxes = [tuple((float(x), float(y)) for x, y in box) for box in found.boxes]
        turns = [_turns(box, label) for box, (label, _) in zip(boxes, turned.cls_res, strict=True)]
        page_turns = _weighed(turns, read.txts)
        told = zip(read.txts, read.word_results, read.scores, strict=True)
        sure = [_confidences(text, words, score) for text, words, score in told]
        return [
            Line(text, _upright(box, page_turns), _doubted(each, box, turn, glare))
            for text, box, turn, each in zip(read.txts, boxes, turns, sure, strict=True)
            if text.strip()
        ]


def _decoded(image: bytes) -> Any:
    """The picture as OpenCV holds it, turned as its EXIF data says."""
    longer_px = max(sides_px(image))
    flag = next((flag for times, flag in _REDUCED if longer_px >= times * _ENOUGH_PX), cv2.IMREAD_COLOR)
    try:
        picture = cv2.imdecode(numpy.frombuffer(image, dtype=numpy.uint8), flag)
    except cv2.error:
        picture = None
    if picture is None:
        raise Invalid("PHOTO_UNREADABLE", "无法识别这张图片，请重新拍照上传")
    return picture


def _turns(box: Box, label: str) -> int:
    """By how many quarter turns clockwise this line was photographed, by what the engine had to do to read it."""
    (left, top), (right, _), _, (_, bottom) = box
    wide, high = abs(right - left), abs(bottom - top)
    sideways = high >= _TALL * wide
    return (1 if sideways else 0) + (2 if label == "180" else 0)


def _weighed(turns: list[int], texts: tuple[str, ...]) -> int:
    """The page's own turn: that of most of its characters."""
    weights: Counter[int] = Counter()
    for turn, text in zip(turns, texts, strict=True):
        weights[turn] += len(text)
    return weights.most_common(1)[0][0]


def _upright(box: Box, turns: int) -> Box:
    """The corners on the page as it is read: turned back, and beginning at the text's own top left again."""
    for _ in range(turns):
        box = tuple((y, -x) for x, y in box)
    return box[turns:] + box[:turns]


def _glare(page: Any) -> Any:
    """Where light has swallowed the paper: blank white on a page that is not white itself; None without any."""
    darkest = page.min(axis=2)
    if numpy.median(darkest) >= _WHITE_PAPER:  # a screenshot, or paper in full sun: nothing can be told apart
        return None
    return darkest >= _SWALLOWED


def _doubted(confidences: tuple[float, ...], box: Box, turn: int, glare: Any) -> tuple[float, ...]:
    """A line that begins or ends at glare may go on under it: nobody can be sure of that end."""
    if glare is None:
        return confidences
    top_left, top_right, bottom_right, bottom_left = numpy.array(box[turn:] + box[:turn])
    begin, end = (top_left + bottom_left) / 2, (top_right + bottom_right) / 2
    height = float(numpy.linalg.norm(bottom_left - top_left))
    ahead = (end - begin) / max(float(numpy.linalg.norm(end - begin)), 1.0) * height * _BESIDE
    first = 0.0 if _swallowed(glare, begin - ahead, height) else confidences[0]
    last = 0.0 if _swallowed(glare, end + ahead, height) else confidences[-1]
    return (first, *confidences[1:-1], last) if len(confidences) > 1 else (min(first, last),)


def _swallowed(glare: Any, at: Any, height: float) -> bool:
    """Whether most of a spot of a character's size is blank white."""
    (x, y), reach = (int(each) for each in at), max(int(height / 3), 1)
    spot = glare[max(y - reach, 0) : y + reach, max(x - reach, 0) : x + reach]
    return bool(spot.size) and float(spot.mean()) > 0.5


def _confidences(text: str, words: Any, score: float) -> tuple[float, ...]:
    each = tuple(float(value) for value in words.confs) if words is not None else ()
    return each if len(each) == len(text) else (float(score),) * len(text)
