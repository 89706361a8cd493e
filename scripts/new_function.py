"""A new function that works as written, and its test: `scripts/new_function NAME`.

NAME is the job in snake_case, a verb or a noun (redirect, address_book). What is written is a small real action to
change into what you need; serverless.yml and docs/actions.md are brought up to date at once.
"""

import argparse
import keyword
import re
import subprocess
import sys
from pathlib import Path
from string import Template

ROOT = Path(__file__).resolve().parents[1]
TEMPLATES = ROOT / "scripts/new_function_files"
_LONGEST = 20  # the templates stay within the line length


def write(name: str) -> list[Path]:
    """Write the function's folder and its test; refuses a name that is taken or that Python cannot import."""
    if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", name) or keyword.iskeyword(name) or len(name) > _LONGEST:
        raise SystemExit(f"{name}: a name is lower-case words joined by _ (address_book), {_LONGEST} letters at most")
    folder, test = ROOT / "functions" / name, ROOT / "tests/functions" / f"test_{name}.py"
    if folder.exists() or test.exists():
        raise SystemExit(f"{name} is there already")
    words = name.split("_")
    values = {
        "name": name,
        "path": "-".join(words),
        "title": " ".join(words).capitalize(),
    }
    files = {folder / "handler.py": "handler.py", folder / "schemas.py": "schemas.py", test: "test.py"}
    folder.mkdir()
    (folder / "__init__.py").touch()
    for path, template in files.items():
        path.write_text(Template((TEMPLATES / f"{template}.txt").read_text()).substitute(values))
    return [folder / "__init__.py", *files]


def main() -> None:
    """Write the files, then the manifest."""
    parser = argparse.ArgumentParser(prog="scripts/new_function", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("name", help="the job in snake_case, for example redirect or address_book")
    name = parser.parse_args().name
    for path in write(name):
        print(f"wrote {path.relative_to(ROOT)}")
    subprocess.run([sys.executable, "-m", "scripts.manifest"], cwd=ROOT, check=True)
    print("next: change the action to what you need, give it its rows in tests/refusals/actions.py, then")
    print(f"scripts/test tests/functions/test_{name}.py tests/refusals")


if __name__ == "__main__":
    main()
