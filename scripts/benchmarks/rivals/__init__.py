"""The address packages of npm that a developer could use instead, brought by their lock when first asked for."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from scripts.local.install import ROOT, once
from scripts.local.problems import LocalProblem

RIVALS = ("address-parse", "zh-address-parse", "address-smart-parse", "parse-address-cn")

_LOCKED = Path(__file__).parent
_INSTALLED = ROOT / ".local" / "rivals"


def rival_command(name: str, file: Path) -> list[str]:
    """The command that lets one of them read a file; raises LocalProblem when it cannot be had."""
    _INSTALLED.mkdir(parents=True, exist_ok=True)
    once(_INSTALLED / ".installed", _LOCKED / "package-lock.json", _install)
    return ["node", str(_LOCKED / "measure.mjs"), name, str(file.resolve()), str(_INSTALLED)]


def _install() -> None:
    for file in ("package.json", "package-lock.json"):
        shutil.copy(_LOCKED / file, _INSTALLED)
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    ran = subprocess.run(command, cwd=_INSTALLED, capture_output=True, text=True, check=False)
    if ran.returncode:
        raise LocalProblem(f"the packages to compare with could not be installed: {ran.stderr.strip()[-400:]}")
