"""How a provider that does not answer, or answers nonsense, is told to the rest of the product.

The driver's own errors are never chained or quoted: their texts carry whole addresses, secrets included.
"""

from requests import ConnectionError as Unconnected
from requests import ConnectTimeout, RequestException, Timeout
from urllib3.exceptions import MaxRetryError, NewConnectionError

from logistics.domain.faults import Conflict, Unavailable


def unavailable(provider: str, maybe_done: bool) -> Unavailable:
    """Trying later is right; `maybe_done` says that the provider may have done what it was asked."""
    message = "服务暂时不可用，请稍后再试"
    return Unavailable("PROVIDER_UNAVAILABLE", message, provider=provider, maybe_done=maybe_done)


def refused(provider: str, provider_code: str) -> Conflict:
    """The provider understood and said no; trying the same again is of no use, a person must look."""
    message = "服务暂时无法处理此请求，请联系客服"
    return Conflict("PROVIDER_REFUSED", message, provider=provider, provider_code=provider_code)


def never_arrived(error: RequestException) -> bool:
    """Whether the request certainly did not reach the provider."""
    cause = error.args[0] if error.args else None
    reason = cause.reason if isinstance(cause, MaxRetryError) else cause
    return isinstance(error, ConnectTimeout) or isinstance(reason, NewConnectionError)


def was_cut(error: RequestException) -> bool:
    """Whether the connection broke, as an idle one does when the other side has closed it; not a time-out."""
    return isinstance(error, Unconnected) and not isinstance(error, Timeout)
