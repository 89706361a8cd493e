"""Who is signed in where: one file that only its owner may read, a session for each deployment."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import typer


class Sessions:
    """{deployment: what login answered, its token among it}."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file or Path(typer.get_app_dir("logistics-admin")) / "sessions.json"

    def of(self, deployment: str) -> dict[str, Any] | None:
        """The session kept for a deployment."""
        found: dict[str, Any] | None = self._read().get(deployment)
        return found

    def keep(self, deployment: str, session: dict[str, Any]) -> None:
        """Keep a session, in place of an earlier one."""
        self._write(self._read() | {deployment: session})

    def forget(self, deployment: str) -> None:
        """Keep none."""
        self._write({name: kept for name, kept in self._read().items() if name != deployment})

    def _read(self) -> dict[str, Any]:
        try:
            read: dict[str, Any] = json.loads(self._file.read_text())
        except (FileNotFoundError, json.JSONDecodeError):
            return {}
        return read

    def _write(self, sessions: dict[str, Any]) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        partial = self._file.with_suffix(".part")
        partial.unlink(missing_ok=True)
        partial.touch(mode=0o600)
        partial.write_text(json.dumps(sessions))
        partial.replace(self._file)
