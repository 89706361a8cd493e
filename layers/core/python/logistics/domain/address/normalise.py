"""The text as written and as compared: same length, so that a place in one is the same place in the other."""

import html
import re
import unicodedata
from typing import NamedTuple

from logistics.domain.address.script_forms import TO_SIMPLIFIED

LONGEST = 2000
"""Characters of a paste that are read: room for four people with their remarks."""
_BREAKING_TAG = re.compile(r"<\s*/?\s*(?:br|p|div|li|tr|td|h[1-6])\b[^<>]{0,200}>", re.IGNORECASE)
_TAG = re.compile(r"<[/a-zA-Z!][^<>]{0,200}>")
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff\u20e3]"
)
_VARIANTS = str.maketrans(dict.fromkeys("‐‑‒–—―−─", "-") | dict.fromkeys("•‧∙・⋅", "·"))
_SPACE_CATEGORIES = {"Cc", "Cf", "Cs", "Co", "Cn", "So", "Sk", "Zl", "Zp"}
_LIST_NUMBER = re.compile(r"(?<![①-⑳])[①-⑳](?![①-⑳])")
_SPACED_WORDS = re.compile(r"(?<![^\x00-\xff])(?:[^\x00-\xff] {1,2}){2,}[^\x00-\xff](?![^\x00-\xff])")
_SPACED_NAME = re.compile(
    r"(?:^|(?<=[\s:,]))[^\x00-\xff] {1,4}[^\x00-\xff](?: [^\x00-\xff])?(?=$|[\s\d,])", re.MULTILINE
)
_BEFORE_RECEIVES = re.compile(r"(?<=\w) {1,3}(?=[(\[]?收[)\]]?[ ,:]*(?:[+(]?\d|电话|手机|$))", re.MULTILINE)
"""The gap between a name and the word that says it is one (一只猫 收 138…)."""
_PUNCTUATION = {
    ord(sign): plain
    for signs, plain in (
        ("【「『《〈〔", "["),
        ("】」』》〉〕", "]"),
        ("。", ";"),
        ("、", ","),
        ("“”", '"'),
        ("‘’", "'"),
    )
    for sign in signs
}
_TO_PLAIN = TO_SIMPLIFIED | _PUNCTUATION
_SIGN = re.compile(r"[^\w\s!-/:-@\[-`{-~，。、；：？！“”‘’（）【】《》「」『』·…￥]")


class Text(NamedTuple):
    """`shown` keeps the writer's characters, in half width; `plain` is simplified Chinese with ASCII punctuation."""

    shown: str
    plain: str


def normalise(text: str) -> Text:
    """Folds compatibility forms, drops markup, emoji and control characters; lines stay lines."""
    if "<" in text or "&" in text:
        text = html.unescape(_TAG.sub(" ", _BREAKING_TAG.sub("\n", text)))
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", _LIST_NUMBER.sub(" ", text)))
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_VARIANTS)
    shown = _SIGN.sub(_kept_sign, text)
    if " " in shown:
        shown = _SPACED_NAME.sub(_closed, _SPACED_WORDS.sub(_closed, shown))
        shown = _BEFORE_RECEIVES.sub("", shown)
    return Text(shown, shown.translate(_TO_PLAIN))


def _kept_sign(match: re.Match[str]) -> str:
    sign = match.group()
    return " " if unicodedata.category(sign) in _SPACE_CATEGORIES else sign


def _closed(match: re.Match[str]) -> str:
    """Single characters with gaps between them, as forms print and scanners read them."""
    return match.group().replace(" ", "")
