"""Which deployment a command speaks to: the local cloud that runs here, or one in AWS."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from scripts.admin_cli.faults import Unreachable
from scripts.local.deployment import load_deployment
from scripts.local.state import running

_ROOT = Path(__file__).resolve().parents[2]
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class Target:
    """`endpoint` is where the Lambda Invoke API is, None for AWS's own; functions are `<service>-<stage>-<name>`.

    `sandbox_url` and `variables` (of the functions) are known of the local cloud only.
    """

    service: str
    stage: str
    endpoint: str | None
    sandbox_url: str = ""
    variables: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def name(self) -> str:
        """Tells this deployment's sessions from those of others."""
        where = self.endpoint or f"aws:{os.environ.get('AWS_PROFILE', '')}:{os.environ.get('AWS_REGION', '')}"
        return f"{self.service}-{self.stage}-{hashlib.sha256(where.encode()).hexdigest()[:12]}"

    @property
    def local(self) -> bool:
        """Whether it runs on this machine, where any AWS credentials will do."""
        return self.endpoint is not None and urlsplit(self.endpoint).hostname in _LOOPBACK

    def function(self, name: str) -> str:
        """The name that AWS knows a function by."""
        return f"{self.service}-{self.stage}-{name}"


def find_target(endpoint: str | None, stage: str | None, aws: bool) -> Target:
    """The deployment that the options name, else the local cloud that runs; Unreachable if there is none."""
    if aws:
        return Target(load_deployment().service, stage or "dev", None)
    state = running()
    if endpoint and (state is None or endpoint != state["lambda_url"]):
        return Target(load_deployment().service, stage or "dev", endpoint)
    if state is None:
        raise Unreachable("nothing runs here: start it with scripts/up, or name a deployment (--endpoint URL, --aws)")
    return Target(
        state["service"], stage or state["stage"], state["lambda_url"], state["sandbox_url"], state["environment"]
    )


def known_functions() -> list[str]:
    """The functions of this repository, for suggestions."""
    return sorted(path.parent.name for path in _ROOT.glob("functions/*/handler.py"))
