"""`python -m scripts.sandbox --port N --data DIR`: serve the local providers until SIGTERM or Ctrl-C."""

import argparse
import signal
import sys
import threading
from dataclasses import fields
from pathlib import Path

from scripts.sandbox import messages
from scripts.sandbox.accounts import Accounts
from scripts.sandbox.catalogue import read_catalogue
from scripts.sandbox.controls import ControlRoutes
from scripts.sandbox.faults import Faults
from scripts.sandbox.server import Provider, SandboxServer
from scripts.sandbox.shops import Shops
from scripts.sandbox.state import State
from scripts.sandbox.tencent_cloud.provider import TencentCloud
from scripts.sandbox.tencent_maps.provider import TencentMaps
from scripts.sandbox.wechat.provider import WeChat
from scripts.sandbox.wechat_pay.provider import WeChatPay

_TOKEN_LIFETIME_S = 7_200


def main() -> int:
    """Start, print the one line that names the address, serve, and leave no thread behind."""
    options = _options()
    state, faults = State(options.data, fresh=options.fresh), Faults()
    accounts = Accounts(**{field.name: getattr(options, field.name) for field in fields(Accounts)})
    pay = WeChatPay(state, accounts, faults)
    try:
        server = _server(options, state, accounts, faults, pay)
    except OSError as problem:
        print(f"provider sandbox: port {options.port}: {problem.strerror}", file=sys.stderr)
        return 1
    for signal_number in (signal.SIGTERM, signal.SIGINT):
        # shutdown waits for the serving loop, which is this thread; so it is asked from another one.
        signal.signal(signal_number, lambda *_: threading.Thread(target=server.shutdown).start())
    print(f"provider sandbox on http://127.0.0.1:{server.server_address[1]}", flush=True)
    server.serve_forever(poll_interval=0.1)
    server.server_close()
    pay.stop()
    state.close()
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m scripts.sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1; 0 takes a free one")
    parser.add_argument("--data", type=Path, required=True, help="folder that keeps the state across restarts")
    parser.add_argument("--fresh", action="store_true", help="forget what the folder holds")
    parser.add_argument("--app-json", type=Path, help="a mini-program's app.json: its pages count as released")
    parser.add_argument("--token-seconds", type=int, default=_TOKEN_LIFETIME_S, help="life of a WeChat access token")
    for field in fields(Accounts):
        flag = f"--{field.name.replace('_', '-')}"
        parser.add_argument(flag, default=field.default, help="default: %(default)s")
    return parser.parse_args()


def _server(
    options: argparse.Namespace, state: State, accounts: Accounts, faults: Faults, pay: WeChatPay
) -> SandboxServer:
    catalogue = read_catalogue(app_json=options.app_json)
    controls: ControlRoutes = {
        ("GET", "/health"): lambda _: {"status": "ok"},
        ("GET", "/messages"): lambda asked: messages.listed(state, asked),
        ("GET", "/faults"): faults.listed,
        ("POST", "/faults"): faults.order,
        ("DELETE", "/faults"): faults.clear,
    }
    wechat = WeChat(state, accounts, catalogue, faults, options.token_seconds)
    tencent = TencentCloud(state, accounts, catalogue), TencentMaps(state, accounts)
    providers: list[Provider] = [wechat, *tencent, Shops(), pay]
    return SandboxServer(options.port, providers, controls, faults)


if __name__ == "__main__":
    raise SystemExit(main())
