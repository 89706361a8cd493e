"""Line-haul: manifests between outlet and vehicle, parcels that run late or astray, and what promises came to."""

from functions.line_haul import manifests, on_time, promise_schemas, promises, road, schemas
from logistics.domain.roles import OFFICE, Role
from logistics.runtime.function import Function

main = Function("line_haul")

_LOADERS = {Role.OUTLET_MANAGER, Role.DRIVER}
_READERS = OFFICE | _LOADERS
_OVERSEERS = OFFICE | {Role.OUTLET_MANAGER}
_ON_THE_WAY = (
    "ParcelPickedUp",
    "ParcelDeparted",
    "ParcelOutForDelivery",
    "ParcelStored",
    "DeliveryFailed",
    "DeliveryChosen",
    "ParcelRefused",
    "ParcelSigned",
    "SignatureRevoked",
    "ParcelIntercepted",
    "ParcelRedirected",
    "ParcelReturning",
    "ExceptionOpened",
    "ExceptionResolved",
    "ParcelLost",
    "ParcelFound",
    "ScanUndone",
)

main.on(
    http="POST /manifests",
    invoke="open_manifest",
    load=schemas.OpenManifestSchema(),
    dump=schemas.LoadingSchema(),
    roles=_LOADERS,
    once=True,
)(manifests.open_manifest)
main.on(
    http="POST /manifests/<manifest_id>/loading",
    invoke="load_parcels",
    load=schemas.LoadSchema(),
    dump=schemas.LoadingSchema(),
    roles=_LOADERS,
    once=True,
)(manifests.load_parcels)
main.on(
    http="POST /manifests/<manifest_id>/unloading",
    invoke="unload_parcels",
    load=schemas.LoadSchema(),
    dump=schemas.LoadingSchema(),
    roles=_LOADERS,
    once=True,
)(manifests.unload_parcels)
main.on(
    http="POST /manifests/<manifest_id>/departure",
    invoke="depart_manifest",
    load=schemas.DepartSchema(),
    dump=schemas.DepartedSchema(),
    roles=_LOADERS,
)(road.depart_manifest)
main.on(
    http="POST /manifests/<manifest_id>/arrival",
    invoke="arrive_manifest",
    load=schemas.ArriveSchema(),
    dump=schemas.ArrivedSchema(),
    roles=_LOADERS,
)(road.arrive_manifest)
main.on(
    http="GET /manifests/<manifest_id>",
    invoke="show_manifest",
    load=schemas.ManifestRefSchema(),
    dump=schemas.FullManifestSchema(),
    roles=_READERS,
)(manifests.show_manifest)
main.on(
    http="GET /manifests",
    invoke="list_manifests",
    load=schemas.ListManifestsSchema(),
    dump=schemas.ManifestsSchema(),
    roles=_READERS,
)(manifests.list_manifests)

_EVENT = promise_schemas.OneEventSchema()

main.on(queue=_ON_THE_WAY, load=_EVENT)(promises.follow_parcel)
main.on(queue="ParcelArrived", load=_EVENT)(promises.check_arrival)
main.on(schedule="watch_estimates: rate(15 minutes)", dump=promise_schemas.WatchedSchema())(promises.watch_estimates)
main.on(
    http="GET /late-parcels",
    invoke="list_late_parcels",
    load=promise_schemas.LateParcelsSchema(),
    dump=promise_schemas.LateParcelsListSchema(),
    roles=_OVERSEERS,
)(promises.list_late_parcels)
main.on(
    http="GET /on-time",
    invoke="show_on_time",
    load=promise_schemas.OnTimeSchema(),
    dump=promise_schemas.OnTimeFiguresSchema(),
    roles=_OVERSEERS,
)(on_time.show_on_time)
