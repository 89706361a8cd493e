"""WeChat's OCR as an engine, against the sandbox: lines, refusals, a token that ran out, a quota that is used up."""

import hashlib
from typing import Any

import pytest

from logistics.domain.faults import Invalid, Unavailable
from logistics.gateways.ocr_wechat import WechatEngine
from logistics.gateways.wechat import Wechat
from logistics.store.redis import redis
from logistics.store.tokens import read_token, swap_token
from tests.providers.sandbox_process import SandboxProcess

PHOTO = b"\x89PNG\r\n\x1a\n" + b"label" * 40


@pytest.fixture
def engine(variables: dict[str, str], setting: Any, sandbox: SandboxProcess) -> WechatEngine:
    setting(WECHAT_BASE_URL=sandbox.url, PROVIDER_TIMEOUT_MS="1000")
    redis().delete("wechat:wx0000000000000001_access_token")
    return WechatEngine(Wechat(read_token, swap_token))


@pytest.fixture
def photo(sandbox: SandboxProcess) -> bytes:
    digest = hashlib.sha256(PHOTO).hexdigest()
    sandbox.order("/wechat/photo-texts", sha256=digest, lines=["白露 13800000021", "南京市鼓楼区"])
    return PHOTO


def test_lines_come_with_their_corners_and_without_a_word_on_certainty(engine: WechatEngine, photo: bytes) -> None:
    first, second = engine.read(photo)
    assert (first.text, first.confidences) == ("白露 13800000021", ())
    (left, top), (right, _), (_, bottom), _ = first.box
    assert left < right
    assert top < bottom < second.box[0][1]


def test_a_photo_without_text_has_no_lines(engine: WechatEngine) -> None:
    assert engine.read(PHOTO + b"blank") == []


def test_what_wechat_cannot_decode_is_no_photo(engine: WechatEngine) -> None:
    with pytest.raises(Invalid) as refused:
        engine.read(b"\xff\xd8\xff" + bytes(2 * 1024 * 1024))
    assert refused.value.code == "PHOTO_UNREADABLE"


def test_a_token_that_ran_out_is_renewed_and_the_photo_sent_again(
    engine: WechatEngine, photo: bytes, sandbox: SandboxProcess
) -> None:
    engine.read(photo)
    sandbox.order("/faults", provider="wechat", path="/cv/ocr/comm", kind="expired_token")
    assert len(engine.read(photo)) == 2


@pytest.mark.parametrize("kind", ["busy", "http_500", "nonsense"])
def test_a_wechat_that_cannot_read_now_is_unavailable(
    engine: WechatEngine, photo: bytes, sandbox: SandboxProcess, kind: str
) -> None:
    engine.read(photo)
    sandbox.order("/faults", provider="wechat", path="/cv/ocr/comm", kind=kind)
    with pytest.raises(Unavailable) as refused:
        engine.read(photo)
    assert refused.value.code == "PROVIDER_UNAVAILABLE"


def test_past_the_quota_it_is_unavailable(variables: dict[str, str], setting: Any, start_sandbox: Any) -> None:
    sandbox = start_sandbox()
    setting(WECHAT_BASE_URL=sandbox.url)
    redis().delete("wechat:wx0000000000000001_access_token")
    sandbox.order("/wechat/photo-quota", left=0)
    with pytest.raises(Unavailable):
        WechatEngine(Wechat(read_token, swap_token)).read(PHOTO)
