"""The one registration: an action is a plain function, a trigger is a way to reach it.

    main = Function("sign")

    @main.on(http="POST /parcels/<waybill_no>/signature", invoke="sign_parcel",
             load=SignParcelSchema(), dump=ReceiptSchema(), roles={Role.COURIER}, once=True)
    def sign_parcel(command: SignParcel, ctx: Context) -> Receipt: ...

`main` itself is the handler: main(event, context) answers HTTP, direct calls, queues, schedules and sockets.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from marshmallow import Schema

from logistics.domain.faults import NotFound
from logistics.domain.roles import Role
from logistics.runtime.schemas import Nothing

if TYPE_CHECKING:
    from logistics.runtime.web import Web

UseCase = Callable[[Any, Any], Any]
F = TypeVar("F", bound=UseCase)
Trigger = tuple[str, str]

_NOTHING = Nothing()


@dataclass(frozen=True)
class Action:
    """A use case with what guards it. `outside` runs before the transaction, and never for a replay."""

    function: str
    name: str
    use_case: UseCase
    load: Schema
    dump: Schema | None
    roles: frozenset[Role]
    once: bool
    changes: bool
    outside: UseCase | None
    triggers: tuple[Trigger, ...]


class Function:
    """One deployable function: its name, its actions and its entrypoint."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.actions: dict[Trigger, Action] = {}

    def on(
        self,
        *,
        load: Schema = _NOTHING,
        dump: Schema | None = None,
        roles: Collection[Role] = (),
        once: bool = False,
        changes: bool | None = None,
        outside: UseCase | None = None,
        http: str = "",
        invoke: str = "",
        queue: str | Iterable[str] = (),
        schedule: str = "",
        socket: str = "",
    ) -> Callable[[F], F]:
        """Reach a use case by any of these triggers.

        http "METHOD /path/<name>" · invoke "action" · queue: event type(s) · schedule "name: rate(...)" or
        "name: cron(...)" · socket "route". `once` needs a request id and remembers the reply. `changes` opens a
        transaction (implied by once and queue); without it the action writes nothing in MongoDB, or opens
        transactions of its own (ctx.transact). No roles means anybody may call it.
        """
        kinds = [queue] if isinstance(queue, str) else list(queue)
        named = {"http": http, "invoke": invoke, "schedule": schedule.partition(":")[0], "socket": socket}
        triggers = [(kind, what) for kind, what in named.items() if what] + [("queue", kind) for kind in kinds]

        def register(use_case: F) -> F:
            writes = changes if changes is not None else once or bool(kinds)
            guards = (load, dump, frozenset(roles), once, writes, outside)
            action = Action(self.name, use_case.__name__, use_case, *guards, tuple(triggers))
            for trigger in triggers:
                if trigger in self.actions:
                    raise ValueError(f"{self.name} already answers {trigger}")
                self.actions[trigger] = action
            if schedule:
                self.rates[named["schedule"]] = schedule.partition(":")[2].strip()
            return use_case

        return register

    @cached_property
    def rates(self) -> dict[str, str]:
        """How often each schedule runs, in AWS's words."""
        return {}

    @cached_property
    def web(self) -> "Web":
        """The HTTP side, built at the first HTTP event: other triggers never load it."""
        from logistics.runtime.web import Web

        return Web(self)

    def action(self, kind: str, name: object) -> Action:
        """The action behind a trigger; NotFound ACTION_NOT_FOUND if there is none."""
        if not isinstance(name, str) or (kind, name) not in self.actions:
            raise NotFound("ACTION_NOT_FOUND", f"{self.name} has no such {kind} action")
        return self.actions[kind, name]

    def __call__(self, event: Any, context: object = None) -> Any:
        """The entrypoint: always answers, and always with JSON."""
        from logistics.runtime.entry import answer

        return answer(self, event, context)
