"""What one call may touch: who is asking, what time it is, the store, and the events it causes."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from logistics.domain.ids import new_id
from logistics.domain.letter import Letter
from logistics.domain.roles import GUEST, Actor
from logistics.runtime.logs import log, log_failure
from logistics.settings import settings
from logistics.store.mongo import Unit

if TYPE_CHECKING:
    from logistics.domain.event import Event

T = TypeVar("T")


@dataclass
class Context:
    """One call. `answer` is what the action's outside step brought back; `event` is set on queue triggers.

    `connection_id` is set on socket triggers: what is pushed later goes there.
    """

    actor: Actor = GUEST
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    request_id: str = ""
    source_ip: str = ""
    trigger: str = ""
    connection_id: str = ""
    event: Letter | None = None
    answer: Any = None
    _held: list[Letter] = field(default_factory=list)

    @cached_property
    def store(self) -> Unit:
        """The collections, reached as ctx.store.<collection>."""
        return Unit(self.now)

    @property
    def counted_as(self) -> str:
        """What tries are counted under: the address where there is one, else the account.

        A direct call brings no address, so a guest's tries could not be told from everybody else's: Unauthenticated
        LOGIN_REQUIRED.
        """
        from logistics.domain.faults import Unauthenticated
        from logistics.store.limits import address_key

        if not self.source_ip and self.actor is GUEST:
            raise Unauthenticated("LOGIN_REQUIRED", "请先登录")
        return address_key(self.source_ip) or self.actor.id

    def new_id(self) -> str:
        """A fresh ULID of this moment."""
        return new_id(self.now)

    def emit(self, event: "Event") -> None:
        """Announce an event: written with this call's transaction, sent after its commit."""
        self.store.outbox.emit(event)

    def emit_at(self, event: "Event", at: datetime, key: str) -> None:
        """Announce an event for later; `withdraw(key)` takes it back."""
        self.store.due.emit_at(event, at, key)

    def withdraw(self, key: str) -> None:
        """Take a timer back as part of this call's transaction."""
        self.store.due.withdraw(key)

    def transact(self, work: Callable[[], T], *, send: bool = True) -> T:
        """One transaction of its own, for jobs that work through many rows; its events are sent at once.

        With send=False they are kept for the next that sends, or for send_post: many at a time cost less.
        """
        done = self.store.transact(work)
        self._held.extend(self.store.outbox.written)
        self.store.outbox.written = []
        if send:
            self.send_post()
        return done

    def leave_post(self) -> None:
        """Leave what was written and not sent to relay, when the caller has waited long enough."""
        self._held, self.store.outbox.written = [], []

    def send_post(self) -> None:
        """After a commit: publish what it wrote, once; whatever stays behind is relay's to send."""
        letters, timers = [*self._held, *self.store.outbox.written], self.store.due.written
        self._held, self.store.outbox.written, self.store.due.written = [], [], []
        if not settings().topic_arn or not (letters or timers):
            return
        try:
            self._publish(letters, timers)
        except Exception as error:
            log_failure("publish_delayed", error, events=len(letters), timers=len(timers))

    def _publish(self, letters: list[Letter], timers: list[tuple[str, datetime]]) -> None:
        from logistics.gateways import topic

        if letters:
            sent = topic.publish(letters)
            self.store.outbox.mark_sent(sent)
            if len(sent) < len(letters):
                log("publish_delayed", events=len(letters) - len(sent))
        woken = [key for key, at in timers if topic.wake_at(key, at, self.now)]
        if woken:
            self.store.due.mark_woken(woken)
