"""What the office must look at: kept for its list, and pushed at once to whoever has the outlet on the screen."""

from datetime import timedelta

from functions.locate.alert_schemas import AlertSchema, News, OutletAlerts
from logistics.domain.parcel import Parcel
from logistics.domain.states import Status
from logistics.gateways.sockets import post_all
from logistics.runtime.context import Context
from logistics.runtime.dumping import dump
from logistics.runtime.logs import log
from logistics.runtime.replies import to_json
from logistics.settings import settings
from logistics.store import sessions, watching
from logistics.store.alerts import Alert

KINDS = ["DispatchEscalated", "PromiseAtRisk"]
_HOLDS_FOR = timedelta(days=1)
_MOST = 200
# While a parcel is in one of these states, what was told of it still waits for somebody.
_WAITS = {
    "DispatchEscalated": (Status.PLACED, Status.PICKUP_FAILED),
    "PromiseAtRisk": (Status.ASSIGNED, Status.OUT_FOR_DELIVERY),
}
_SHAPE = AlertSchema()


def raise_now(command: News, ctx: Context) -> None:
    """Outside: keep it, once, and tell those who watch the outlet; an event heard again tells nobody again."""
    letter = ctx.event
    outlet_id = letter.data.get("outlet_id") if letter else None
    if letter is None or not isinstance(outlet_id, str):
        return
    said = {name: value for name, value in letter.data.items() if name not in ("outlet_id", "waybill_no")}
    alert = Alert(letter.id, letter.type, outlet_id, command.waybill_no, letter.occurred_at, said)
    if ctx.store.alerts.add(alert) and settings().connections_url:
        _push(alert, ctx)


def alert_raised(_: News, _ctx: Context) -> None:
    """All is done outside; this transaction only remembers that the event was handled."""


def list_alerts(command: OutletAlerts, ctx: Context) -> dict[str, object]:
    """What still waits of a day's alerts of an outlet, the latest first; NotFound OUTLET_NOT_FOUND beyond the scope."""
    outlet = ctx.store.outlets.get(command.outlet_id, ctx.actor.scope)
    found = ctx.store.alerts.of(outlet.id, ctx.now - _HOLDS_FOR, _MOST)
    parcels = ctx.store.parcels.many({each.waybill_no for each in found})
    return {"outlet_id": outlet.id, "alerts": [each for each in found if _waits(each, parcels.get(each.waybill_no))]}


def _waits(alert: Alert, parcel: Parcel | None) -> bool:
    return parcel is not None and parcel.status in _WAITS[alert.kind]


def _push(alert: Alert, ctx: Context) -> None:
    watching_it = watching.office_of(alert.outlet_id)
    actors = sessions.connection_actors(sorted(watching_it), ctx.now)
    body = to_json({"type": "alert", "data": dump(_SHAPE, alert)}).encode()
    post_all([(each, body) for each in actors])
    log("alert", kind=alert.kind, outlet_id=alert.outlet_id, watchers=len(actors))
