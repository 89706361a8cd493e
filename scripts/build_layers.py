"""Lay out the layers for AWS: `python -m scripts.build_layers`, which packaging runs by itself.

Each layers/vendor_*/requirements.txt (locked, with hashes) becomes .build/layers/<name>/python: wheels for Lambda's
Python and C library whatever this machine is. A layer whose lock has not changed is left alone; layers/core is copied
every time. All come with their byte code, since a function cannot write any: that is 0.1 s of each cold start.
"""

import compileall
import hashlib
import py_compile
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BUILT = ROOT / ".build/layers"
_TARGET = ["--python-version", "3.11", "--implementation", "cp", "--only-binary=:all:"]
# Tink's wheel names a newer C library than it uses; _check_libraries looks at what the files really need.
_PLATFORMS = ["--platform", "manylinux2014_x86_64", "--platform", "manylinux_2_27_x86_64"]
_GLIBC = 26  # Amazon Linux 2, under python3.11
_FONT = ROOT / "node_modules/@expo-google-fonts/noto-sans-sc/500Medium/NotoSansSC_500Medium.ttf"
_LEAFLET = ROOT / "node_modules/leaflet"
_IN_IMAGES = {"vendor_ocr"}  # too large for a layer: installed by the Dockerfile of the function that needs it


def build_core(target: Path) -> None:
    """Copy the shared layer: the logistics package, and the wrapped keyset where there is one."""
    shutil.rmtree(target, ignore_errors=True)
    source = ROOT / "layers/core"
    unwanted = shutil.ignore_patterns("__pycache__", ".*")
    shutil.copytree(source / "python/logistics", target / "python/logistics", ignore=unwanted)
    if (keyset := source / "keyset.json").exists():
        shutil.copy(keyset, target)
    _compile(target / "python")


def build_vendor(lock: Path, target: Path) -> bool:
    """Make one third-party layer from its lock; False when it was there already."""
    stamp = target / "lock.sha256"
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return False
    shutil.rmtree(target, ignore_errors=True)
    packages = target / "python"
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile"]
    # A lock is whole: what it leaves out (pyvrp's matplotlib) is not to be brought by what it holds.
    what = ["--target", str(packages), "--no-deps", "--require-hashes", "-r", str(lock)]
    subprocess.run([*install, *_TARGET, *_PLATFORMS, *what], check=True)
    shutil.rmtree(packages / "bin", ignore_errors=True)  # console scripts that name this machine's Python
    _check_libraries(packages)
    _compile(packages)
    stamp.write_text(wanted)
    return True


def add_font(layer: Path) -> None:
    """Put the font of labels and documents beside the libraries that draw with it, with its licence."""
    if not _FONT.exists():
        raise SystemExit(f"{_FONT.relative_to(ROOT)} is missing: run npm ci")
    (layer / "fonts").mkdir(exist_ok=True)
    shutil.copy(_FONT, layer / "fonts")
    shutil.copy(_FONT.parents[1] / "LICENSE_FONT", layer / "fonts")


def add_web_library(layer: Path) -> None:
    """Lay out the library that draws maps in a browser, with its licence."""
    if not _LEAFLET.exists():
        raise SystemExit(f"{_LEAFLET.relative_to(ROOT)} is missing: run npm ci")
    (layer / "web").mkdir(parents=True, exist_ok=True)
    for name in ("dist/leaflet.js", "dist/leaflet.css", "LICENSE"):
        shutil.copy(_LEAFLET / name, layer / "web")


def _check_libraries(packages: Path) -> None:
    for library in packages.rglob("*.so*"):
        needed = max((int(minor) for minor in re.findall(rb"GLIBC_2\.(\d+)\b", library.read_bytes())), default=0)
        if needed > _GLIBC:
            raise SystemExit(f"{library.relative_to(packages)} needs glibc 2.{needed}; Lambda has 2.{_GLIBC}")


def _compile(packages: Path) -> None:
    """Byte code that is trusted without a look at the source's time, which a zip does not keep."""
    if sys.version_info[:2] != (3, 11):
        raise SystemExit("layers are built with Python 3.11, the functions' own version")
    mode = py_compile.PycInvalidationMode.UNCHECKED_HASH
    if not compileall.compile_dir(packages, quiet=1, invalidation_mode=mode, stripdir=str(packages)):
        raise SystemExit(f"some of {packages} is not Python 3.11")


def main() -> None:
    """Build every layer."""
    build_core(BUILT / "core")
    for lock in sorted(ROOT.glob("layers/vendor_*/requirements.txt")):
        target = BUILT / lock.parent.name
        if target.name in _IN_IMAGES:
            continue
        print(f"{target.relative_to(ROOT)}: {'built' if build_vendor(lock, target) else 'current'}")
    add_font(BUILT / "vendor_document")
    add_web_library(BUILT / "vendor_web")


if __name__ == "__main__":
    main()
