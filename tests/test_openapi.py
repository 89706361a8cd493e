"""The OpenAPI document is what the handlers register, and the handlers answer as it says, whatever is sent to them."""

import json
import subprocess
import sys
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import load_all_checks

from tests.refusals.sending import somebody
from tests.support.wsgi import DOCUMENT, Gateway

load_all_checks()
CHECKS = [
    schemathesis.checks.CHECKS.get_one(name)
    for name in ("status_code_conformance", "content_type_conformance", "response_schema_conformance")
]
OFFICE_FIRST = ("administrator", "dispatcher", "customer", "courier", "partner")
schema = schemathesis.openapi.from_wsgi("/openapi.json", Gateway())


@pytest.fixture(scope="module")
def sessions(network: Any) -> dict[str, str]:
    """A session of each role, of somebody who has nothing to do with anything; filled as they are needed."""
    return {}


def test_the_document_is_current() -> None:
    program = [sys.executable, "-m", "scripts.openapi", "--check"]
    done = subprocess.run(program, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_operation_says_who_may_and_how_it_refuses() -> None:
    told = json.loads(DOCUMENT.read_text())
    operations = [each for path in told["paths"].values() for each in path.values()]
    assert len({each["operationId"] for each in operations}) == len(operations)
    for each in operations:
        assert {"200", "401", "403", "404", "409", "422", "503"} <= each["responses"].keys(), each["operationId"]
        assert ("x-roles" in each) == ({} not in each["security"]), each["operationId"]


@pytest.mark.slow
@schema.parametrize()
@settings(
    max_examples=5,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_handlers_answer_as_the_document_says(case: Any, network: Any, sessions: dict[str, str]) -> None:
    headers = _signed_in(case.operation.definition.raw.get("x-roles", []), sessions)
    response = case.call(headers=headers)
    assert response.status_code != 500, response.text
    case.validate_response(response, checks=CHECKS)


def _signed_in(roles: list[str], sessions: dict[str, str]) -> dict[str, str]:
    if not roles:
        return {}
    role = next((each for each in OFFICE_FIRST if each in roles), roles[0])
    if role not in sessions:
        sessions[role] = somebody(role, "GZ-TH-1")
    return {"Authorization": f"Bearer {sessions[role]}"}
