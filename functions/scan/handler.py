"""Scans on a parcel's way between the two doors, and the dispatcher's decisions about it."""

from functions.scan.desk import resolve_exception, start_return
from functions.scan.rows import record_scans
from functions.scan.schemas import RecordScansSchema, ResolveExceptionSchema, ResultsSchema, StartReturnSchema
from logistics.domain.roles import Role
from logistics.runtime.facts import ReceiptSchema
from logistics.runtime.function import Function

main = Function("scan")

_SCANNERS = {Role.COURIER, Role.DRIVER, Role.OUTLET_MANAGER, Role.DISPATCHER, Role.CUSTOMER_SERVICE}
_DESK = {Role.DISPATCHER}

main.on(
    http="POST /scans",
    invoke="record_scans",
    load=RecordScansSchema(),
    dump=ResultsSchema(),
    roles=_SCANNERS,
)(record_scans)
main.on(
    http="POST /parcels/<waybill_no>/return",
    invoke="start_return",
    load=StartReturnSchema(),
    dump=ReceiptSchema(),
    roles=_DESK,
    once=True,
)(start_return)
main.on(
    http="POST /parcels/<waybill_no>/exception-resolution",
    invoke="resolve_exception",
    load=ResolveExceptionSchema(),
    dump=ReceiptSchema(),
    roles=_DESK,
    once=True,
)(resolve_exception)
