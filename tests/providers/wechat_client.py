"""The pinned WeChat SDK, led to the sandbox: its client frame with another root and the stable token."""

import time
from typing import Any

from wechatpy import WeChatClient
from wechatpy.exceptions import WeChatClientException

APPID = "wx0000000000000001"
APP_SECRET = "sandbox-app-secret"
PUBLIC_ORIGIN = "https://api.weixin.qq.com/"
# Values that every status template takes.
SIGNED = {
    "character_string1": {"value": "WB123456789018"},
    "phrase2": {"value": "已签收"},
    "thing3": {"value": "本人签收，感谢使用"},
    "time4": {"value": "2026年3月1日 15:01"},
}


class SandboxWeChatClient(WeChatClient):  # type: ignore[misc]
    """wechatpy's client; it never retries by itself, so that each refusal is seen."""

    def __init__(self, root: str, appid: str = APPID, secret: str = APP_SECRET) -> None:
        super().__init__(appid, secret, timeout=10, auto_retry=False)
        self.root = f"{root}/"
        self._http.trust_env = False

    def _request(self, method: str, url_or_endpoint: str, **options: Any) -> Any:
        if not url_or_endpoint.startswith("http"):
            url_or_endpoint = options.pop("api_base_url", self.API_BASE_URL) + url_or_endpoint
        return super()._request(method, url_or_endpoint.replace(PUBLIC_ORIGIN, self.root), **options)

    def fetch_access_token(self) -> dict[str, Any]:
        """Asks for the stable token and keeps it in the client's session."""
        asked = {"grant_type": "client_credential", "appid": self.appid, "secret": self.secret}
        answer = self._http.post(f"{self.root}cgi-bin/stable_token", json=asked, timeout=10).json()
        if answer.get("errcode"):
            raise WeChatClientException(answer["errcode"], answer["errmsg"], client=self)
        self.session.set(self.access_token_key, answer["access_token"], answer["expires_in"])
        self.expires_at = int(time.time()) + answer["expires_in"]
        return dict(answer)

    def phone_number(self, **asked: str) -> dict[str, Any]:
        """getuserphonenumber, which the SDK's release does not know by name."""
        return dict(self.post(f"{PUBLIC_ORIGIN}wxa/business/getuserphonenumber", data=asked))
