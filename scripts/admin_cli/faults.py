"""What can go wrong between the command line and a deployment, each with the exit code it ends in."""

from __future__ import annotations

from typing import Any


class Refused(Exception):
    """The function answered with an error: exit 1. `code` is stable, `message` is for people."""

    def __init__(self, code: str, message: str, details: Any = None) -> None:
        super().__init__(f"{code}: {message}")
        self.code, self.message, self.details = code, message, details or {}


class Misused(Exception):
    """The command cannot be run as it was typed: exit 2."""


class Unreachable(Exception):
    """Nothing answers where the functions should be, or nobody knows where that is: exit 3, one line."""
