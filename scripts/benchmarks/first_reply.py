"""Run as a fresh process: a function's first HTTP event, from nothing to its reply. Arguments: function, event file.

Imports nothing of its own before the handler. The reply goes out first; a second line tells which of the libraries
that most functions should do without are loaded.
"""

import importlib
import json
import sys

_HEAVY = ("boto3", "cryptography", "numpy", "requests", "tink", "wechatpy")


def main() -> None:
    """The child's whole life."""
    function, file = sys.argv[1:]
    handler = importlib.import_module(f"functions.{function}.handler").main
    with open(file, encoding="utf-8") as event:  # noqa: PTH123  # pathlib would be one more import to measure
        reply = handler(json.load(event), None)
    sys.stdout.write(json.dumps(reply) + "\n")
    sys.stdout.flush()
    sys.stdout.write(json.dumps([name for name in _HEAVY if name in sys.modules]))


main()
