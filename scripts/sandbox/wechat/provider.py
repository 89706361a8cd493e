"""WeChat as one provider: its routes, its controls and its own ways to fail."""

from collections.abc import Callable

from scripts.sandbox.accounts import Accounts
from scripts.sandbox.catalogue import Catalogue
from scripts.sandbox.controls import ControlRoutes
from scripts.sandbox.faults import Faults
from scripts.sandbox.state import State
from scripts.sandbox.wechat import errors
from scripts.sandbox.wechat.errors import WeChatError, ok, refused
from scripts.sandbox.wechat.login import Login
from scripts.sandbox.wechat.ocr import PrintedText
from scripts.sandbox.wechat.order_shipping import OrderShipping
from scripts.sandbox.wechat.push import MessagePush
from scripts.sandbox.wechat.subscribe import SubscribeMessages
from scripts.sandbox.wechat.tokens import Tokens
from scripts.sandbox.wire import Call, Json, Reply, Request, json_reply

_NAME = "wechat"


class WeChat:
    """The mini-program's server API at api.weixin.qq.com."""

    def __init__(
        self, state: State, accounts: Accounts, catalogue: Catalogue, faults: Faults, token_lifetime_s: int
    ) -> None:
        self._tokens = Tokens(state, accounts, token_lifetime_s)
        self._login = Login(state, accounts)
        self._subscribe = SubscribeMessages(state, catalogue)
        self._printed = PrintedText(state)
        self._shipping = OrderShipping(state, accounts)
        self._push = MessagePush(accounts, faults)
        self._open: dict[str, tuple[str, Callable[[Request], Json]]] = {
            "/sns/jscode2session": ("GET", self._login.code_to_session),
            "/cgi-bin/token": ("GET", self._tokens.classic),
            "/cgi-bin/stable_token": ("POST", self._tokens.stable),
        }
        self._guarded: dict[str, Callable[[Request], Json]] = {
            "/wxa/business/getuserphonenumber": self._login.phone_number,
            "/cgi-bin/message/subscribe/send": self._subscribe.send,
            "/cv/ocr/comm": self._printed.read,
            "/wxa/sec/order/upload_shipping_info": self._shipping.upload,
            "/wxa/sec/order/get_order": self._shipping.order,
            "/wxa/sec/order/is_trade_managed": self._shipping.is_managed,
        }

    @property
    def controls(self) -> ControlRoutes:
        """What tests and people may order on a user's behalf."""
        return {
            ("POST", "/wechat/login-codes"): self._login.issue_login_code,
            ("POST", "/wechat/phone-codes"): self._login.issue_phone_code,
            ("POST", "/wechat/subscriptions"): self._subscribe.accept,
            ("POST", "/wechat/photo-texts"): self._printed.register,
            ("POST", "/wechat/photo-quota"): self._printed.limit,
            ("GET", "/wechat/shipping"): self._shipping.listed,
            ("POST", "/wechat/shipping-rules"): self._shipping.rule,
            ("POST", "/wechat/pushes"): self._push.send,
            ("POST", "/wechat/push-checks"): self._push.verify,
        }

    def find(self, request: Request) -> Call | None:
        """The call this request is, or None when WeChat has no such path."""
        if request.path not in self._open and request.path not in self._guarded:
            return None
        return Call(
            provider=_NAME,
            operation=request.path,
            answer=lambda: self._answer(request),
            busy=lambda: refused(WeChatError(errors.BUSY)),
            expired=lambda: self._expired(request),
        )

    def _answer(self, request: Request) -> Reply:
        try:
            if request.path in self._open:
                return self._answer_open(request)
            self._tokens.check(request)
            if request.method != "POST":
                raise WeChatError(errors.POST_REQUIRED)
            return ok(self._guarded[request.path](request))
        except WeChatError as error:
            return refused(error)

    def _answer_open(self, request: Request) -> Reply:
        method, operation = self._open[request.path]
        if request.method != method:
            raise WeChatError(errors.POST_REQUIRED if method == "POST" else errors.GET_REQUIRED)
        # These three answer without an errcode when all is well.
        return json_reply(operation(request))

    def _expired(self, request: Request) -> Reply:
        self._tokens.expire(request.query.get("access_token"))
        return refused(WeChatError(errors.TOKEN_EXPIRED))
