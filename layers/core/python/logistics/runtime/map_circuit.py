"""Asking the map so that one that fails is left alone for a moment: one circuit for each of its services."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import TypeVar

from logistics.domain.faults import Conflict, Fault, Unavailable
from logistics.domain.shanghai import at_clock, business_day
from logistics.runtime.logs import log
from logistics.settings import settings
from logistics.store import limits, places

T = TypeVar("T")

_REST_S = 10
_SECOND_KEPT_S = 2
_DAY_S = 86_400


def ask(service: str, question: Callable[[], T], now: datetime) -> T:
    """Ask a service of the map, unless it rests; when it fails it rests for a moment, or until its quota is new.

    Raises what the question does, and Unavailable PROVIDER_UNAVAILABLE while it rests.
    """
    if places.is_resting(service):
        raise Unavailable("PROVIDER_UNAVAILABLE", "服务暂时不可用，请稍后再试", provider="maps", maybe_done=False)
    try:
        return question()
    except Fault as fault:
        spent = fault.code == "PROVIDER_QUOTA_SPENT"
        places.rest(service, _until_midnight_s(now) if spent else _REST_S)
        level = "error" if isinstance(fault, Conflict) else "warning"
        code = fault.details.get("provider_code", "")
        log("maps_unanswered", level=level, service=service, code=fault.code, provider_code=code)
        raise


def may_ask(service: str, second: int, now: datetime) -> bool:
    """Count one question for ways within this second and this day of China's, which all functions share."""
    chosen = settings()
    if not limits.hit("map_second", f"{service}:{second}", chosen.maps_routes_a_second, _SECOND_KEPT_S):
        return False
    return limits.hit("map_day", f"{service}:{business_day(now)}", chosen.maps_routes_a_day, _DAY_S)


def _until_midnight_s(now: datetime) -> int:
    """Seconds until the provider's next day, which begins at midnight in China."""
    tomorrow = business_day(now) + timedelta(days=1)
    return int((at_clock(tomorrow, time()) - now).total_seconds()) + 1
