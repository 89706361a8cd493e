"""How sure a photo's address is, field by field, and when the customer is asked for a better photo.

A parser is sure of what it is given; only the engine knows that it guessed at a character. So each field is as sure as
the least sure character it was read from, and an address that hangs on a guess is not filled into a form.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from functions.parse_address.pages import CLEAR, Page
from logistics.domain.address.normalise import LONGEST, normalise
from logistics.domain.address.parser import parse
from logistics.domain.address.reading import SURE, Reading

READABLE = 0.46
"""A field less sure than this (a character below 0.6) is asked for again; docs/benchmarks.md has the figures."""
_FIELDS = {"name": "姓名", "phone": "电话", "region": "省市区", "detail": "详细地址"}
_SHORTEST_STEM = 2


@dataclass(frozen=True)
class Verdict:
    """Who stands on the photo; or nobody, and in `retake` what to do about it (for the customer, in Chinese)."""

    people: tuple[Reading, ...] = ()
    retake: str = ""


def judge(page: Page) -> Verdict:
    """Read a page's people, or say why the photo has to be taken again."""
    if not page.text:
        return Verdict(retake="没有看到文字，请对准地址、在光线充足处重新拍摄")
    if len(page.text) > LONGEST:
        return Verdict(retake="照片里的文字太多，请只拍收件人和地址部分")
    people = tuple(_weighed(person, page) for person in parse(page.text))
    if not any(person.adcode and (person.street or person.detail) for person in people):
        return Verdict(retake="没有看到完整的地址，请把整个地址拍进画面后重新拍摄")
    if doubtful := [_FIELDS[name] for name in _FIELDS if _least(people, name) < READABLE]:
        return Verdict(retake=f"{'、'.join(doubtful)}没有看清，请避开反光、拍近一些重新拍摄，或手动填写")
    return Verdict(people)


def _least(people: Sequence[Reading], name: str) -> float:
    return min(person.confidence.get(name, 1.0) for person in people)


def _weighed(person: Reading, page: Page) -> Reading:
    """The person with each field no surer than the characters it came from."""
    seen = _Seen(page)
    found = {
        "name": seen.least(person.name),
        "phone": seen.least(person.phone),
        "region": min((seen.stem(each) for each in (person.province, person.city, person.district)), default=1.0),
        "detail": min(seen.least(person.street), seen.least(person.detail)),
    }
    sure = {name: value * SURE / CLEAR if value < CLEAR else 1.0 for name, value in found.items()}
    confidence = {name: min(value, sure.get(name, 1.0)) for name, value in person.confidence.items()}
    return replace(person, confidence=MappingProxyType(confidence))


class _Seen:
    """The page's letters and digits alone, simplified, with how sure the engine is of each."""

    def __init__(self, page: Page) -> None:
        plain = normalise(page.text).plain
        if len(plain) != len(page.text):  # something was taken out: no place can be told, the least sure one counts
            plain = ""
        pairs = [(each, sure) for each, sure in zip(plain, page.confidences, strict=False) if each.isalnum()]
        self._text = "".join(each for each, _ in pairs)
        self._sure = [sure for _, sure in pairs]
        self._worst = min(page.confidences)

    def least(self, value: str) -> float:
        """How sure the engine is of a value's least sure character, wherever it stands; 1 for no value."""
        wanted = _letters(value)
        if not wanted:
            return 1.0
        return min((min(self._sure[at : at + len(wanted)]) for at in self._places(wanted)), default=self._worst)

    def stem(self, division: str) -> float:
        """The same for a division that may be written short (南京 for 南京市); 1 when it was not written at all."""
        wanted = _letters(division)
        for length in range(len(wanted), _SHORTEST_STEM - 1, -1):
            if wanted[:length] in self._text:
                return self.least(wanted[:length])
        return 1.0

    def _places(self, wanted: str) -> Iterator[int]:
        at = self._text.find(wanted)
        while at >= 0:
            yield at
            at = self._text.find(wanted, at + 1)


def _letters(value: str) -> str:
    return "".join(each for each in normalise(value).plain if each.isalnum())
