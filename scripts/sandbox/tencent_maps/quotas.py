"""How many questions a key may ask; zero, the start, is no limit. Counted in memory: a restart begins anew."""

import threading
import time
from datetime import datetime, timedelta, timezone

from scripts.sandbox.controls import ControlError, whole_field
from scripts.sandbox.tencent_maps import status
from scripts.sandbox.tencent_maps.status import MapsError
from scripts.sandbox.wire import Json

_CHINA = timezone(timedelta(hours=8))
_LIMITS = {"per_second": status.TOO_FAST, "day": status.DAY_SPENT}


class Quotas:
    """The limits in force and what was asked in this second and on this day of China's."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._most = dict.fromkeys(_LIMITS, 0)
        self._asked: dict[str, tuple[object, int]] = {}

    def set(self, payload: Json) -> Json:
        """Control: {"per_second"?, "day"?}; what is not named stays. Counting starts anew."""
        if unknown := payload.keys() - _LIMITS.keys():
            raise ControlError(f"unknown limit {', '.join(sorted(unknown))}")
        with self._lock:
            self._most |= {name: whole_field(payload, name, 0) for name in payload}
            self._asked.clear()
            return dict(self._most)

    def spend(self) -> None:
        """Count one question, or refuse it."""
        now = {"per_second": int(time.time()), "day": datetime.now(_CHINA).date()}
        with self._lock:
            for name, window in now.items():
                last, asked = self._asked.get(name, (window, 0))
                asked = asked if last == window else 0
                if self._most[name] and asked >= self._most[name]:
                    raise MapsError(_LIMITS[name])
                self._asked[name] = (window, asked + 1)
