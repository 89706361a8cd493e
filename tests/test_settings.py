"""What a deployment may say, and what it may not."""

import pytest

from logistics.domain.faults import Unavailable
from logistics.settings import read_settings


@pytest.mark.parametrize(
    "name", ["WECHAT_BASE_URL", "SMS_BASE_URL", "FACEID_BASE_URL", "VIRTUAL_NUMBERS_BASE_URL", "MAPS_BASE_URL"]
)
@pytest.mark.parametrize("host", ["127.0.0.1:3900", "localhost", "[::1]:3900"])
def test_production_refuses_a_provider_on_this_machine(name: str, host: str) -> None:
    with pytest.raises(Unavailable) as refusal:
        read_settings({"STAGE": "production", name: f"http://{host}"})
    assert refusal.value.code == "SETTING_INVALID"
    assert read_settings({"STAGE": "development", name: f"http://{host}"}).stage == "development"


def test_an_empty_variable_keeps_the_default() -> None:
    assert read_settings({"WAYBILL_PREFIX": "", "MONGODB_TIMEOUT_MS": ""}) == read_settings({})


def test_a_number_must_be_one() -> None:
    with pytest.raises(Unavailable) as refusal:
        read_settings({"MAX_BODY_BYTES": "many"})
    assert refusal.value.code == "SETTING_INVALID"


def test_only_the_listed_kinds_of_events_are_let_in() -> None:
    assert read_settings({"TRIGGERS": "invoke http"}).triggers == {"invoke", "http"}


def test_the_operators_template_ids_stand_for_our_names() -> None:
    chosen = read_settings({"PROVIDER_TEMPLATES": "tmpl_signed=aBc-1 100001=2233445"})
    assert chosen.provider_template("tmpl_signed") == "aBc-1"
    assert chosen.provider_template("100001") == "2233445"
    assert chosen.provider_template("tmpl_picked_up") == "tmpl_picked_up"
