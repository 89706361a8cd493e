"""One message's way out: prepared, claimed, sent, and its outcome written down at once."""

from collections.abc import Callable
from dataclasses import dataclass

from functions.notify import compose, rules
from functions.notify.truth import still_true
from logistics.domain.faults import Fault, Unavailable
from logistics.domain.parcel import Parcel
from logistics.gateways.sms import send_sms
from logistics.gateways.wechat import Delivery
from logistics.runtime.context import Context
from logistics.runtime.logs import log
from logistics.runtime.providers import wechat
from logistics.store.messages import Channel, Message, MessageState

_S = MessageState


@dataclass(frozen=True)
class Outcome:
    """How one try by one channel ended; WAITING means that another one may help."""

    state: MessageState
    code: str = ""


Send = Callable[[], Outcome]


def deliver(message: Message, ctx: Context) -> MessageState | None:
    """Try to send a waiting message; answers the state it is in now, None if another call has taken it."""
    parcel = ctx.store.parcels.find(message.waybill_no)
    if parcel is None or not still_true(message, parcel):
        return _settle(message, Outcome(_S.DROPPED, "STALE"), ctx)
    outcome = Outcome(_S.FAILED if message.must_arrive else _S.DROPPED, "NO_CHANNEL")
    for channel in _channels(message):
        try:
            send = _PREPARE[channel](message, parcel, ctx)
        except Fault as fault:
            outcome = Outcome(_S.WAITING, fault.code)
            continue
        if send is None:
            continue
        claimed = ctx.store.messages.claim(message, channel)
        if claimed is None:
            return None
        message, outcome = claimed, _sent(send)
        if not _goes_on(message, outcome):
            break
    return _settle(message, outcome, ctx)


def give_up_waiting(message: Message, ctx: Context) -> MessageState:
    """A sender died with this message in hand: what must arrive is sent once more, nothing else is sent twice."""
    return _settle(message, Outcome(_S.UNKNOWN, "NO_OUTCOME"), ctx)


def _channels(message: Message) -> tuple[Channel, ...]:
    if message.channel is Channel.SUBSCRIBE and message.must_arrive:
        return Channel.SUBSCRIBE, Channel.SMS
    return (message.channel,)


def _goes_on(message: Message, outcome: Outcome) -> bool:
    """Whether the next channel is tried now: WeChat gets a second chance before SMS has to be paid for."""
    if outcome.state in (_S.SENT, _S.UNKNOWN):
        return False
    return outcome.state is not _S.WAITING or message.tries >= rules.SMS_AFTER_TRIES


def _sent(send: Send) -> Outcome:
    try:
        return send()
    except Unavailable as fault:
        return Outcome(_S.UNKNOWN if fault.details.get("maybe_done") else _S.WAITING, fault.code)
    except Fault as fault:
        return Outcome(_S.FAILED, str(fault.details.get("provider_code", fault.code)))


def _settle(message: Message, outcome: Outcome, ctx: Context) -> MessageState:
    """Write the outcome down, as what it means for this message."""
    state, due_at = outcome.state, None
    if state is _S.UNKNOWN and message.must_arrive and not message.repeated:
        ctx.store.messages.repeat(message)
        return _S.WAITING
    if state is _S.WAITING:
        due_at = rules.next_try(message.tries + (message.state is _S.WAITING), ctx.now)
        state = _S.WAITING if due_at else _S.FAILED
    ctx.store.messages.finish(message, state, outcome.code, due_at)
    if state in (_S.FAILED, _S.UNKNOWN):
        log("message_not_sent", level="warning", message_id=message.id, state=state, error=outcome.code)
    return state


def _by_wechat(message: Message, parcel: Parcel, ctx: Context) -> Send | None:
    addressee = compose.openid_of(message, parcel, ctx)
    if addressee is None:
        return None
    customer_id, openid = addressee
    data, page = compose.subscribe_data(message, parcel), compose.page(message)

    def send() -> Outcome:
        told = wechat().send_subscribe_message(openid, message.template, page, data)
        if told.sent:
            ctx.store.messages.spend(customer_id, message.template)
            return Outcome(_S.SENT)
        unwanted = told.delivery is Delivery.NOT_ACCEPTED
        if unwanted:
            ctx.store.messages.exhaust(customer_id, message.template)
        return Outcome(_S.REFUSED if unwanted else _S.FAILED, f"WECHAT_{told.errcode}")

    return send


def _by_sms(message: Message, parcel: Parcel, ctx: Context) -> Send | None:
    text = compose.sms(message, parcel, ctx)
    if text is None:
        return None

    def send() -> Outcome:
        told = send_sms(text.phone, text.template_id, text.params)
        if told.sent:
            return Outcome(_S.SENT)
        # A limit passes; a number or a text that the provider does not take will not be taken later either.
        passing = told.code.startswith("LimitExceeded.")
        return Outcome(_S.WAITING if passing else _S.FAILED, told.code)

    return send


_PREPARE: dict[Channel, Callable[[Message, Parcel, Context], Send | None]] = {
    Channel.SUBSCRIBE: _by_wechat,
    Channel.SMS: _by_sms,
}
