"""Gateways that need the store: joined here, because neither of the two may know the other."""

from functools import cache

from logistics.gateways.wechat import Wechat
from logistics.store.tokens import read_token, swap_token


@cache
def wechat() -> Wechat:
    """This process's line to WeChat; all processes share one access token."""
    return Wechat(read_token, swap_token)
