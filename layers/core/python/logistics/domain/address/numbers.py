"""Telephone numbers, extensions and postcodes as people write, speak and photograph them.

Mobile numbers have 11 digits and begin 13 to 19; landlines an area code of 3 digits (010, 02x) or 4 and 7 or 8
digits (national numbering plan, 2017). Virtual numbers of the shops add an extension: `-1234`, 转1234, `#1234`,
`,,1234` (the pause of a dialler), 分机1234 or `[1234]`.
"""

import re
from typing import NamedTuple

MOBILE, LANDLINE, SERVICE, ABROAD, LOCAL = "mobile", "landline", "service", "abroad", "local"

_SPOKEN = dict(zip("零〇○洞幺一壹二两贰三叁四肆五伍六陆七柒拐八捌九玖勾", "00001112223344556677788999", strict=True))
_MISREAD = {
    "O": "0", "o": "0", "D": "0", "Q": "0", "l": "1", "I": "1", "|": "1", "i": "1", "Z": "2", "z": "2", "S": "5",
    "s": "5", "b": "6", "B": "8", "g": "9", "q": "9",
}  # fmt: skip
_TO_DIGITS = str.maketrans(_SPOKEN | _MISREAD)
_FEWEST_CLEAR_DIGITS = 4

_SPOKEN_DIGIT = "[" + "".join(_SPOKEN) + "]"
_S = "[" + "".join(_SPOKEN) + "0-9]"
_S39 = "[3-9三四五六七八九叁肆伍陆柒捌玖拐勾]"
_M = r"[0-9OoDQlIi|ZzSsbBgq]"
_GAP = r"[\s.\-·_*]{0,3}"
_COUNTRY = r"(?:(?:(?:\+|00)\s?)?\(?86\)?[\s\-]{0,2})?"
_AREA = r"010|02[0-57-9]|0[3-9]\d{2}"
_AREA_ABROAD = r"10|2[0-57-9]|[3-9]\d{2}"
_HALVES = r"\d{3,4}[\s\-]\d{4}|\d{7,8}"
_UNIT = r"(?!\d|-\d|[号室栋幢楼层弄巷]|单元|座)"

_LOOSE = re.compile(rf"(?<!\d){_COUNTRY}\(?(1(?:{_GAP}[3-9])\)?(?:{_GAP}\d){{9}})(?!\d)")
_SAID = re.compile(rf"(?<!\d)([幺一壹1][\s,\-]{{0,2}}{_S39}(?:[\s,\-]{{0,2}}{_S}){{9}})(?!\d)")
_MISREAD_FORM = re.compile(rf"(?<![0-9A-Za-z])([1lI|i](?:[\s\-]?{_M}){{10}})(?![0-9A-Za-z])")
_DOUBTFUL = (_LOOSE, _SAID, _MISREAD_FORM)
"""Forms that house numbers may imitate: only looked for in texts without a clear number."""
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (MOBILE, re.compile(rf"(?<!\d){_COUNTRY}(1[3-9]\d{{9}})(?!\d)")),
    (MOBILE, re.compile(rf"(?<!\d){_COUNTRY}(1[3-9]\d({_GAP})\d{{4}}\2\d{{4}})(?!\d)")),
    (LANDLINE, re.compile(rf"(?<![\d\-])(?:(?:\+|00)?86[\s\-]{{0,2}})?\(?({_AREA})\)?[\s\-]{{0,3}}({_HALVES})(?!\d)")),
    (LANDLINE, re.compile(rf"(?<!\d)(?:\+|00)?86[\s\-]{{1,2}}\(?({_AREA_ABROAD})\)?[\s\-]{{1,2}}({_HALVES})(?!\d)")),
    (ABROAD, re.compile(r"(?<!\d)(?:\+|00)?\(?(852|853|886)\)?[\s\-]{0,2}(0?\d(?:[\s\-]?\d){7,8})(?!\d)")),
    (ABROAD, re.compile(r"(?<!\d)(09\d{2})[\s\-]?(\d{3}[\s\-]?\d{3})(?!\d)")),
    (SERVICE, re.compile(r"(?<!\d)([48]00[\s\-]?\d{3,4}[\s\-]?\d{3,4})(?!\d)")),
    (MOBILE, re.compile(r"(1[3-9]\d([\s\-])\d{4}\2\d{4})(?!\d)")),
    (MOBILE, _LOOSE),
    (MOBILE, _SAID),
    (MOBILE, _MISREAD_FORM),
    (LOCAL, re.compile(rf"(?:电话|手机|号码|座机|固话|[Tt][Ee][Ll])[\s:是\]]{{0,3}}({_HALVES}|1\d{{10}})(?![\d号])")),
)
_GLUED = re.compile(r"(?<![0-9A-Za-z])(?:\d{12,15}|\d{17})(?!\d)")
_GLUED_LANDLINE = re.compile(r"(?<=\d)(010|02[0-57-9]|0[3-9]\d{2})-(\d{7,8})(?!\d)")
"""A landline run into a room number before it (2栋3020755-…): its hyphen tells where the area code ends."""
_IS_MOBILE = re.compile(r"1[3-9]\d{9}")
_EXTENSION = re.compile(
    r"[\s(\[,;]{0,3}(?:(?:虚拟|隐私|保密|安全)号码?[)\],\s]{0,3})?(?:(?:接通|拨通|拨号)后|请)?[,]?(?:请?再?(?:[拨按]打?|输入?)|转接?|分机号?码?|[Ee]xt\.?|EXT\.?|"
    r"内线|虚拟号|尾号)"
    rf"[\s:为是]{{0,3}}(?:分机号?)?[\s:]{{0,2}}(\d{{1,6}}{_UNIT}|{_SPOKEN_DIGIT}{{1,6}}(?!川))[)\]]?"
    rf"|\s?[\-_~*pPxX]\s?(\d{{2,6}}){_UNIT}|/(\d{{3,4}}){_UNIT}|[,;](\d{{3,6}})#|;(\d{{3,5}}){_UNIT}|,\s?(\d{{4}})(?=[\s,;]|$)"
    rf"|\s?#\s?(\d{{1,6}}){_UNIT}#?"
    rf"|\s?[,]{{2,4}}\s?(\d{{1,6}}){_UNIT}"
    r"|\s?[(\[](\d{3,6})[)\]]"
)
_LABELLED_POSTCODE = re.compile(
    r"[\[(]?(?:邮政编码|邮编|邮码|邮递区号|[Pp]\.?[Cc]\.|[Zz]ip(?:\s?[Cc]ode)?|[Pp]ostcode)[\s:是为\])]{0,4}(\d{6})(?!\d)"
)
_POSTCODE = re.compile(r"(?<![\dA-Za-z\-#.+])([0-8]\d{5})(?![\dA-Za-z号室栋幢楼层单座弄巷元件\-])")
_SERIAL = re.compile(r"(?<![0-9A-Za-z])(?:\d{9,}[Xx]?|[A-Z]{2,4}\d{8,})(?![0-9A-Za-z])")


class Phone(NamedTuple):
    """A number between two places of the text, written nationally, with its extension if one follows."""

    start: int
    end: int
    number: str
    extension: str
    kind: str


class Postcode(NamedTuple):
    """Six digits between two places of the text; `labelled` when the text calls them a postcode."""

    start: int
    end: int
    code: str
    labelled: bool


def find_phones(plain: str) -> list[Phone]:
    """Every telephone number in order of place; clean forms take their characters before doubtful ones."""
    rest = plain
    found: list[Phone] = []
    for kind, pattern in _PATTERNS:
        if found and pattern in _DOUBTFUL:
            continue
        for match in list(pattern.finditer(rest)):
            number = _written(match, kind)
            if number:
                start = match.start(1) if kind == LOCAL else match.start()
                found.append(_with_extension(plain, Phone(start, match.end(), number, "", kind)))
                rest = _blanked(rest, found[-1].start, found[-1].end)
    if not found:
        found = [_with_extension(plain, phone) for phone in map(_behind_room, _GLUED_LANDLINE.finditer(rest))]
    if not found:
        found = [phone for match in _GLUED.finditer(rest) for phone in _unglued(plain, match)]
    return sorted(found, key=lambda phone: phone.start)


def find_postcodes(plain: str) -> list[Postcode]:
    """Labelled postcodes first, then any six digits that stand alone; 000000 says that there is none."""
    labelled = [Postcode(*match.span(), match[1], True) for match in _LABELLED_POSTCODE.finditer(plain)]
    bare = [Postcode(*match.span(), match[1], False) for match in _POSTCODE.finditer(plain)]
    covered = {place for postcode in labelled for place in range(postcode.start, postcode.end)}
    return labelled + [postcode for postcode in bare if postcode.start not in covered]


def find_serials(plain: str) -> list[tuple[int, int]]:
    """Spans of order numbers, waybill numbers and identity numbers: nobody's name and no part of an address."""
    return [match.span() for match in _SERIAL.finditer(plain)]


def digits_of(text: str) -> str:
    """The decimal digits said or written by the text; anything between them is left out."""
    return "".join(sign for sign in text.translate(_TO_DIGITS) if sign in "0123456789")


def _written(match: re.Match[str], kind: str) -> str:
    number = digits_of(match[1])
    if kind in (LANDLINE, ABROAD):
        area = match[1] if match[1][0] == "0" or kind == ABROAD else "0" + match[1]
        rest = digits_of(match[2])
        return area + rest if area.startswith("09") and kind == ABROAD else f"{area}-{rest}"
    if kind == SERVICE:
        return number if len(number) == 10 else ""
    if kind == MOBILE:
        clear = sum(not sign.isascii() or sign.isdigit() for sign in match[1])
        return number if _IS_MOBILE.fullmatch(number) and clear >= _FEWEST_CLEAR_DIGITS else ""
    return number


def _with_extension(plain: str, phone: Phone) -> Phone:
    match = _EXTENSION.match(plain, phone.end)
    if match is None or _IS_MOBILE.match(plain, match.start(match.lastindex or 0)):
        return phone
    return phone._replace(end=match.end(), extension=digits_of(match[match.lastindex or 0]))


def _behind_room(match: re.Match[str]) -> Phone:
    return Phone(*match.span(), f"{match[1]}-{match[2]}", "", LANDLINE)


def _unglued(plain: str, match: re.Match[str]) -> list[Phone]:
    """A mobile number run into a house number before it (3栋501138…) or a postcode behind it."""
    run, start = match.group(), match.start()
    behind, before = _IS_MOBILE.fullmatch(run[-11:]), _IS_MOBILE.match(run)
    if before and (len(run) == 17 or not behind):
        return [Phone(start, start + 11, run[:11], "", MOBILE)]
    if behind:
        end = match.end()
        return [_with_extension(plain, Phone(end - 11, end, run[-11:], "", MOBILE))]
    return []


def _blanked(text: str, start: int, end: int) -> str:
    return text[:start] + "\x01" * (end - start) + text[end:]
