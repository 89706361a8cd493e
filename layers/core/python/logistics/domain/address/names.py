"""Which of the pieces is the name: a piece of its own, the front of the address, or its tail."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from logistics.domain.address.labels import DETAIL, NAME, PHONE_MARK, REGION
from logistics.domain.address.people import LIKELY, name_score, surname_length, transliterated_from
from logistics.domain.address.pieces import Piece, Pieces

_WRAPPING = re.compile(r"^[\s()\[\].\-_]+|[\s()\[\].\-_]+$")
_TAIL_WORDS = re.compile(
    r"(?:吧|呢|(?:他|她|我)的|就行|就好|就可以|即可|然后|还有|那个|就是|[(\[][^()\[\]]{1,12}[)\]]|[(\[]?(?:收件人?|收货人?|收|亲启|启|敬启|寄|本人|亲收)[)\]]?|\(?[男女]\)?|[(\[]\d{3,4}[)\]])+$"
)
_RECEIVER = re.compile(r"收[)\]]?$")
_LAST_MARKER = re.compile(
    r"\d+(?:号楼?|栋|幢|楼|室|单元|层|座|#|房|户|弄|铺|店|门|组|队|班|[A-Za-z](?![A-Za-z]))?(?![0-9])|[A-Za-z]座?(?![A-Za-z0-9])"
    r"|(?:[一二三四五六七八九十百零]+)(?:号楼?|栋|幢|楼|室|单元|层|座|房|户|弄|铺|店|门|组|队)"
    r"|村委会|居委会|小区|花园|大厦|广场|公寓|公司|学校|银行|国际|医院|驿站|超市|中心|大学|学院|中学|小学|商铺|门面|宿舍|仓库|工业园|"
    r"产业园|科技园|物业|前台|菜鸟|丰巢|快递柜|代收点|自提点|门口|旁边?|对面|隔壁|附近"
    r"|[柜段村苑城店园厂站局院所里庄屯组社部馆场楼路街巷弄号室栋座镇乡县区市铺会府邸口网点道给的\d)]"
)
_DIGITS = re.compile(r"\d+(?=[房户门])")
_ADDRESS_WORD = re.compile(
    r"[\d#]|[路街道巷弄号栋幢室楼层村镇乡区县市省苑园厦]|小区|花园|广场|公司|大学|学院|单元|驿站|超市|工业|医院"
)


_ROADS = "路街"
"""Surnames too, but behind a place's name rather the word for a road (西苑|路王女士)."""
_NO_NAME = -0.5
_LEAST = 0.9
_LABELLED_AWAY, _RECEIVES = 6.0, 4.0
_POSSIBLE, _POSSIBLE_LONG, _LONGEST_PLAIN = 1.8, 2.3, 4
_NEAR = 10
"""Characters to look for a telephone in: room for its label (联系电话是)."""
_NOTHING = " ,.;:|/\n\t\x02\x03"


class Candidate(NamedTuple):
    """A possible name between two places of the text, with all that speaks for it."""

    start: int
    end: int
    score: float


def likely_names(parts: Pieces, address_starts: Sequence[int], region_end: int) -> list[Candidate]:
    """Candidates worth the word, the best first; `address_starts` are the places where divisions begin."""
    found: dict[tuple[int, int], Candidate] = {}
    for candidate in _candidates(parts, address_starts, region_end):
        known = found.get((candidate.start, candidate.end))
        if candidate.score > _LEAST and (known is None or candidate.score > known.score):
            found[candidate.start, candidate.end] = candidate
    return sorted(found.values(), key=lambda candidate: -candidate.score)


def _candidates(parts: Pieces, address_starts: Sequence[int], region_end: int) -> Iterator[Candidate]:
    pieces = parts.pieces
    for number, piece in enumerate(pieces):
        inside = address_starts[bisect_left(address_starts, piece.start) : bisect_left(address_starts, piece.end)]
        if inside:
            if inside[0] > piece.start:
                yield _front(parts, piece, inside[0])
        else:
            yield _whole(parts, number, region_end)
        if _is_last_of_address(parts, number):
            yield from _tails(parts, piece, region_end if inside else -1)


def _whole(parts: Pieces, number: int, region_end: int) -> Candidate:
    piece = parts.pieces[number]
    start, end = _trimmed(parts.work, piece.start, piece.end)
    score = name_score(parts.work[start:end])
    if score <= (_NO_NAME if _beside_phone(parts, piece) else 0.0) and piece.field != NAME:
        return Candidate(start, end, score)
    if piece.field == NAME:
        score = max(score, 0.5) + 20.0 if score > 1 or _may_be_called(parts.work[start:end]) else score
    elif piece.field in (DETAIL, REGION):
        score -= _labelled_away(piece, score, _beside_phone(parts, piece) > 0)
    score += _beside_phone(parts, piece) + (_RECEIVES if _RECEIVER.search(piece.text) else 0.0)
    if piece.start < region_end or region_end < 0:
        score += 0.3
    if number in (0, len(parts.pieces) - 1):
        score += 1.0
    elif not _beside_phone(parts, piece):
        score -= 1.5
    return Candidate(start, end, score)


def _may_be_called(text: str) -> bool:
    """Whether what a name's label covers may be one: address words only stand in short names (阎楼志)."""
    return not _ADDRESS_WORD.search(text) or (len(text) <= _LONGEST_PLAIN - 1 and surname_length(text) > 0)


def _labelled_away(piece: Piece, score: float, near: bool) -> float:
    """What an address's label takes from a name: much, unless it is a good one (地址是张三，138…，广东省…)."""
    if score < (_POSSIBLE if len(piece.text) <= _LONGEST_PLAIN else _POSSIBLE_LONG):
        return _LABELLED_AWAY if not near or len(piece.text) > _LONGEST_PLAIN else 1.0
    if piece.first:
        return 0.8
    return 0.5 if near else 3.0


def _front(parts: Pieces, piece: Piece, address_start: int) -> Candidate:
    start, end = _trimmed(parts.work, piece.start, address_start)
    score = name_score(parts.work[start:end])
    bonus = 20.0 if piece.field == NAME and score > 0 else 0.0
    leads = not parts.work[: piece.start].strip(_NOTHING) or _beside_phone(parts, piece) > 0
    return Candidate(start, end, score + bonus + (1.0 if leads and score > 0 else -0.5))


def _is_last_of_address(parts: Pieces, number: int) -> bool:
    """Only where an address ends (at a telephone, a line or the text's end) may a name be glued to it."""
    piece = parts.pieces[number]
    behind = parts.work[piece.end : piece.end + 3].strip(" ,.;\x03")
    return number == len(parts.pieces) - 1 or behind[:1] == PHONE_MARK or "\n" in parts.work[piece.end : piece.end + 2]


def _tails(parts: Pieces, piece: Piece, region_end: int) -> Iterator[Candidate]:
    start, end = _trimmed(parts.work, piece.start, piece.end)
    text = parts.work[start:end]
    near = _beside_phone(parts, piece)
    # Beside a telephone, a name may follow the region itself (天水麦积|牛翠花138…); elsewhere that is a village.
    limit = max(piece.start, region_end - 1 if near else region_end)
    marks = [(marker.end(), marker.end() - marker.start() > 1) for marker in _LAST_MARKER.finditer(text)]
    marks += [(digits.end(), True) for digits in _DIGITS.finditer(text)]
    for behind, is_unit in marks:
        place = start + behind
        if place <= limit or not 2 <= end - place <= 8:
            continue
        score = name_score(parts.work[place:end]) - (1.0 if parts.work[place] in _ROADS else 0.0)
        if not parts.phones and score < LIKELY + 0.5:
            continue
        away = 0.8 if near else 1.6
        doubt = away if score >= 2.4 else 0.3 if is_unit and end - place <= 3 else away + 2.0
        yield Candidate(place, end, score - doubt)
    behind = transliterated_from(text)
    if behind >= 0 and start + behind > limit:
        place = start + behind
        yield Candidate(place, end, name_score(parts.work[place:end]) - 0.8)
    for length in (4, 3, 2) if parts.phones else ():
        place, score = end - length, name_score(parts.work[end - length : end])
        if place > limit and score >= LIKELY and (length < 4 or surname_length(parts.work[place:end]) == 2):
            yield Candidate(place, end, score - 2.2 - (0.4 if length == 2 else 0.0) - (0.0 if near else 1.0))


def _trimmed(work: str, start: int, end: int) -> tuple[int, int]:
    """Without brackets around and without 收, 亲启 or a shop's code behind the name."""
    text = work[start:end].rstrip()
    shorter = _TAIL_WORDS.sub("", text) if len(text) > 2 else text
    stripped = _WRAPPING.sub("", shorter or text)
    start += text.find(stripped) if stripped else 0
    return start, start + len(stripped)


def _beside_phone(parts: Pieces, piece: Piece) -> float:
    before = parts.work[max(0, piece.start - _NEAR) : piece.start].rstrip(" ,.;:|/\n\x02\x03-")
    behind = parts.work[piece.end : piece.end + _NEAR].lstrip(" ,.;:|/\n\x02\x03-()[]")
    return 2.0 if before.endswith(PHONE_MARK) or behind.startswith(PHONE_MARK) else 0.0
