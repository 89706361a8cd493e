"""What goes wrong on the way: questions and their answers, losses and finds, and scans that were mistakes."""

from functions.incident import schemas
from functions.incident.correcting import correct_scan
from functions.incident.deciding import decide_incident, find_parcel
from functions.incident.reporting import get_incident, keep_in_line, list_incidents, open_incident
from functions.incident.searching import find_missing
from logistics.domain.roles import CUSTOMERS, Role
from logistics.runtime.function import Function

main = Function("incident")

_ON_THE_WAY = {Role.COURIER, Role.DRIVER, Role.OUTLET_MANAGER, Role.DISPATCHER, Role.CUSTOMER_SERVICE}
_OVERSEERS = {Role.DISPATCHER, Role.OUTLET_MANAGER, Role.CUSTOMER_SERVICE, Role.ADMINISTRATOR}
_DESK = {Role.DISPATCHER}

main.on(
    http="POST /parcels/<waybill_no>/incidents",
    invoke="open_incident",
    load=schemas.OpenIncidentSchema(),
    dump=schemas.OpenedSchema(),
    roles=_ON_THE_WAY | CUSTOMERS,
    once=True,
)(open_incident)
main.on(
    http="GET /incidents/<incident_id>",
    invoke="get_incident",
    load=schemas.GetIncidentSchema(),
    dump=schemas.IncidentSchema(),
    roles=_OVERSEERS,
)(get_incident)
main.on(
    http="GET /incidents",
    invoke="list_incidents",
    load=schemas.ListIncidentsSchema(),
    dump=schemas.IncidentsSchema(),
    roles=_OVERSEERS,
)(list_incidents)
main.on(
    http="POST /incidents/<incident_id>/decision",
    invoke="decide_incident",
    load=schemas.DecideSchema(),
    dump=schemas.DecidedSchema(),
    roles=_DESK,
    once=True,
)(decide_incident)
main.on(
    http="POST /parcels/<waybill_no>/found",
    invoke="find_parcel",
    load=schemas.FindSchema(),
    dump=schemas.OutcomeSchema(),
    roles=_DESK,
    once=True,
)(find_parcel)
main.on(
    http="POST /parcels/<waybill_no>/corrections",
    invoke="correct_scan",
    load=schemas.CorrectSchema(),
    dump=schemas.CorrectedSchema(),
    roles=_DESK,
    once=True,
)(correct_scan)
main.on(
    queue=["ExceptionOpened", "ExceptionResolved", "ParcelLost", "ParcelFound", "ScanUndone"],
    load=schemas.ChangedSchema(),
)(keep_in_line)
main.on(schedule="find_missing: rate(1 hour)", dump=schemas.SearchedSchema())(find_missing)
