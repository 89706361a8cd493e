"""What every command works with: the deployment, the signed-in person's client, and the way to answer."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import typer

from scripts.admin_cli.client import Client
from scripts.admin_cli.output import Output
from scripts.admin_cli.sessions import Sessions
from scripts.admin_cli.target import Target, find_target


@dataclass
class Desk:
    """The options that stand before the command."""

    out: Output
    endpoint: str | None
    stage: str | None
    aws: bool
    session_file: Path | None
    request_id: str

    @cached_property
    def target(self) -> Target:
        """The deployment."""
        return find_target(self.endpoint, self.stage, self.aws)

    @cached_property
    def sessions(self) -> Sessions:
        """Kept sessions."""
        return Sessions(self.session_file)

    @cached_property
    def client(self) -> Client:
        """Calls as the signed-in person, or as a guest."""
        kept = self.sessions.of(self.target.name)
        return Client(self.target, kept["token"] if kept else "")

    def read(self, function: str, action: str, data: Any = None) -> Any:
        """Ask for something."""
        return self.client.call(function, action, data)

    def change(self, function: str, action: str, data: Any = None) -> Any:
        """Change something, once: whoever repeats it with the request id that is shown gets the first answer."""
        request_id = self.request_id or f"cli-{uuid.uuid4()}"
        self.out.say(f"request id {request_id}", "dim")
        return self.client.call(function, action, data, request_id)


def desk(ctx: typer.Context) -> Desk:
    """The desk that the options before the command made."""
    made = ctx.find_object(Desk)
    if made is None:
        raise RuntimeError("a command outside of the app")
    return made
