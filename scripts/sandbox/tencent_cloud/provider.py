"""Tencent Cloud as a provider: one address for all services, told apart by the action header."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from scripts.sandbox.accounts import Accounts
from scripts.sandbox.catalogue import Catalogue
from scripts.sandbox.controls import ControlRoutes
from scripts.sandbox.state import State
from scripts.sandbox.tencent_cloud import tc3
from scripts.sandbox.tencent_cloud.errors import CloudError, answered, refused
from scripts.sandbox.tencent_cloud.faceid import FaceId
from scripts.sandbox.tencent_cloud.npp import NumberProtection
from scripts.sandbox.tencent_cloud.sms import Sms
from scripts.sandbox.wire import Call, Json, Reply, Request

_REGIONS = frozenset({"ap-beijing", "ap-guangzhou", "ap-nanjing", "ap-shanghai"})


@dataclass(frozen=True)
class _Action:
    service: str
    version: str
    run: Callable[[Json], Json]
    needs_region: bool = False


class TencentCloud:
    """The API gateway at `<service>.tencentcloudapi.com`, path `/`."""

    def __init__(self, state: State, accounts: Accounts, catalogue: Catalogue) -> None:
        self._accounts = accounts
        self._sms = Sms(state, accounts, catalogue)
        self._faceid = FaceId(state)
        self._numbers = NumberProtection(state, accounts)
        self._actions = {
            "SendSms": _Action("sms", "2021-01-11", self._sms.send, needs_region=True),
            "IdCardVerification": _Action("faceid", "2018-03-01", self._faceid.verify),
            "GetVirtualNum": _Action("npp", "2019-08-23", self._numbers.get),
            "DelVirtualNum": _Action("npp", "2019-08-23", self._numbers.delete),
        }

    @property
    def controls(self) -> ControlRoutes:
        """What tests and people may order about numbers and identities."""
        return {
            ("POST", "/sms/numbers"): self._sms.set_number,
            ("POST", "/sms/limits"): self._sms.limits.set,
            ("POST", "/faceid/people"): self._faceid.register,
            ("POST", "/npp/numbers"): self._numbers.set_pool,
            ("POST", "/npp/calls"): self._numbers.dial,
        }

    def find(self, request: Request) -> Call | None:
        """The call this request is; None off the path `/`."""
        if request.path != "/":
            return None
        name = request.headers.get("x-tc-action", "")
        action = self._actions.get(name)
        return Call(
            provider=action.service if action else "",
            operation=name,
            answer=lambda: self._answer(request, action),
            busy=lambda: refused(CloudError("InternalError", "An internal error has occurred.")),
            expired=lambda: refused(CloudError("AuthFailure.SignatureExpire", "The signature has expired.")),
        )

    def _answer(self, request: Request, action: _Action | None) -> Reply:
        try:
            return answered(self._run(request, action))
        except CloudError as error:
            return refused(error)

    def _run(self, request: Request, action: _Action | None) -> Json:
        if request.method != "POST":
            raise CloudError("UnsupportedProtocol", "Only POST is supported here.")
        if action is None:
            raise CloudError("InvalidAction", "The action does not exist.")
        if request.headers.get("x-tc-version") != action.version:
            raise CloudError("NoSuchVersion", "The version does not exist.")
        tc3.verify(request, action.service, self._accounts, time.time())
        if action.needs_region and request.headers.get("x-tc-region") not in _REGIONS:
            raise CloudError("UnsupportedRegion", "The region is missing or not supported.")
        asked = request.json_object()
        if asked is None:
            raise CloudError("InvalidParameter", "The body is not a JSON object.")
        return action.run(asked)
