"""OCR of printed text through wechatpy's client: the lines with their corners, and each refusal's own code."""

import hashlib
from typing import Any

import pytest
from wechatpy.exceptions import WeChatClientException

from tests.providers.sandbox_process import SandboxProcess
from tests.providers.wechat_client import SandboxWeChatClient

PHOTO = b"\xff\xd8\xff\xe0" + b"label" * 40
PATH = "https://api.weixin.qq.com/cv/ocr/comm"


@pytest.fixture
def client(sandbox: SandboxProcess) -> SandboxWeChatClient:
    return SandboxWeChatClient(sandbox.url)


def read(client: SandboxWeChatClient, photo: bytes, **more: Any) -> Any:
    return client.post(PATH, files={"img": ("photo.jpg", photo)}, **more)


def errcode(call: Any, *args: Any, **named: Any) -> int:
    with pytest.raises(WeChatClientException) as caught:
        call(*args, **named)
    return int(caught.value.errcode)


def register(sandbox: SandboxProcess, photo: bytes, *lines: str) -> None:
    sandbox.order("/wechat/photo-texts", sha256=hashlib.sha256(photo).hexdigest(), lines=list(lines))


def test_a_registered_photo_says_its_lines_from_top_to_bottom(
    sandbox: SandboxProcess, client: SandboxWeChatClient
) -> None:
    register(sandbox, PHOTO, "收件人 白露", "江苏省南京市")
    answer = read(client, PHOTO)
    assert (answer["errcode"], [item["text"] for item in answer["items"]]) == (0, ["收件人 白露", "江苏省南京市"])
    first, second = (item["pos"] for item in answer["items"])
    assert first.keys() == {"left_top", "right_top", "right_bottom", "left_bottom"}
    assert first["left_bottom"]["y"] < second["left_top"]["y"]
    assert first["left_top"]["x"] < first["right_top"]["x"]
    assert answer["img_size"].keys() == {"w", "h"}


def test_a_photo_nobody_registered_has_no_text(client: SandboxWeChatClient) -> None:
    assert read(client, PHOTO + b"other")["items"] == []


@pytest.mark.parametrize(
    "photo",
    [b"", b"GIF89a" + bytes(60), b"<svg>", b"\xff\xd8\xff" + bytes(2 * 1024 * 1024)],
    ids=["empty", "gif", "svg", "above 2 MB"],
)
def test_what_is_no_small_jpeg_or_png_is_refused(client: SandboxWeChatClient, photo: bytes) -> None:
    assert errcode(read, client, photo) == 101002


def test_a_call_without_a_photo_is_refused(client: SandboxWeChatClient) -> None:
    assert errcode(client.post, PATH, files={"other": ("photo.jpg", PHOTO)}) == 41005
    assert errcode(client.post, PATH, data={"img": "photo"}) == 41005
    assert errcode(read, client, PHOTO, params={"img_url": "https://example.test/a.jpg"}) == 101000


def test_past_the_quota_nothing_is_read(start_sandbox: Any) -> None:
    sandbox = start_sandbox()
    client = SandboxWeChatClient(sandbox.url)
    sandbox.order("/wechat/photo-quota", left=1)
    assert read(client, PHOTO)["items"] == []
    assert errcode(read, client, PHOTO) == 45009


def test_what_was_registered_outlives_a_restart(start_sandbox: Any) -> None:
    first = start_sandbox()
    register(first, PHOTO, "一行字")
    first.kill()
    client = SandboxWeChatClient(start_sandbox().url)
    assert [item["text"] for item in read(client, PHOTO)["items"]] == ["一行字"]


def test_a_control_order_that_makes_no_sense_is_refused(sandbox: SandboxProcess) -> None:
    assert "lines" in sandbox.refused_order("/wechat/photo-texts", sha256="0" * 64, lines="text")
    assert "sha256" in sandbox.refused_order("/wechat/photo-texts", lines=[])
