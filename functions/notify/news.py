"""An event becomes messages: who is told of it, what goes out at once, and what waits for its time."""

from collections import Counter
from datetime import timedelta
from time import monotonic
from typing import Any

from functions.notify import rules
from functions.notify.deliver import deliver, give_up_waiting
from functions.notify.schemas import News
from logistics.domain.letter import Letter
from logistics.domain.states import Step
from logistics.domain.timeline import fold
from logistics.runtime.context import Context
from logistics.settings import settings
from logistics.store.messages import Channel, Message

MOST_AT_ONCE = 200
LONGEST_RUN_S = 20
HOLD = timedelta(minutes=1)  # how long the schedule leaves a message to the call that is about to send it


def send_now(command: News, ctx: Context) -> None:
    """Open a message for each side and send what may go out now; the rest waits for the schedule.

    It runs outside of the transaction: the rows themselves see to it that a repeated event sends nothing twice.
    """
    letter = ctx.event
    if letter is None:
        raise ValueError("news travel by queue")
    happened_at = _happened_at(letter, ctx)
    for notice in _notices(letter, ctx):
        at = rules.first_moment(notice, ctx.now, settings().quiet_hours)
        message = Message(
            id=f"{letter.id}:{notice.recipient}:{notice.template}",
            event_type=letter.type,
            waybill_no=command.waybill_no,
            recipient=notice.recipient,
            template=notice.template,
            channel=Channel.SUBSCRIBE,
            must_arrive=rules.must_arrive(notice, letter.data),
            occurred_at=happened_at,
            data=letter.data,
            due_at=at if at > ctx.now else at + HOLD,
        )
        if ctx.store.messages.open(message) and at <= ctx.now:
            deliver(message, ctx)


def send_due(_: object, ctx: Context) -> dict[str, Any]:
    """Send what has become due, and settle what its sender left behind."""
    began = monotonic()
    counts: Counter[str] = Counter(
        str(give_up_waiting(each, ctx)) for each in ctx.store.messages.abandoned(MOST_AT_ONCE)
    )
    for message in ctx.store.messages.due(MOST_AT_ONCE):
        if monotonic() - began > LONGEST_RUN_S:
            break
        state = deliver(message, ctx)
        if state:
            counts[str(state)] += 1
    return {"counts": dict(counts)}


def _notices(letter: Letter, ctx: Context) -> list[rules.Notice]:
    """Who is told: those whom a question about a parcel, and its end, concern by its reason; of a claim, its side."""
    found = rules.notices_for(letter.type)
    if letter.type == "ClaimMoved":
        return rules.claimants(found, letter.data)
    if letter.type not in rules.OF_INCIDENTS:
        return found
    asked = _asked(letter, ctx)
    return [notice for notice in found if rules.concerns(notice, asked)]


def _asked(letter: Letter, ctx: Context) -> str:
    """The reason of the question that a scan asked or ended; "" when it counts no more."""
    asked, parcel = "", ctx.store.parcels.find(letter.waybill_no)
    for scan in fold(ctx.store.scans.of(letter.waybill_no), parcel.signatures if parcel else ()).applied:
        asked = (scan.reason or "") if scan.step is Step.EXCEPTION_OPENED else asked
        if scan.id == letter.data["scan_id"]:
            return asked
    return ""


def _happened_at(letter: Letter, ctx: Context) -> Any:
    """When the scan behind an event happened: what was scanned offline is older than its event."""
    scan_id = letter.data.get("scan_id")
    scans = ctx.store.scans.of(letter.waybill_no) if scan_id else []
    return next((scan.happened_at for scan in scans if scan.id == scan_id), letter.occurred_at)
