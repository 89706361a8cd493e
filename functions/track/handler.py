"""Where a parcel is: the whole story for its parties and for staff, the bare road for whoever may know it."""

from functions.track import shared
from functions.track.public import track_publicly
from functions.track.schemas import (
    OneParcelSchema,
    ParcelViewSchema,
    PublicViewSchema,
    SharedViewSchema,
    ShareSchema,
    TrackPubliclySchema,
    TrackSharedSchema,
    UnsharedSchema,
)
from functions.track.view import track_parcel
from logistics.domain.roles import CUSTOMERS, EVERYONE
from logistics.runtime.function import Function

main = Function("track")

main.on(
    http="GET /parcels/<waybill_no>",
    invoke="track_parcel",
    socket="track",
    load=OneParcelSchema(),
    dump=ParcelViewSchema(),
    roles=EVERYONE,
)(track_parcel)
main.on(
    http="GET /track/<waybill_no>",
    invoke="track_publicly",
    load=TrackPubliclySchema(),
    dump=PublicViewSchema(),
)(track_publicly)
main.on(
    http="POST /parcels/<waybill_no>/share",
    invoke="share_parcel",
    load=OneParcelSchema(),
    dump=ShareSchema(),
    roles=CUSTOMERS,
)(shared.share_parcel)
main.on(
    http="DELETE /parcels/<waybill_no>/share",
    invoke="stop_sharing",
    load=OneParcelSchema(),
    dump=UnsharedSchema(),
    roles=CUSTOMERS,
)(shared.stop_sharing)
main.on(
    http="GET /shared/<token>",
    invoke="track_shared",
    load=TrackSharedSchema(),
    dump=SharedViewSchema(),
)(shared.track_shared)
