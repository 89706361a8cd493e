"""Photos of drawn labels through the engine, the reading order, the parser and the verdict, camera by camera."""

from __future__ import annotations

import resource
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from scripts.benchmarks.cameras import CAMERAS, photographed
from scripts.benchmarks.figures import Figure, percentile
from scripts.benchmarks.labels import Label, label
from scripts.local.environment import LAYER

_FIELDS = ("name", "phone", "province", "city", "district", "detail")
_TOLD_AS = {"province": "region", "city": "region", "district": "region"}


@dataclass
class _Tally:
    """What came of the photos of one kind. `wrong` counts accepted addresses with any field that is not exact,
    `silent` those of them whose wrong field was not even marked as uncertain."""

    times_ms: list[float] = field(default_factory=list)
    exact: int = 0
    accepted: int = 0
    wrong: int = 0
    silent: int = 0

    def figure(self, name: str) -> Figure:
        photos = len(self.times_ms)
        shares = {
            "photos": photos,
            "read exactly %": 100 * self.exact / photos,
            "asked to retake %": 100 * (photos - self.accepted) / photos,
            "false accept %": 100 * self.wrong / photos,
            "unmarked %": 100 * self.silent / photos,
        }
        more = {key: round(value, 1) if isinstance(value, float) else value for key, value in shares.items()}
        return Figure(name, percentile(self.times_ms, 0.5), percentile(self.times_ms, 0.95), None, more)


def photo(labels: int, first: int) -> list[Figure]:
    """A row for printed and handwritten labels under each camera, and what the engine costs to load."""
    sys.path.insert(0, str(LAYER))
    began = perf_counter()
    from functions.parse_address.pages import page_of
    from logistics.gateways.ocr_rapid import RapidEngine

    engine = RapidEngine()
    engine.read(photographed(label(0).picture, "clean", 0))
    loaded_ms = (perf_counter() - began) * 1000
    rows, everything = [], {"printed": _Tally(), "handwritten": _Tally()}
    for hand, written in (("printed", False), ("handwritten", True)):
        for camera in CAMERAS:
            tally = _Tally()
            for drawn, content in _photos(range(first, first + labels), written, camera):
                began = perf_counter()
                page = page_of(engine.read(content))
                for each in (tally, everything[hand]):
                    _count(each, drawn, page, began)
            rows.append(tally.figure(f"{hand}, {camera}"))
    rows += [tally.figure(f"{hand}, all") for hand, tally in everything.items()]
    memory_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    cold = Figure("engine loaded, first photo", loaded_ms, loaded_ms, None, {"peak_memory_mb": memory_mb})
    return [*rows, cold]


def _photos(seeds: range, written: bool, camera: str) -> Iterator[tuple[Label, bytes]]:
    for seed in seeds:
        drawn = label(seed, written)
        yield drawn, photographed(drawn.picture, camera, seed)


def _count(tally: _Tally, drawn: Label, page: Any, began: float) -> None:
    from functions.parse_address.judging import judge

    verdict = judge(page)
    tally.times_ms.append((perf_counter() - began) * 1000)
    person = next((each for each in verdict.people if each.role != "consignor"), None)
    if person is None:
        return
    wrong = [name for name in _FIELDS if _told(person, name) != _bare(getattr(drawn.consignee, name))]
    tally.accepted += 1
    tally.exact += not wrong
    tally.wrong += bool(wrong)
    tally.silent += any(_TOLD_AS.get(name, name) not in person.uncertain for name in wrong)


def _told(person: Any, name: str) -> str:
    return _bare(person.street + person.detail if name == "detail" else getattr(person, name))


def _bare(text: str) -> str:
    return "".join(each for each in text if each.isalnum())
