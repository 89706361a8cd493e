"""Bring a machine to what the lock files say: Debian packages, the venv, the npm packages.

Runs under any Python 3.11 with nothing installed, and does nothing when all is there. Usage:
`python3.11 scripts/local/install.py [--no-node] [--browser]`; `--browser` is for the tests that need Chromium.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV, NODE_MODULES = ROOT / ".venv", ROOT / "node_modules"
PYTHON_LOCK, NODE_LOCK = ROOT / "requirements-dev.txt", ROOT / "package-lock.json"
_OLDEST_NODE = (20, 19)


class Missing(Exception):
    """Something that only the machine's owner can bring; its text is the line that says how."""


def main() -> int:
    """Installs what is missing or outdated; 1, with one line, if that is not possible."""
    try:
        _check_python()
        check_path(ROOT)
        with _alone():
            _debian_packages(system_packages("--browser" in sys.argv[1:]))
            once(VENV / ".installed", PYTHON_LOCK, _python_packages)
            if "--no-node" not in sys.argv[1:]:
                _check_node()
                once(NODE_MODULES / ".installed", NODE_LOCK, _node_packages)
    except Missing as missing:
        print(missing, file=sys.stderr)
        return 1
    return 0


def _check_python() -> None:
    if sys.version_info[:2] != (3, 11):
        raise Missing(f"Python 3.11 is needed, this is {sys.version.split()[0]}; set PYTHON to a Python 3.11")


def check_path(root: Path) -> None:
    """Raises Missing for a folder that serverless-offline cannot work in: it hands paths to a shell unquoted."""
    if odd := sorted(set(re.findall(r"[^\w/.,:+@%=-]", str(root)))):
        shown = ", ".join("a space" if each == " " else each for each in odd)
        raise Missing(f"serverless-offline cannot run in {root}: move it to a folder without {shown} in its path")


def _check_node() -> None:
    node = shutil.which("node")
    if not node or not shutil.which("npm"):
        raise Missing("Node with npm is needed (20.19 or newer): install it and put it on PATH")
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    if tuple(int(part) for part in told.removeprefix("v").split(".")[:2]) < _OLDEST_NODE:
        raise Missing(f"Node 20.19 or newer is needed, this is {told}")


def system_packages(browser: bool) -> dict[str, bool]:
    """What mongod, the venv and perhaps a browser need from the system: Debian package to whether it is there."""
    found = {
        "libcurl4": _has_library("libcurl.so.4"),
        "libssl3": _has_library("libssl.so.3"),
        "python3.11-venv": VENV.exists() or importlib.util.find_spec("ensurepip") is not None,
    }
    if browser:
        found["chromium"] = bool(os.environ.get("CHROMIUM") or shutil.which("chromium"))
        # Without it every Chinese character is a box of another width than on a phone.
        found["fonts-noto-cjk"] = any(Path("/usr/share/fonts").rglob("NotoSansCJK*"))
    return found


def _debian_packages(found: Mapping[str, bool]) -> None:
    """Installs the packages that are not there when this is root's session."""
    missing = [package for package, present in found.items() if not present]
    if not missing:
        return
    line = f"apt-get update && apt-get install -y --no-install-recommends {' '.join(missing)}"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise Missing(f"system packages are missing; as root: {line}")
    print(f"installing {', '.join(missing)} …", flush=True)
    _run("apt-get", "update", "-qq")
    _run("apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing)


def _python_packages() -> None:
    print("installing the Python packages …", flush=True)
    if not (VENV / "bin" / "python").exists():
        _run(sys.executable, "-m", "venv", str(VENV))
    pip = (str(VENV / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    _download(*pip, "--require-hashes", "--requirement", str(PYTHON_LOCK))


def _node_packages() -> None:
    print("installing the npm packages …", flush=True)
    # No package here needs its install script: what they fetch or build is there as a plain dependency.
    _download("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")


def once(stamp: Path, lock: Path, install: Callable[[], None]) -> None:
    """Runs `install` unless it already ran to its end for this very lock file and Python."""
    digest = hashlib.sha256(lock.read_bytes() + sys.version.encode()).hexdigest()
    if stamp.exists() and stamp.read_text() == digest:
        return
    stamp.unlink(missing_ok=True)
    install()
    stamp.write_text(digest)


def _download(*command: str) -> None:
    try:
        _run(*command)
    except Missing as missing:
        # pip and npm name a package that they could not find even when it is the network that is missing.
        hint = "; if there is no fault in it, look at the network and at https_proxy, then start again"
        raise Missing(f"{missing}{hint}") from missing


def _run(*command: str) -> None:
    """Runs a command silently; what it said is shown only when it fails."""
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(
        command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode:
        raise Missing(f"{done.stdout}this failed, see above: {' '.join(command)}")


def _has_library(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Two commands started at the same time install one after the other."""
    lock = ROOT / ".local" / "install.lock"
    lock.parent.mkdir(exist_ok=True)
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    sys.exit(main())
