"""Where the divisions come from: packages of fixed versions, fetched into .local/divisions, checked by digest."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.local.install import ROOT

_FOLDER = ROOT / ".local" / "divisions"


class SourceProblem(Exception):
    """A source could not be fetched, or is not the one that was checked in."""


@dataclass(frozen=True)
class Source:
    """A package at the version whose digest (npm's integrity form) is known."""

    name: str
    version: str
    file: str
    integrity: str

    def bytes(self) -> bytes:
        """The package file, fetched by its registry's own client where it is not there; raises SourceProblem."""
        path = _FOLDER / self.file
        if not path.exists():
            _FOLDER.mkdir(parents=True, exist_ok=True)
            _run(self._fetching(), self.name)
        content = path.read_bytes()
        algorithm, _, expected = self.integrity.partition("-")
        if base64.b64encode(hashlib.new(algorithm, content).digest()).decode() != expected:
            raise SourceProblem(f"{path.relative_to(ROOT)} is not {self.name} {self.version} as it was checked in")
        return content

    def _fetching(self) -> list[str]:
        if self.file.endswith(".whl"):
            pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
            return [*pip, "--dest", str(_FOLDER), f"{self.name}=={self.version}"]
        return ["npm", "pack", "--silent", "--pack-destination", str(_FOLDER), f"{self.name}@{self.version}"]


AREA_DATA = Source(
    "@vant/area-data", "2.1.0", "vant-area-data-2.1.0.tgz",
    "sha512-wx9PrUX7wSUJiFcz8UrcvZfTjV6sTc+7SHcbjGQQzEcv5y+EwOo5uV4ZKdfrR5Hzcw4MA08LQdvXPSEb4nWbug==",
)  # fmt: skip
CHINA_DIVISION = Source(
    "china-division", "2.7.0", "china-division-2.7.0.tgz",
    "sha512-4uUPAT+1WfqDh5jytq7omdCmHNk3j+k76zEG/2IqaGcYB90c2SwcixttcypdsZ3T/9tN1TTpBDoeZn+Yw/qBEA==",
)  # fmt: skip
CPCA = Source("cpca", "0.5.5", "cpca-0.5.5-py3-none-any.whl", "sha256-FjW1iVBrPihCQDK85h0kiOH2+sEDSnNgFOcOBD+CT+Y=")
"""Its centroids name no datum; they lie within a district's reach of the place, which is what they are used for."""


def areas() -> dict[str, str]:
    """Names by code, every level, of @vant/area-data."""
    script = _member(AREA_DATA, "package/dist/index.cjs")
    show = "const m={exports:{}};new Function('module','exports',require('fs').readFileSync(0,'utf8'))(m,m.exports);"
    told = _run(["node", "-e", show + "console.log(JSON.stringify(m.exports.areaList))"], AREA_DATA.name, script)
    return {code: name for level in json.loads(told).values() for code, name in level.items()}


def counties() -> dict[str, str]:
    """Names by code of china-division's districts, of its pcas-code.json."""
    provinces: list[dict[str, Any]] = json.loads(_member(CHINA_DIVISION, "package/dist/pcas-code.json"))
    cities = [city for province in provinces for city in province["children"]]
    return {each["code"]: each["name"] for city in cities for each in city["children"] if len(each["code"]) == 6}


def centroids() -> dict[str, tuple[str, str, str]]:
    """Name, longitude and latitude (degrees, "" where unknown) by code, as of about 2020, of cpca's adcodes.csv."""
    with zipfile.ZipFile(io.BytesIO(CPCA.bytes())) as wheel:
        text = wheel.read("cpca/resources/adcodes.csv").decode()
    rows = csv.DictReader(io.StringIO(text))
    return {row["adcode"][:6]: (row["name"], row["longitude"], row["latitude"]) for row in rows}


def overlay(name: str) -> list[list[str]]:
    """The fields of every line of one table kept by hand."""
    lines = (Path(__file__).parent / "overlay" / f"{name}.tsv").read_text().splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def _member(source: Source, name: str) -> bytes:
    with tarfile.open(fileobj=io.BytesIO(source.bytes())) as package:
        member = package.extractfile(name)
        if member is None:
            raise SourceProblem(f"{source.name} {source.version} holds no {name}")
        return member.read()


def _run(command: list[str], what: str, told: bytes = b"") -> bytes:
    ran = subprocess.run(command, input=told, capture_output=True, check=False)
    if ran.returncode:
        raise SourceProblem(f"{what}: {ran.stderr.decode().strip()[-400:]}")
    return ran.stdout
