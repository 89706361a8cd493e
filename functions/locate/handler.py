"""Locating: couriers say where they are; the office and the customer who waits see it, live or looking back."""

from functions.locate import alerting, maps, receiving, showing, watching
from functions.locate.alert_schemas import AlertsSchema, NewsSchema, OutletAlertsSchema
from functions.locate.rules import OVERSEE
from functions.locate.schemas import (
    MapAddressSchema,
    MapSchema,
    OfOutletSchema,
    OfParcelSchema,
    OpenMapSchema,
    OutletPositionsSchema,
    ParcelPositionSchema,
    ReceivedSchema,
    SendPositionsSchema,
    ShowMapSchema,
    ShowTrackSchema,
    TrackSchema,
    UnwatchSchema,
)
from functions.locate.visit_schemas import VisitsSchema
from logistics.domain.roles import Role
from logistics.runtime.function import Function

main = Function("locate")

_COURIER = {Role.COURIER}
_WAITING = {Role.CUSTOMER, Role.MERCHANT} | OVERSEE

# Not `changes`: a time series is written outside of transactions, and everything else here is Redis.
main.on(
    http="POST /positions",
    invoke="send_positions",
    socket="send_positions",
    load=SendPositionsSchema(),
    dump=ReceivedSchema(),
    roles=_COURIER,
)(receiving.send_positions)

main.on(
    http="GET /parcels/<waybill_no>/position",
    invoke="show_parcel_position",
    load=OfParcelSchema(),
    dump=ParcelPositionSchema(),
    roles=_WAITING,
)(showing.show_parcel_position)
main.on(
    http="GET /outlets/<outlet_id>/positions",
    invoke="list_positions",
    load=OfOutletSchema(),
    dump=OutletPositionsSchema(),
    roles=OVERSEE,
)(showing.list_positions)
main.on(
    http="GET /couriers/<courier_id>/track",
    invoke="show_track",
    load=ShowTrackSchema(),
    dump=TrackSchema(),
    roles=OVERSEE,
)(showing.show_track)

main.on(
    http="GET /couriers/<courier_id>/visits",
    invoke="list_visits",
    load=ShowTrackSchema(),
    dump=VisitsSchema(),
    roles=OVERSEE,
)(showing.list_visits)

main.on(queue=alerting.KINDS, load=NewsSchema(), outside=alerting.raise_now)(alerting.alert_raised)
main.on(
    http="GET /outlets/<outlet_id>/alerts",
    invoke="list_alerts",
    load=OutletAlertsSchema(),
    dump=AlertsSchema(),
    roles=OVERSEE,
)(alerting.list_alerts)
main.on(
    socket="watch_parcel",
    load=OfParcelSchema(),
    dump=ParcelPositionSchema(),
    roles=_WAITING,
)(watching.watch_parcel)
main.on(
    socket="watch_outlet",
    load=OfOutletSchema(),
    dump=OutletPositionsSchema(),
    roles=OVERSEE,
)(watching.watch_outlet)
main.on(
    socket="unwatch",
    load=UnwatchSchema(),
    roles=_WAITING,
)(watching.unwatch)

main.on(
    http="POST /map-views",
    invoke="open_map",
    load=OpenMapSchema(),
    dump=MapAddressSchema(),
    roles=_WAITING | _COURIER,
)(maps.open_map)
# Whoever holds the address: a page in a web-view has no session.
main.on(
    http="GET /map-views/<token>",
    load=ShowMapSchema(),
    dump=MapSchema(),
)(maps.show_map)
