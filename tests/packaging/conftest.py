"""The packaged functions and layers, unpacked as AWS lays them out, and an interpreter that has nothing else."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
LAYERS = ("core", "vendorCommon", "vendorDocument", "vendorWeb")
# What the Lambda runtime brings along: its client, and no package of ours.
RUNTIME = ("awslambdaric", "simplejson", "snapshot-restore-py")


@dataclass(frozen=True)
class Unpacked:
    """`/var/task` of each function, `/opt` with the layers, and the CloudFormation template."""

    root: Path
    template: dict[str, Any]
    python: Path

    @property
    def functions(self) -> dict[str, dict[str, Any]]:
        """Each function's resource properties, by name."""
        found = {}
        for resource in self.template["Resources"].values():
            if resource["Type"] == "AWS::Lambda::Function":
                found[resource["Properties"]["Handler"].split("/")[1]] = resource["Properties"]
        return found

    def task(self, function: str) -> Path:
        return self.root / "task" / function

    @property
    def layers(self) -> Path:
        return self.root / "opt"

    def environment(self, function: str, cloud: Mapping[str, str]) -> dict[str, str]:
        """The function's variables as deployed, beside the credentials and addresses of the local AWS."""
        deployed = self.functions[function]["Environment"]["Variables"]
        aws = {name: value for name, value in cloud.items() if name.startswith("AWS_")}
        paths = [self.task(function), self.layers / "python"]
        # On Lambda both folders are read-only: no byte code is written beside what was packaged.
        python = {"PYTHONPATH": os.pathsep.join(map(str, paths)), "PYTHONDONTWRITEBYTECODE": "1"}
        return {**aws, **deployed, **python, "PATH": os.environ["PATH"]}


@pytest.fixture(scope="session")
def unpacked(variables: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Unpacked:
    """`osls package` against the local endpoint, and its zips laid out."""
    root = tmp_path_factory.mktemp("package")
    made = root / "made"
    osls = [str(ROOT / "node_modules/.bin/serverless"), "package", "--stage", "dev", "--package", str(made)]
    quiet = {"SLS_TELEMETRY_DISABLED": "1", "SLS_NOTIFICATIONS_MODE": "off"}
    # TOPIC_ARN is named anew: the tests' own process keeps it empty. The keyset here is a file, not wrapped by KMS, and
    # no gateway holds sockets: where they are pushed to, only AWS could tell.
    here = {"KEYSET_KMS_KEY": "", "CONNECTIONS_URL": ""}
    chosen = {**os.environ, **variables, **quiet, **here, "PYTHON": sys.executable}
    ran = subprocess.run(osls, cwd=ROOT, env=chosen, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    for archive in made.glob("*.zip"):
        target = root / "opt" if archive.stem in LAYERS else root / "task" / archive.stem
        with zipfile.ZipFile(archive) as packed:
            packed.extractall(target)
    template = json.loads((made / "cloudformation-template-update-stack.json").read_text())
    return Unpacked(root, template, _bare_python(root / "runtime"))


def _bare_python(folder: Path) -> Path:
    """An interpreter whose site-packages hold the runtime client alone."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    site = next(folder.glob("lib/python*/site-packages"))
    for name in RUNTIME:
        for file in distribution(name).files or []:
            if ".." not in file.parts:
                (site / file).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(Path(str(file.locate())), site / file)
    return folder / "bin/python"
