"""serverless.yml says what the handlers register: each trigger once, each queue wired, nothing opened in vain."""

import dataclasses
import re
import subprocess
import sys
from typing import Any

import pytest

from logistics.runtime.function import Function
from logistics.settings import Settings
from scripts import manifest
from scripts.local.deployment import load_deployment
from tests.packaging.conftest import ROOT

# Decided for each function, or for another cloud than AWS: never by the provider's environment.
NOT_IN_THE_ENVIRONMENT = {"triggers", "platform_context"}


def nothing(_: Any, ctx: Any) -> None:
    """A use case."""


def function(name: str, **triggers: Any) -> Function:
    made = Function(name)
    made.on(**triggers)(nothing)
    return made


def test_the_generated_files_are_current() -> None:
    command = [sys.executable, "-m", "scripts.manifest", "--check"]
    ran = subprocess.run(command, cwd=ROOT, env={}, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr


def test_every_setting_can_be_deployed() -> None:
    names = {field.name.upper() for field in dataclasses.fields(Settings) if field.name not in NOT_IN_THE_ENVIRONMENT}
    assert set(load_deployment().config["provider"]["environment"]) == names


def test_a_function_is_reached_by_every_trigger_it_registers_and_lets_in_no_other() -> None:
    made = function(
        "ring", http="POST /parcels/<waybill_no>/bell", socket="ring", queue=["ParcelSigned", "OrderPlaced"]
    )
    made.on(schedule="ring_all: rate(5 minutes)")(nothing)
    made.on(schedule="ring_noon: cron(0 12 * * ? *)")(nothing)
    key = "${self:provider.environment.SCHEDULE_KEY}"
    queue = {"arn": {"Fn::GetAtt": ["RingQueue", "Arn"]}, "batchSize": 10}
    assert manifest.entries([made])["ring"] == {
        "handler": "functions/ring/handler.main",
        "environment": {"TRIGGERS": "http queue schedule socket"},
        "package": {"patterns": ["functions/ring/**", "!functions/ring/**/__pycache__/**"]},
        "events": [
            {"httpApi": {"method": "POST", "path": "/parcels/{waybill_no}/bell"}},
            {"websocket": {"route": "ring", "routeResponseSelectionExpression": "$default"}},
            {"schedule": {"rate": "rate(5 minutes)", "input": {"schedule": "ring_all", "key": key}}},
            {
                "schedule": {
                    "rate": "cron(0 12 * * ? *)",
                    "input": {"schedule": "ring_noon", "key": key},
                    "method": "scheduler",
                    "timezone": "Asia/Shanghai",
                }
            },
            {"sqs": queue | {"functionResponseType": "ReportBatchItemFailures"}},
        ],
    }


def test_a_path_that_one_function_answers_alone_is_one_route_and_a_shared_one_is_listed() -> None:
    """CloudFormation holds 500 resources a stack, and each route is one; a function tells itself what it has."""
    cash, track = function("cash"), function("track", http="GET /parcels/<waybill_no>")
    for way in (
        "GET /counts",
        "POST /counts",
        "GET /counts/<day>",
        "POST /counts/<day>/close",
        "POST /parcels/<waybill_no>/cash",
        "GET /floats/<day>",
    ):
        cash.on(http=way)(nothing)
    made = manifest.entries([cash, track])
    assert [event["httpApi"] for event in made["cash"]["events"]] == [
        {"method": "*", "path": "/counts"},
        {"method": "*", "path": "/counts/{proxy+}"},
        {"method": "GET", "path": "/floats/{day}"},
        {"method": "POST", "path": "/parcels/{waybill_no}/cash"},
    ]
    assert [event["httpApi"] for event in made["track"]["events"]] == [
        {"method": "GET", "path": "/parcels/{waybill_no}"}
    ]


def test_login_connects_the_sockets_of_all_functions() -> None:
    entry = manifest.entries([function("login", http="POST /sessions")])["login"]
    assert entry["environment"] == {"TRIGGERS": "http socket"}
    assert entry["events"][1:] == [{"websocket": {"route": "$connect"}}, {"websocket": {"route": "$disconnect"}}]


def test_a_listening_function_has_its_queue_its_dead_letters_and_its_filter() -> None:
    made = manifest.queues([function("ring_bell", queue=["ParcelSigned"]), function("quote", invoke="quote")])
    assert sorted(made) == ["QueuesPolicy", "RingBellDeadQueue", "RingBellQueue", "RingBellSubscription"]
    queue = made["RingBellQueue"]["Properties"]
    assert queue["QueueName"] == "${self:service}-${sls:stage}-ring_bell.fifo"
    assert queue["RedrivePolicy"] == {
        "deadLetterTargetArn": {"Fn::GetAtt": ["RingBellDeadQueue", "Arn"]},
        "maxReceiveCount": 5,
    }
    subscription = made["RingBellSubscription"]["Properties"]
    assert subscription["FilterPolicy"] == {"type": ["ParcelSigned"]}
    assert subscription["RawMessageDelivery"] is True


def test_a_wake_up_comes_from_its_own_queue_and_not_from_the_topic() -> None:
    made = function("relay", queue="TimerDue")
    assert manifest.queues([made]) == {}
    assert manifest.subscriptions([made]) == {}
    assert [event["sqs"]["arn"] for event in manifest.entries([made])["relay"]["events"]] == [
        {"Fn::GetAtt": ["WakeQueue", "Arn"]}
    ]


def test_who_listens_to_what_is_told_by_event() -> None:
    both = [function("sign", queue=["OrderPlaced"]), function("notify", queue=["ParcelSigned", "OrderPlaced"])]
    assert manifest.subscriptions(both) == {"OrderPlaced": ["notify", "sign"], "ParcelSigned": ["notify"]}


@pytest.mark.parametrize(
    "functions",
    [
        [function("a", queue="ParcelTeleported")],
        [function("a", http="GET /parcels/<waybill_no>"), function("b", http="GET /parcels/<number>")],
        [function("a", socket="track"), function("b", socket="track")],
        [function("a", queue="TimerDue"), function("b", queue="TimerDue")],
    ],
    ids=["no such event", "one route twice", "one socket route twice", "two wake"],
)
def test_what_could_never_work_is_refused(functions: list[Function]) -> None:
    with pytest.raises(SystemExit):
        manifest.check(functions)


def test_every_queue_of_the_deployment_outlives_six_runs_of_its_function() -> None:
    """AWS's advice; less, and a slow batch is handed out again while it is still being worked on."""
    deployment = load_deployment()
    timeout_s = deployment.config["provider"]["timeout"]
    for trigger in deployment.queues:
        assert deployment.resources[trigger.queue]["Properties"]["VisibilityTimeout"] >= 6 * timeout_s


def test_the_page_of_errors_knows_codes_of_every_origin() -> None:
    page = (ROOT / "docs/errors.md").read_text()
    for row in (
        "| `QUOTE_EXPIRED` | 409 | 报价已过期，请重新询价 |",
        "| `PARCEL_NOT_FOUND` | 404 | 没有找到这个运单 |",
        "| `LOGIN_REQUIRED` | 401 | 请先登录 |",
        "| `BODY_TOO_LARGE` | 413 | 内容太大，请减少后重试 |",
    ):
        assert row in page


def test_no_code_of_the_page_is_made_up() -> None:
    sources = [*(ROOT / "functions").rglob("*.py"), *(ROOT / "layers/core/python").rglob("*.py")]
    said = "".join(path.read_text() for path in sources)
    codes = re.findall(r"^\| `([A-Z_]+)`", (ROOT / "docs/errors.md").read_text(), re.MULTILINE)
    assert len(codes) > 100
    assert [code for code in codes if f'"{code}"' not in said] == []
