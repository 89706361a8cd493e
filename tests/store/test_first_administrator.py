"""A new deployment gets its first administrator from the command line, and only its first."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from logistics.domain.ids import new_id
from logistics.store.connection import client
from logistics.store.mongo import Unit

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def new_deployment(variables: dict[str, str]) -> Iterator[dict[str, str]]:
    """The environment of a deployment whose database is empty."""
    name = f"new_{new_id(datetime.now(UTC)).lower()}"
    where, _, options = variables["MONGODB_URI"].partition("?")
    yield {**os.environ, **variables, "MONGODB_URI": f"{where.rsplit('/', 1)[0]}/{name}?{options}"}
    client().drop_database(name)


def command(env: dict[str, str], phone: str) -> subprocess.CompletedProcess[str]:
    call = [sys.executable, "-m", "scripts.first_administrator", "--name", "程一鸣", "--phone", phone]
    return subprocess.run(call, cwd=ROOT, env=env, capture_output=True, text=True, check=False)


def test_the_first_administrator_can_be_found_by_phone_and_a_second_is_refused(new_deployment: dict[str, str]) -> None:
    made = command(new_deployment, "13700000011")
    assert made.returncode == 0, made.stderr
    again = command(new_deployment, "13700000012")
    assert (again.returncode, again.stderr.split(":")[0]) == (1, "ADMINISTRATOR_KNOWN")
    db: Any = client()[new_deployment["MONGODB_URI"].rsplit("/", 1)[1].split("?")[0]]
    [row] = db["staff"].find()
    member = Unit(datetime.now(UTC), db).staff.by_phone("13700000011")
    assert member is not None and (member.role, member.id) == ("administrator", row["_id"])
    assert made.stdout.strip() == f"administrator {row['_id']}"


def test_a_number_that_is_no_phone_is_refused(new_deployment: dict[str, str]) -> None:
    refused = command(new_deployment, "12")
    assert (refused.returncode, refused.stderr.split(":")[0]) == (1, "PHONE_INVALID")
