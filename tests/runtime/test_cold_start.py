"""A fresh process: nothing is collected while it loads, and everything afterwards."""

import os
import subprocess
import sys

_PROGRAM = """
import gc
from logistics.runtime.function import Function
before = gc.isenabled()
Function("sample")({"action": "none"}, None)
print(before, gc.isenabled(), gc.get_freeze_count() > 0)
"""


def test_the_garbage_collector_rests_until_the_first_event_is_answered() -> None:
    env = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", _PROGRAM], env=env, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True", "True"]
