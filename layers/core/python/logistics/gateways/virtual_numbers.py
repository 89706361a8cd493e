"""Calls without knowing each other's numbers: Tencent Cloud number protection (号码保护), version 2019-08-23.

GetVirtualNum joins two phones through a third one (AXB) for a while, DelVirtualNum ends that. Numbers go out with
their country code behind 00, as the service wants them: 008613800000001.
"""

from dataclasses import dataclass

from logistics.domain.faults import Unavailable
from logistics.gateways.problems import refused, unavailable
from logistics.gateways.tencent_cloud import call
from logistics.settings import settings

_SERVICE, _VERSION = "npp", "2019-08-23"
_DONE = "0"
_NO_NUMBER_FREE = "107"
_MAINLAND = "0086"


@dataclass(frozen=True)
class VirtualNumber:
    """`number` as people dial it, `bind_id` what ends it."""

    bind_id: str
    number: str


def bind(caller_e164: str, callee_e164: str, lasts_s: int) -> VirtualNumber:
    """A number that leads each of the two to the other one for `lasts_s` seconds.

    Raises Unavailable VIRTUAL_NUMBERS_USED_UP and PROVIDER_UNAVAILABLE, Conflict PROVIDER_REFUSED.
    """
    asked = {
        "BizAppId": settings().virtual_numbers_app_id,
        "Src": _spelled(caller_e164),
        "Dst": _spelled(callee_e164),
        "Record": "0",
        "MaxAssignTime": str(lasts_s),
    }
    # Not repeatable: a number that was joined before the connection broke would be lost until it ends by itself.
    answer = call(_SERVICE, settings().virtual_numbers_base_url, "GetVirtualNum", _VERSION, asked, repeatable=False)
    code = str(answer.get("ErrorCode"))
    if code == _NO_NUMBER_FREE:
        raise Unavailable("VIRTUAL_NUMBERS_USED_UP", "隐私号码暂时用完，请稍后再拨")
    if code != _DONE:
        raise refused(_SERVICE, code)
    bind_id, number = answer.get("BindId"), answer.get("VirtualNum")
    if not isinstance(bind_id, str) or not isinstance(number, str) or not bind_id or not number:
        raise unavailable(_SERVICE, maybe_done=True)
    return VirtualNumber(bind_id, number.removeprefix(_MAINLAND))


def unbind(bind_id: str) -> bool:
    """End it now; whether there was anything to end. Raises Unavailable PROVIDER_UNAVAILABLE."""
    asked = {"BizAppId": settings().virtual_numbers_app_id, "BindId": bind_id}
    answer = call(_SERVICE, settings().virtual_numbers_base_url, "DelVirtualNum", _VERSION, asked)
    return str(answer.get("ErrorCode")) == _DONE


def _spelled(e164: str) -> str:
    return f"00{e164.removeprefix('+')}"
