"""Exit codes, suggestions and --json: 1 refused, 2 wrong usage, 3 nothing answers."""

import json
import shutil
from pathlib import Path
from typing import Any

import boto3
import pytest

from scripts.admin_cli.app import main
from scripts.admin_cli.client import Client
from scripts.admin_cli.faults import Misused, Unreachable
from scripts.admin_cli.fields import data_of
from scripts.admin_cli.target import Target
from scripts.local.server import free_port
from tests.admin.conftest import Terminal


@pytest.mark.parametrize(
    ("words", "suggested"),
    [
        (("orders", "wating"), "waiting"),
        (("ordres", "waiting"), "orders"),
        (("invoke", "trak", "track_parcel"), "track"),
        (("run", "sweeep"), "sweep"),
    ],
)
def test_a_slip_of_the_finger_is_wrong_usage_and_gets_a_suggestion(
    admin: Terminal, words: tuple[str, ...], suggested: str
) -> None:
    said = admin.sign_in("administrator")(*words)
    assert said.code == 2
    assert suggested in said.err


def test_an_action_that_does_not_exist_is_refused_with_those_that_do(admin: Terminal) -> None:
    said = admin("invoke", "track", "trac_parcel")
    assert said.code == 1
    assert "ACTION_NOT_FOUND" in said.err
    assert "track_parcel" in said.err


def test_a_missing_argument_is_wrong_usage(admin: Terminal) -> None:
    assert admin("orders", "assign", "WB613956486811").code == 2


def test_where_nothing_listens_one_line_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    endpoint = f"http://127.0.0.1:{free_port()}"
    assert main(["--endpoint", endpoint, "--session-file", str(tmp_path / "s.json"), "whoami"]) == 3
    assert capsys.readouterr().err.startswith(f"UNREACHABLE: {endpoint}: ")


def test_a_refusal_is_said_for_people_or_as_json_and_never_on_stdout(admin: Terminal) -> None:
    plain, for_programs = admin("orders", "waiting"), admin("orders", "waiting", "--json")
    said = "LOGIN_REQUIRED: 请先登录\nsign in: scripts/admin login --phone …\n"
    assert (plain.code, plain.out, plain.err) == (1, "", said)
    assert (for_programs.code, for_programs.out) == (1, "")
    assert json.loads(for_programs.err) == {"error": {"code": "LOGIN_REQUIRED", "message": "请先登录", "details": {}}}


def test_json_may_stand_anywhere_and_prints_data_only(admin: Terminal) -> None:
    admin.sign_in("dispatcher")
    for words in (("--json", "orders", "waiting"), ("orders", "--json", "waiting"), ("orders", "waiting", "--json")):
        assert admin(*words).data == []


def test_every_command_runs_with_the_callers_role(admin: Terminal) -> None:
    assert admin.sign_in("courier", "GZ-TH-1")("parked", "list", "--json").refused == "ROLE_FORBIDDEN"
    assert admin.sign_in("dispatcher")("parked", "list", "--json").data == []


def test_any_action_can_be_called_with_fields_or_json(admin: Terminal) -> None:
    words = ["product=standard", "from_adcode=440106", "to_adcode=330108", "weight_g:=1500"]
    by_fields = admin("invoke", "quote", "quote_price", *words, "--json").data
    body = {"product": "standard", "from_adcode": "440106", "to_adcode": "330108", "weight_g": 1500}
    by_json = admin("invoke", "quote", "quote_price", "--json", json.dumps(body)).data
    assert by_fields["total_fen"] == by_json["total_fen"] > 0


@pytest.mark.parametrize(
    ("words", "data"),
    [
        ([], {}),
        (["a=1"], {"a": "1"}),
        (["a:=1"], {"a": 1}),
        (["a=b=c"], {"a": "b=c"}),
        (["to.name=x", "to.at:=[1]"], {"to": {"name": "x", "at": [1]}}),
        (['{"a": {"b": 1}}', "c:=null"], {"a": {"b": 1}, "c": None}),
    ],
)
def test_fields_make_the_data_of_a_call(words: list[str], data: dict[str, Any]) -> None:
    assert data_of(words) == data


@pytest.mark.parametrize("word", ["a", "=1", "a:=", "{", "a:=x", ":=1"])
def test_words_that_are_no_fields_are_wrong_usage(word: str) -> None:
    with pytest.raises(Misused):
        data_of([word])


def test_a_schedules_key_is_read_from_the_deployment(cloud: Any, variables: dict[str, str]) -> None:
    endpoint = variables["AWS_ENDPOINT_URL"]
    role = boto3.client("iam", endpoint_url=endpoint).create_role(RoleName="relay", AssumeRolePolicyDocument="{}")
    boto3.client("lambda", endpoint_url=endpoint).create_function(
        FunctionName="logistics-dev-relay",
        Runtime="python3.11",
        Role=role["Role"]["Arn"],
        Handler="handler.main",
        Code={"ZipFile": b"made up"},
        Environment={"Variables": {"SCHEDULE_KEY": "the-key-of-this-deployment"}},
    )
    client = Client(Target("logistics", "dev", endpoint))
    assert client.variable("relay", "SCHEDULE_KEY") == "the-key-of-this-deployment"
    with pytest.raises(Unreachable):
        client.variable("notify", "SCHEDULE_KEY")


def test_help_tells_of_every_group_with_examples(admin: Terminal) -> None:
    said = admin("--help")
    assert said.code == 0
    groups = "order orders events parked outlets couriers staff tariffs journal ratings keys"
    for name in groups.split():
        assert f" {name} " in said.out
    assert "weight_g:=1500" in admin("invoke", "--help").out


def test_keys_are_rotated_in_a_file_only_by_who_may_seal_anew(
    admin: Terminal, variables: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "keyset.json"
    shutil.copy(variables["KEYSET_FILE"], file)
    before = file.read_text()
    assert admin.sign_in("dispatcher")("keys", "rotate", "--file", str(file), "--json").refused == "ROLE_FORBIDDEN"
    assert file.read_text() == before
    rotated = admin.sign_in("administrator")("keys", "rotate", "--file", str(file), "--json").data
    keys = json.loads(file.read_text())["values"]
    assert keys["primaryKeyId"] == rotated["key_id"]
    assert len(keys["key"]) == 2
    assert admin("keys", "retire", "values", "--file", str(file)).code == 0
    assert [key["keyId"] for key in json.loads(file.read_text())["values"]["key"]] == [rotated["key_id"]]


def test_the_first_keys_are_made_without_a_sign_in_and_never_over_others(admin: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "made" / "keyset.json"
    assert admin("keys", "create", "--file", str(file), "--json").data == {"file": str(file), "wrapped": False}
    made = file.read_text()
    assert {kind: len(keyset["key"]) for kind, keyset in json.loads(made).items()} == {"values": 1, "indexes": 1}
    assert file.stat().st_mode & 0o777 == 0o600
    assert admin("keys", "create", "--file", str(file), "--json").refused == "KEYSET_EXISTS"
    assert file.read_text() == made
    assert admin("keys", "create").code == 2, "where to must be said"


def test_first_keys_under_kms_do_not_stand_in_the_file(
    admin: Terminal, variables: dict[str, str], tmp_path: Path
) -> None:
    key = boto3.client("kms", endpoint_url=variables["AWS_ENDPOINT_URL"]).create_key()["KeyMetadata"]["Arn"]
    file = tmp_path / "keyset.json"
    assert admin("keys", "create", "--file", str(file), "--kms-key", key, "--json").data["wrapped"] is True
    assert all(isinstance(keyset, str) for keyset in json.loads(file.read_text()).values())
    added = admin("keys", "add", "values", "--file", str(file), "--kms-key", key, "--json").data
    assert admin("keys", "promote", "values", "--file", str(file), "--kms-key", key, "--json").data == added
    other = tmp_path / "other.json"
    unknown = key.replace(key.split("/")[-1], "00000000-0000-0000-0000-000000000000")
    refused = admin("keys", "create", "--file", str(other), "--kms-key", unknown, "--json").refused
    assert (refused, other.exists()) == ("KEYSET_UNAVAILABLE", False)


def test_an_index_key_is_not_rotated_in_one_go(admin: Terminal) -> None:
    assert admin("keys", "rotate", "indexes").code == 2
