"""What must not be sent: the 18 classes of 禁止寄递物品管理规定, known by the words people write for them.

`prohibited.tsv` holds for each class its words, and words that contain one of them and mean something harmless:
玩具枪 and 扫码枪 pass, 仿真枪 (an imitation counts as the real thing) does not. A first look only: whoever fetches the
parcel looks inside. A single character (汞, 枪) counts only when it is a whole word or ends one, such as 一把枪.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from logistics.domain.faults import Invalid

_APART = re.compile(r"[\W_]+")
_BREAK = "\n"  # stands for what was taken out, so that its neighbours do not grow together


@dataclass(frozen=True)
class Finding:
    """The class a text falls into, and the word that says so."""

    kind: str
    word: str


def find_prohibited(texts: Iterable[str]) -> Finding | None:
    """The first forbidden thing in what people wrote about the goods; however wide, spaced or cased it is."""
    return next((found for text in texts if (found := _find(text))), None)


def require_allowed(texts: Iterable[str]) -> None:
    """Raises Invalid GOODS_PROHIBITED with class= and word=."""
    if found := find_prohibited(texts):
        message = f"“{found.word}”属于禁寄物品（{found.kind}），无法寄递"
        raise Invalid("GOODS_PROHIBITED", message, **{"class": found.kind, "word": found.word})


def classes() -> tuple[str, ...]:
    """The names of the classes in the order of the regulation."""
    return tuple(kind for kind, _, _ in _table())


def _find(text: str) -> Finding | None:
    plain = unicodedata.normalize("NFKC", text).casefold()
    parts = [part for part in _APART.split(plain) if part]
    joined = "".join(parts)
    for kind, words, harmless in _table():
        rest, ends = _without(joined, harmless), _without(_BREAK.join(parts), harmless)
        for word in words:
            if (word in rest) if len(word) > 1 else _ends_a_word(word, ends):
                return Finding(kind, word)
    return None


def _without(text: str, harmless: tuple[str, ...]) -> str:
    for each in harmless:
        text = text.replace(each, _BREAK)
    return text


def _ends_a_word(word: str, text: str) -> bool:
    return any(part.endswith(word) for part in text.split(_BREAK))


@cache
def _table() -> tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]:
    lines = Path(__file__).with_name("prohibited.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return tuple((kind, _longest_first(words), _longest_first(harmless)) for kind, words, harmless in rows)


def _longest_first(words: str) -> tuple[str, ...]:
    return tuple(sorted((each.casefold() for each in words.split()), key=len, reverse=True))
