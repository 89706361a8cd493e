"""What WeChat Pay tells us by itself: believed only when signed, fresh, ours and of the right sum."""

from functions.pay.recording import record_news
from functions.pay.refunds import Word, record
from logistics.domain.faults import Fault, Unauthenticated
from logistics.domain.money_events import TransferHeard
from logistics.gateways.pay import order_news, refund_news
from logistics.gateways.pay_notification import Notification, read_notification
from logistics.runtime.context import Context
from logistics.runtime.logs import log_alarm
from logistics.runtime.schemas import RawRequest
from logistics.settings import settings

_MUST_SAY = {"TRANSACTION": ("mchid", "appid"), "REFUND": ("mchid",)}  # of transfers it is not documented


def read(command: RawRequest, ctx: Context) -> Notification:
    """For the outside step. Raises Unauthenticated NOTIFICATION_REFUSED; a forgery is alarmed, a probe is not."""
    try:
        found = read_notification(command.headers, command.body, ctx.now)
    except Unauthenticated as refused:
        if refused.details.get("why") != "probe":
            log_alarm("notification_refused", why=refused.details.get("why"))
        raise _refused() from None
    _require_ours(found)
    return found


def _require_ours(found: Notification) -> None:
    """What is signed as it must be may still be meant for another merchant or another mini-program."""
    chosen = settings()
    ours = {"mchid": chosen.wechat_pay_mchid, "mch_id": chosen.wechat_pay_mchid, "appid": chosen.wechat_appid}
    must = _MUST_SAY.get(found.kind.partition(".")[0], ())
    for name, value in ours.items():
        if (name in must or name in found.said) and found.said.get(name) != value:
            log_alarm("notification_of_another", notification_id=found.id, name=name)
            raise _refused()


def receive(_command: RawRequest, ctx: Context) -> None:
    """Record what it says; told twice, late or out of order it changes nothing."""
    found: Notification = ctx.answer
    try:
        _record(found, ctx)
    except Fault as refused:
        log_alarm("notification_not_taken", notification_id=found.id, kind=found.kind, code=refused.code)
        raise


def _record(found: Notification, ctx: Context) -> None:
    kind = found.kind.partition(".")[0]
    if kind == "TRANSACTION":
        record_news(order_news(found.said), ctx)
    elif kind == "REFUND":
        news = refund_news(found.said)
        record(news.number, Word(news), ctx)
    elif kind == "MCHTRANSFER":
        ctx.emit(TransferHeard(str(found.said.get("out_bill_no", ""))))


def _refused() -> Unauthenticated:
    """Why is for our logs: whoever tries to be believed learns nothing."""
    return Unauthenticated("NOTIFICATION_REFUSED", "通知未通过验证")
