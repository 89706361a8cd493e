"""What in couriers' ways somebody should look at, found a day later, judged by people, and how often it was right."""

from functions.observe import observing, reviewing, schemas
from logistics.domain.roles import Role
from logistics.runtime.function import Function

main = Function("observe")

_JUDGES = {Role.DISPATCHER, Role.OUTLET_MANAGER, Role.ADMINISTRATOR}

main.on(schedule="observe: rate(5 minutes)", dump=schemas.ObservedSchema())(observing.observe)
main.on(
    http="GET /signals",
    invoke="list_signals",
    load=schemas.ListSignalsSchema(),
    dump=schemas.SignalsSchema(),
    roles=_JUDGES,
)(reviewing.list_signals)
main.on(
    http="GET /signals/<signal_id>",
    invoke="show_signal",
    load=schemas.OneSignalSchema(),
    dump=schemas.SignalWithEvidenceSchema(),
    roles=_JUDGES,
)(reviewing.show_signal)
main.on(
    http="POST /signals/<signal_id>/review",
    invoke="review_signal",
    load=schemas.ReviewSignalSchema(),
    dump=schemas.ReviewedSchema(),
    roles=_JUDGES,
    once=True,
)(reviewing.review_signal)
