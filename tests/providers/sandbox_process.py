"""One provider sandbox as a child process, and its control interface."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import requests

_ROOT = Path(__file__).parents[2]
_READY = "provider sandbox on "


class SandboxProcess:
    """Starts on a free port; `url` is its address until `stop` or `kill`."""

    def __init__(self, data: Path, *flags: str) -> None:
        command = [sys.executable, "-m", "scripts.sandbox", "--data", str(data), *flags]
        self._process = subprocess.Popen(command, cwd=_ROOT, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        line = self._process.stdout.readline().strip()
        assert line.startswith(_READY), f"the sandbox did not start: {line!r}"
        self.url = line.removeprefix(_READY)
        self._http = requests.Session()
        self._http.trust_env = False

    @property
    def host_and_port(self) -> str:
        """The address without its scheme, as the Tencent Cloud SDK wants it."""
        return self.url.removeprefix("http://")

    def order(self, path: str, /, **payload: object) -> dict[str, Any]:
        """POST a control order that must be taken."""
        answer = self._http.post(f"{self.url}/_sandbox{path}", json=payload, timeout=30)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def refused_order(self, path: str, /, **payload: object) -> str:
        """POST a control order that must be refused; returns the reason."""
        answer = self._http.post(f"{self.url}/_sandbox{path}", json=payload, timeout=30)
        assert answer.status_code == 400, answer.text
        return str(answer.json()["error"])

    def told(self, path: str, /, **query: str) -> dict[str, Any]:
        """GET what a control tells."""
        answer = self._http.get(f"{self.url}/_sandbox{path}", params=query, timeout=30)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def messages(self, **filters: str) -> list[dict[str, Any]]:
        """The messages that arrived, narrowed by kind, openid, phone or since."""
        answer = self._http.get(f"{self.url}/_sandbox/messages", params=filters, timeout=30)
        assert answer.status_code == 200, answer.text
        return list(answer.json()["messages"])

    def clear_faults(self) -> None:
        """Forget every fault still open."""
        self._http.delete(f"{self.url}/_sandbox/faults", timeout=30).raise_for_status()

    def stop(self) -> int:
        """End it in order and return its exit code."""
        self._process.terminate()
        return self._ended()

    def kill(self) -> None:
        """End it as a crash does."""
        os.kill(self._process.pid, signal.SIGKILL)
        self._ended()

    def _ended(self) -> int:
        self._http.close()
        code = self._process.wait(timeout=10)
        assert self._process.stdout is not None
        self._process.stdout.close()
        return code
