"""What every kind of generated paste is made of: invented people, numbers, and the labels that go with the text."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from random import Random

from tests.domain.address.paste_places import ORDINARY, Site

NAMES = (
    "陈雨桐", "何文", "周立秋", "林小雨", "吴海燕", "赵建军", "孙丽萍", "马超群", "郭子墨", "唐婉", "许可欣", "邓志强",
    "冯晓燕", "曹国庆", "彭佳", "苏梦瑶", "蒋文博", "潘玉兰", "余音", "田甜", "任我行", "姜大伟", "钟灵", "谭咏",
)  # fmt: skip
_MOBILE = (
    "130",
    "133",
    "135",
    "138",
    "139",
    "147",
    "150",
    "156",
    "158",
    "166",
    "171",
    "177",
    "186",
    "189",
    "191",
    "199",
)


@dataclass(frozen=True)
class Person:
    """Somebody invented; `phone` is a mobile number."""

    name: str
    phone: str


@dataclass(frozen=True)
class Paste:
    """A text with what it says; None is not scored (an open question, such as which namesake was meant)."""

    kind: str
    text: str
    name: str | None
    phone: str | None
    site: Site
    ext: str = ""
    postcode: str = ""

    def row(self, number: int) -> dict[str, object]:
        """The paste as a labelled row of `scripts/bench address`."""
        site = self.site
        region = {"province": site.province, "city": site.city or None, "district": site.district}
        said = {"name": self.name, "phone": self.phone, "ext": self.ext, **region, "postcode": self.postcode}
        return {"id": number, "kind": self.kind, "text": self.text, **said}


@dataclass(frozen=True)
class Made:
    """What a kind makes: the text, and whatever differs from the person and the site it was given."""

    text: str
    name: str = ""
    phone: str = ""
    ext: str = ""
    postcode: str = ""
    site: Site | None = None


Maker = Callable[[Random, Person, Site], Made]


@dataclass(frozen=True)
class Kind:
    """One way in which people write, and the places that it is about."""

    make: Maker
    sites: tuple[Site, ...] = ORDINARY


def person(random: Random) -> Person:
    """An invented person with a mobile number."""
    return Person(random.choice(NAMES), random.choice(_MOBILE) + f"{random.randrange(10**8):08d}")


def pastes(kinds: Mapping[str, Kind], count: int, seed: int) -> Iterator[Paste]:
    """`count` texts of each kind, the same ones for the same seed."""
    for name, kind in kinds.items():
        random = Random(f"{seed} {name}")
        for _ in range(count):
            who, site = person(random), random.choice(kind.sites)
            made = kind.make(random, who, site)
            where = made.site or site
            yield Paste(name, made.text, made.name or who.name, made.phone or who.phone, where, made.ext, made.postcode)
