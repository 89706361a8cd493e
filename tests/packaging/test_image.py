"""parse_address as a container image: what is built, what CloudFormation is told, and that it reads a photo."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest

from scripts.local.deployment import load_deployment
from scripts.local.runtime_api import WorkerPool
from tests.packaging.conftest import ROOT
from tests.support.calls import http_event
from tests.support.people import sign_in

DOCKERFILE = ROOT / "functions/parse_address/Dockerfile"
DIGEST = "sha256:" + "0123456789abcdef" * 4
# Stands for the one thing that no test machine has, an image builder: notes what it is asked, and answers a push.
DOCKER = f"""#!/bin/sh
echo "$@" >> "$DOCKER_LOG"
[ "$1" = push ] && echo "latest: digest: {DIGEST} size: 1"
exit 0
"""


def instructions(name: str) -> list[list[str]]:
    lines = DOCKERFILE.read_text().splitlines()
    return [shlex.split(line)[1:] for line in lines if line.startswith(f"{name} ")]


@pytest.mark.parametrize(
    ("chosen", "form"),
    [
        ({}, {"handler": "functions/parse_address/handler.main", "image": None, "layers": None, "memorySize": 1024}),
        (
            {"PARSE_ADDRESS": "image"},
            {"handler": None, "image": {"name": "parse_address"}, "layers": [], "memorySize": 3072},
        ),
    ],
    ids=["zip", "image"],
)
def test_a_variable_chooses_the_form(chosen: dict[str, str], form: dict[str, Any]) -> None:
    function = load_deployment(env=chosen).functions["parse_address"]
    assert {name: function[name] for name in form} == form
    assert function["environment"]["OCR_ENGINE"] == ("rapidocr" if chosen else "")


def test_all_that_the_image_copies_is_in_its_build_context() -> None:
    let_in = [
        line[1:]
        for line in DOCKERFILE.with_name("Dockerfile.dockerignore").read_text().splitlines()
        if line.startswith("!")
    ]
    for *sources, _ in instructions("COPY"):
        for source in sources:
            assert (ROOT / source).exists(), source
            assert any(fnmatch(source.rstrip("/"), pattern) for pattern in let_in), source


@pytest.mark.slow
@pytest.mark.alone
def test_cloudformation_is_told_of_an_image_without_layers(variables: dict[str, str], tmp_path: Path) -> None:
    docker = tmp_path / "bin/docker"
    docker.parent.mkdir()
    docker.write_text(DOCKER)
    docker.chmod(0o755)
    chosen = {
        **os.environ,
        **variables,
        "PATH": f"{docker.parent}:{os.environ['PATH']}",
        "DOCKER_LOG": str(tmp_path / "asked"),
        "PARSE_ADDRESS": "image",
        "PYTHON": sys.executable,
        "SLS_TELEMETRY_DISABLED": "1",
        "SLS_NOTIFICATIONS_MODE": "off",
    }
    osls = [
        str(ROOT / "node_modules/.bin/serverless"),
        "package",
        "--stage",
        "dev",
        "--package",
        str(tmp_path / "made"),
    ]
    ran = subprocess.run(osls, cwd=ROOT, env=chosen, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    template = json.loads((tmp_path / "made/cloudformation-template-update-stack.json").read_text())
    images = [
        each["Properties"]
        for each in template["Resources"].values()
        if each["Type"] == "AWS::Lambda::Function" and each["Properties"].get("PackageType") == "Image"
    ]
    assert [each["FunctionName"] for each in images] == ["logistics-dev-parse_address"]
    assert images[0]["Code"]["ImageUri"].endswith(DIGEST)
    assert not images[0].get("Layers")
    assert not images[0].keys() & {"Handler", "Runtime"}
    built = next(line for line in (tmp_path / "asked").read_text().splitlines() if line.startswith("build"))
    assert f"-f {DOCKERFILE}" in built


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the Dockerfile copies and installs, laid out below a folder: its own locks and files and nothing else."""
    root = tmp_path_factory.mktemp("image")
    for *sources, target in instructions("COPY"):
        for source in sources:
            _copy(ROOT / source, root / target.lstrip("/"), target.endswith("/"))
    subprocess.run([sys.executable, "-m", "venv", str(root / "usr")], check=True)
    install = next(words for words in instructions("RUN") if words[0] == "pip")
    words = [str(root) + each if each.startswith("/") else each for each in install if each != "--no-cache-dir"]
    command = [str(root / "usr/bin/python"), "-m", *words, "--quiet", "--disable-pip-version-check"]
    subprocess.run(command, check=True)
    return root


def _copy(source: Path, target: Path, into_folder: bool) -> None:
    if source.is_dir():
        shutil.copytree(source, target, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
        return
    file = target / source.name if into_folder else target
    file.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(source, file)


@pytest.mark.slow
@pytest.mark.alone
def test_the_image_answers_and_reads_a_photo_with_what_it_brings(
    image: Path, variables: dict[str, str], store: Any
) -> None:
    from scripts.benchmarks.cameras import photographed
    from scripts.benchmarks.labels import label
    from tests.functions.test_parse_photo import sent

    session, drawn = sign_in("customer"), label(4)
    key = sent(session, photographed(drawn.picture, "clean", 4))
    paths = re.search(r"PYTHONPATH=(\S+)", DOCKERFILE.read_text())
    assert paths is not None
    environment = {
        **{name: value for name, value in variables.items() if name != "PYTHONPATH"},
        "PYTHONPATH": os.pathsep.join(str(image) + each for each in paths[1].split(":")),
        "PYTHONDONTWRITEBYTECODE": "1",
        "TRIGGERS": "http invoke",
        "OCR_ENGINE": "rapidocr",
        "TOPIC_ARN": "",
        "PATH": os.environ["PATH"],
    }
    pool = WorkerPool(
        "functions.parse_address.handler.main",
        env=environment,
        cwd=image / "var/task",
        processes=1,
        log=image / "log",
        python=image / "usr/bin/python",
    )
    try:
        event = http_event("POST", "/addresses/parse", {"image_key": key, "source": "photo"}, session)
        reply = pool.invoke(event)
    finally:
        pool.close()
    person = json.loads(reply["body"])["data"]["people"][0]
    assert (person["name"], person["phone"]) == (drawn.consignee.name, drawn.consignee.phone)
