"""Map pages: who may see something opens an address for it, and the page behind it asks with nothing but the address.

Every look is judged anew by the rights of whoever opened it: a parcel that is delivered, a session that has ended or a
courier who has changed outlets shows nothing any more.
"""

from dataclasses import replace
from datetime import date
from typing import Any

from functions.locate.rules import COORDINATES, OVERSEE, VISITED, Position, for_office, place_of
from functions.locate.schemas import OfOutlet, OpenMap, ShowMap, ShowTrack
from functions.locate.showing import list_positions, look_up, show_track
from functions.locate.streets import streets_of
from logistics.domain.coordinates import Point, to_gcj02
from logistics.domain.faults import Forbidden, NotFound, Unauthenticated
from logistics.domain.roles import EVERYTHING, Role
from logistics.domain.shanghai import business_day
from logistics.domain.tracks import Stop, TrackPoint
from logistics.domain.travel import crow_m
from logistics.runtime.context import Context
from logistics.store import limits, live, map_views, sessions
from logistics.store.map_views import MapView
from logistics.store.tours import PlannedStop

_PAGE = "/web/map#"
_OPENED_AN_HOUR = ("map_opened", 120, 3_600)
Row = dict[str, Any]


def open_map(command: OpenMap, ctx: Context) -> Row:
    """The address of a map page, good for two hours at most; what is refused there is refused here at once.

    The token stands behind the # and so never reaches a server's log with the page.
    Raises NotFound, Forbidden MAP_TOO_OFTEN or ROLE_FORBIDDEN, Conflict POSITION_NOT_SHOWN.
    """
    if not ctx.actor.session_id:
        raise Unauthenticated("SESSION_INVALID", "登录已失效，请重新登录")
    name, most, window_s = _OPENED_AN_HOUR
    if not limits.hit(name, ctx.actor.id, most, window_s):
        raise Forbidden("MAP_TOO_OFTEN", "打开地图的次数太多了，请稍后再试")
    view = MapView(command.kind, command.subject, ctx.actor.session_id)
    _shown(view, 0, business_day(ctx.now), ctx)
    token, expires_at = map_views.open_view(view, ctx.now)
    return {"path": f"{_PAGE}{token}", "expires_at": expires_at}


def show_map(command: ShowMap, ctx: Context) -> Row:
    """What a map page draws, in the coordinates of its map; NotFound MAP_VIEW_ENDED for an address that is over.

    Raises what the view's own rules raise, such as Conflict POSITION_NOT_SHOWN once the parcel is delivered.
    """
    view = map_views.view_of(command.token)
    actor = sessions.signed_in(view.session_id, ctx.now) if view else None
    if view is None or actor is None:
        raise NotFound("MAP_VIEW_ENDED", "页面已过期，请返回重新打开")
    day = command.day or business_day(ctx.now)
    shown = _shown(view, command.after, day, replace(ctx, actor=actor))
    if view.kind == "tour" and command.after != shown["version"]:
        shown["streets"] = streets_of(view.subject, shown, ctx)
    row: Row = {"kind": view.kind, "coordinates": command.coordinates, view.kind: shown}
    converted: Row = row if command.coordinates == COORDINATES else _on_chinese_maps(row)
    return converted


def _shown(view: MapView, after: int, day: date, ctx: Context) -> Row:
    if view.kind == "parcel" and ctx.actor.role is not Role.COURIER:
        return _parcel(view.subject, after, ctx)
    own = view.kind == "tour" and view.subject == ctx.actor.id
    if not own and ctx.actor.role not in OVERSEE:
        raise Forbidden("ROLE_FORBIDDEN", "您没有权限进行此操作")
    if view.kind == "tour":
        return _tour(view.subject, own, ctx)
    if view.kind == "outlet":
        live.note_look(view.subject)
        return list_positions(OfOutlet(view.subject, after), ctx)
    return show_track(ShowTrack(view.subject, day), ctx)


def _parcel(waybill_no: str, after: int, ctx: Context) -> Row:
    """The courier on their way, and the door they come to."""
    shown = look_up(waybill_no, ctx)
    live.note_look(shown.outlet_id)
    home, seen = shown.parcel.consignee.location, shown.position
    row: Row = shown.reply(after)
    if home is not None:
        row["home"] = {"lng": home[0], "lat": home[1]}
    if seen is not None:
        row["seen_s_ago"] = seen.seen_s_ago
    if home is not None and seen is not None:
        row["distance_m"] = round(crow_m(home, (seen.lng, seen.lat)))
    return row


def _tour(courier_id: str, own: bool, ctx: Context) -> Row:
    """A courier's planned stops, with where the courier is; NotFound TOUR_NOT_FOUND."""
    courier = ctx.store.staff.get(courier_id, EVERYTHING if own else ctx.actor.scope)
    tour = ctx.store.tours.of(courier.id)
    if tour is None:
        raise NotFound("TOUR_NOT_FOUND", "还没有规划路线")
    places = {each.waybill_no: place_of(each) for each in ctx.store.parcels.tasks(courier.id, list(VISITED), 500)}
    outlet_id = live.outlet_of(courier.id) or courier.outlet_id or ""
    newest = live.newest(outlet_id, courier.id)
    row: Row = {"version": tour.version, "ends_at": tour.ends_at, "distance_m": tour.distance_m}
    row["stops"] = [stop for each in tour.stops if (stop := _stop(each, places))]
    return row | ({"position": for_office(newest, ctx.now)} if newest else {})


def _stop(stop: PlannedStop, places: dict[str, Point | None]) -> Row | None:
    """What is left of a planned stop; None once all of it is done."""
    left = [number for number in stop.waybill_nos if places.get(number)]
    if not left or (point := places[left[0]]) is None:
        return None
    told: Row = {"kind": stop.kind, "parcels": len(left), "arrives_at": stop.arrives_at}
    return told | {"place": {"lng": point[0], "lat": point[1]}}


def _on_chinese_maps(value: Any) -> Any:
    """The same with every point in GCJ-02, as Chinese maps are drawn."""
    match value:
        case {"lng": lng, "lat": lat}:
            return dict(zip(("lng", "lat"), to_gcj02((lng, lat)), strict=True))
        case dict():
            moved = {name: _on_chinese_maps(each) for name, each in value.items()}
            return moved | ({"coordinates": "gcj02"} if "coordinates" in moved else {})
        case list():
            return [_on_chinese_maps(each) for each in value]
        case Position():
            lng, lat = to_gcj02((value.lng, value.lat))
            return replace(value, lng=lng, lat=lat, coordinates="gcj02")
        case TrackPoint():
            return replace(value, fix=replace(value.fix, point=to_gcj02(value.fix.point)))
        case Stop():
            return replace(value, point=to_gcj02(value.point))
    return value
