"""The mini-program on two phones in a browser, in front of the functions of this machine."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from pathlib import Path

from scripts.local.server import HOST, Server
from scripts.local.servers_http import ROOT, answers_http

_OUTLET = "GZ-TH-1"
_COURIER_PAGE = "courier/pages/tasks/index"
_CUSTOMER_PHONE = "19900008001"
# What a tester pastes or types, all of it made up; both addresses are served by the courier's outlet.
_SAMPLES = {
    "寄件人": "林知夏 19900008001 广东省广州市天河区天河路208号桂花楼502室",
    "收件人": "沈星河 19900008002 广东省广州市天河区体育西路66号云杉座1203室",
    "实名核验": "林知夏",
    "身份证号": "11010519491231002X",
}


class PreviewServer(Server):
    """The development server of the mini-program; `addresses` are the state's: http_url, ws_url, lambda_url, …"""

    name = "preview"
    ready_within_s = 60.0

    def __init__(self, data: Path, port: int, addresses: Mapping[str, str], functions: str) -> None:
        super().__init__(data, port)
        self._addresses, self._functions = addresses, functions

    @property
    def url(self) -> str:
        """The page with the two phones."""
        return f"http://{HOST}:{self.port}"

    def command(self) -> list[str]:
        """`serve.mjs` with everything that the phones may reach."""
        at = self._addresses
        told = {
            "--port": str(self.port),
            "--app": str(ROOT / "miniprogram"),
            "--api": at["http_url"],
            "--ws": at["ws_url"],
            "--lambda": at["lambda_url"],
            "--functions": self._functions,
            "--sandbox": at["sandbox_url"],
            "--files": at["aws_endpoint_url"],
            "--world": self._world(),
        }
        phones = [f"--phone={phone}" for phone in (_CUSTOMER_PHONE, courier_phone())]
        starts = ["--start=", f"--start={_COURIER_PAGE}"]
        samples = [f"--sample={name}={text}" for name, text in _SAMPLES.items()]
        named = [part for pair in told.items() for part in pair]
        return ["node", str(ROOT / "scripts/preview/serve.mjs"), *named, *phones, *starts, *samples]

    def answers(self) -> bool:
        """Whether its page is served."""
        return answers_http(self.port, "/")

    def _world(self) -> str:
        """A name that changes with the data, so that the phones forget what they knew of earlier data."""
        file = self.data / "world"
        if not file.exists():
            file.write_text(secrets.token_hex(8))
        return file.read_text()


def courier_phone() -> str:
    """The seeded courier who serves the samples' addresses."""
    staff = json.loads(Path(__file__).with_name("network.json").read_text(encoding="utf-8"))["staff"]
    return next(str(each["phone"]) for each in staff if (each["role"], each["outlet"]) == ("courier", _OUTLET))
