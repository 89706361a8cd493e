"""The fonts labels are drawn with: free ones (OFL) from npm, brought by their lock when first asked for."""

from __future__ import annotations

import shutil
import subprocess
from functools import cache
from pathlib import Path

from PIL import ImageFont

from scripts.local.install import ROOT, once
from scripts.local.problems import LocalProblem

_LOCKED = Path(__file__).parent / "fonts"
_INSTALLED = ROOT / ".local" / "fonts"

PRINTED = ("noto-sans-sc", "noto-serif-sc")
WRITTEN = ("ma-shan-zheng", "long-cang", "zhi-mang-xing", "liu-jian-mao-cao")  # from neat to running hand


@cache
def font(name: str, size_px: int) -> ImageFont.FreeTypeFont:
    """One of the fonts above at a size; raises LocalProblem when it cannot be had."""
    _bring()
    file = f"{name}-chinese-simplified-400-normal.woff2"
    return ImageFont.truetype(_INSTALLED / "node_modules/@fontsource" / name / "files" / file, size_px)


@cache
def _bring() -> None:
    _INSTALLED.mkdir(parents=True, exist_ok=True)
    once(_INSTALLED / ".installed", _LOCKED / "package-lock.json", _install)


def _install() -> None:
    for file in ("package.json", "package-lock.json"):
        shutil.copy(_LOCKED / file, _INSTALLED)
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    ran = subprocess.run(command, cwd=_INSTALLED, capture_output=True, text=True, check=False)
    if ran.returncode:
        raise LocalProblem(f"the fonts for labels could not be installed: {ran.stderr.strip()[-400:]}")
