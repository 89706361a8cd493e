"""`admin login`, `whoami`, `logout`: every command runs as the person who proved to hold a staff phone."""

import io
from datetime import UTC, datetime

import pytest

from scripts.demonstration.sandbox import Sandbox
from scripts.local.workers import Running
from tests.admin.conftest import Terminal

ADMINISTRATOR = "19900001000"


class PhoneInHand(io.TextIOBase):
    """Types the code that the phone received, once it is asked for."""

    def __init__(self, sandbox: Sandbox, phone: str) -> None:
        self._sandbox, self._phone, self._since = sandbox, phone, datetime.now(UTC)

    def readline(self, _size: int | None = -1) -> str:  # type: ignore[override]
        return self._sandbox.sms_code(self._phone, self._since) + "\n"


@pytest.fixture
def phone(functions: Running) -> PhoneInHand:
    return PhoneInHand(Sandbox(functions.variables["SMS_BASE_URL"]), ADMINISTRATOR)


def test_a_staff_phone_signs_in_with_the_code_it_received(admin: Terminal, phone: PhoneInHand) -> None:
    said = admin("login", "--phone", ADMINISTRATOR, "--json", keys=phone)
    assert said.data["role"] == "administrator"
    assert admin("whoami", "--json").data == said.data


def test_the_session_file_is_its_owners_alone(admin: Terminal, phone: PhoneInHand) -> None:
    admin("login", "--phone", ADMINISTRATOR, keys=phone)
    assert admin.file.stat().st_mode & 0o777 == 0o600


def test_the_code_is_never_shown(admin: Terminal, phone: PhoneInHand) -> None:
    said = admin("login", "--phone", ADMINISTRATOR, keys=phone)
    code = phone.readline().strip()
    assert code not in said.out + said.err
    assert "199****1000" in said.out


def test_a_wrong_code_is_refused_and_signs_nobody_in(admin: Terminal) -> None:
    said = admin("login", "--phone", ADMINISTRATOR, "--code", "000000")
    assert said.code == 1
    assert "CODE_INVALID: 验证码错误或已失效" in said.err
    assert admin("whoami").code == 1


def test_logging_out_ends_the_session_here_and_on_the_server(admin: Terminal) -> None:
    admin.sign_in("dispatcher")
    kept = admin.file.read_text()
    assert admin("logout").code == 0
    assert admin("whoami", "--json").refused == "LOGIN_REQUIRED"
    admin.file.write_text(kept)
    assert admin("whoami", "--json").refused == "SESSION_INVALID"


def test_a_session_that_ended_elsewhere_can_still_be_forgotten(admin: Terminal) -> None:
    admin.sign_in("dispatcher")
    kept = admin.file.read_text()
    admin("logout")
    admin.file.write_text(kept)
    assert admin("logout").code == 0


def test_a_session_goes_to_no_other_deployment(admin: Terminal) -> None:
    admin.sign_in("dispatcher")
    assert admin("--stage", "production", "whoami", "--json").code != 0
    other = admin("--stage", "production", "whoami", "--json").err
    assert "SESSION_INVALID" not in other
