"""The files behind the pages: our own beside this module, Leaflet from its layer; packed once, kept by browsers."""

import gzip
import hashlib
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from functions.web.schemas import Asset
from logistics.domain.faults import NotFound
from logistics.runtime.context import Context
from logistics.runtime.pages import Page

SITE = Path(__file__).resolve().parent / "site"
_LIBRARY = ("leaflet.js", "leaflet.css")
_INSTALLED = Path(__file__).resolve().parents[2] / "node_modules/leaflet/dist"
_TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}
_FOR_GOOD = "public, max-age=31536000, immutable"


def show_asset(command: Asset, _: Context) -> Page:
    """A script or a style sheet; NotFound PAGE_NOT_FOUND.

    What an older page asks for is answered with today's file, which no browser may keep under yesterday's name.
    """
    file = _files().get(command.name)
    if file is None:
        raise NotFound("PAGE_NOT_FOUND", "没有这个页面", name=command.name)
    kept = _FOR_GOOD if command.version == version() else "no-store"
    headers = {"Cache-Control": kept, "Content-Encoding": "gzip", "X-Content-Type-Options": "nosniff"}
    return Page(_packed(file), _TYPES[file.suffix], headers)


@cache
def version() -> str:
    """Twelve digits that change with any of the files."""
    digest = hashlib.sha256()
    for name, file in sorted(_files().items()):
        digest.update(name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:12]


@cache
def _files() -> dict[str, Path]:
    own = {file.name: file for file in SITE.iterdir() if file.suffix in _TYPES}
    return own | {name: _library(name) for name in _LIBRARY}


def _library(name: str) -> Path:
    return next(path for path in _places(name) if path.exists())


def _places(name: str) -> Iterator[Path]:
    """Beside the layer's python folder, else where npm installed it."""
    yield from (Path(folder).parent / "web" / name for folder in sys.path)
    yield _INSTALLED / name


@cache
def _packed(file: Path) -> bytes:
    return gzip.compress(file.read_bytes(), 9, mtime=0)
