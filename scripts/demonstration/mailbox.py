"""What arrived on the phones of a run's customers, and what was to arrive."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from scripts.demonstration.api import wait_until
from scripts.demonstration.journey import Journey
from scripts.demonstration.people import Person
from scripts.demonstration.sandbox import Sandbox
from scripts.demonstration.traces import SMS_BY_TAIL, SMS_INSTEAD
from scripts.demonstration.trouble_traces import EVERY_TRACE

# (phone or openid, template, the parcel as the message names it)
Key = tuple[str, str, str]
_ARRIVES_WITHIN_S = 90.0  # a message that the first try did not bring goes out with the next minute's
_TAIL = 4


def wanted(journey: Journey) -> Counter[Key]:
    """The messages that the steps made so far set off."""
    found: Counter[Key] = Counter()
    for step in journey.done:
        trace = EVERY_TRACE[step.step]
        found.update(_key(journey, journey.sender, template) for template in trace.sender)
        reached = [each for each in trace.receiver if journey.receiver.wechat or each in SMS_INSTEAD]
        found.update(_key(journey, journey.receiver, template) for template in reached)
        texts = () if journey.receiver.wechat else trace.sms
        found.update((journey.receiver.phone, sms, journey.waybill_no) for sms in texts)
    return found


def _key(journey: Journey, to: Person, template: str) -> Key:
    if to.wechat:
        return to.openid, template, journey.waybill_no
    sms = SMS_INSTEAD[template]
    return to.phone, sms, journey.waybill_no[-_TAIL:] if sms in SMS_BY_TAIL else journey.waybill_no


def key_of(message: dict[str, Any]) -> Key:
    """A message that arrived, as it would be wanted."""
    if message["kind"] == "sms":
        return message["recipient"].removeprefix("+86"), message["template"], message["fields"]["1"]
    return message["recipient"], message["template"], message["fields"]["character_string1"]


class Mailbox:
    """Reads the phones since the run began."""

    def __init__(self, sandbox: Sandbox, since: datetime) -> None:
        self._sandbox, self._since = sandbox, since.isoformat()

    def arrived(self, *people: Person) -> list[dict[str, Any]]:
        """Every message to these people, without one-time codes, oldest first."""
        found: dict[int, dict[str, Any]] = {}
        for person in people:
            reach = {"openid": person.openid} if person.wechat else {"phone": person.phone}
            found |= {each["id"]: each for each in self._sandbox.messages(since=self._since, **reach)}
        return [found[number] for number in sorted(found)]

    def wait_for(self, journey: Journey) -> None:
        """Until everything that the journey set off so far has arrived."""
        want = wanted(journey)

        def look() -> bool:
            here = Counter(key_of(each) for each in self.arrived(journey.sender, journey.receiver))
            return want <= here

        last = journey.done[-1].step
        wait_until(look, f"the messages after {last} of {journey.waybill_no}", _ARRIVES_WITHIN_S)
