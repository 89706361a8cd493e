"""Customer care: what parties think of a delivery, what they claim, and the office's view of it."""

from functions.care.claim_actions import register
from functions.care.claim_decisions import follow_loss
from functions.care.claim_schemas import OneWaybill
from functions.care.contact import (
    call_party,
    end_lines,
    line_for,
    lines_to_end,
    list_reveals,
    reveal_party,
)
from functions.care.contact_schemas import (
    CallPartySchema,
    CallSchema,
    ListRevealsSchema,
    RevealedSchema,
    RevealSchema,
    RevealsSchema,
    SomeNews,
    SomeNewsSchema,
)
from functions.care.ratings import list_ratings, rate_parcel
from functions.care.schemas import ListRatingsSchema, RatedSchema, RateParcelSchema, RatingsSchema
from logistics.domain.roles import CUSTOMERS, Role
from logistics.runtime.context import Context
from logistics.runtime.function import Function

main = Function("care")

main.on(
    http="POST /parcels/<waybill_no>/reveal",
    invoke="reveal_party",
    load=RevealSchema(),
    dump=RevealedSchema(),
    roles={Role.COURIER, Role.OUTLET_MANAGER, Role.DISPATCHER, Role.CUSTOMER_SERVICE},
    changes=True,
)(reveal_party)
main.on(
    http="GET /reveals",
    invoke="list_reveals",
    load=ListRevealsSchema(),
    dump=RevealsSchema(),
    roles={Role.ADMINISTRATOR},
)(list_reveals)
main.on(
    http="POST /parcels/<waybill_no>/call",
    invoke="call_party",
    load=CallPartySchema(),
    dump=CallSchema(),
    roles={Role.COURIER, Role.CUSTOMER_SERVICE},
    changes=True,
    outside=line_for,
)(call_party)
# After any of these a line between two people may have lost its purpose.
main.on(
    queue=[
        "CourierAssigned",
        "CourierReleased",
        "OrderCancelled",
        "PickupFailed",
        "ParcelDeparted",
        "ParcelArrived",
        "ParcelStored",
        "ParcelSigned",
        "ParcelRefused",
        "ParcelIntercepted",
        "ParcelReturned",
        "ParcelDisposed",
        "ConsigneeChanged",
    ],
    load=SomeNewsSchema(),
    outside=lines_to_end,
)(end_lines)


@main.on(queue=["ParcelLost"], load=SomeNewsSchema(), outside=lines_to_end)
def give_up(command: SomeNews, ctx: Context) -> None:
    """A lost parcel: nobody calls about it any more, and its sender is offered a compensation."""
    end_lines(command, ctx)
    follow_loss(OneWaybill(command.waybill_no), ctx)


register(main)
_READERS = {Role.DISPATCHER, Role.CUSTOMER_SERVICE, Role.OUTLET_MANAGER, Role.ADMINISTRATOR}


main.on(
    http="POST /parcels/<waybill_no>/rating",
    invoke="rate_parcel",
    load=RateParcelSchema(),
    dump=RatedSchema(),
    roles=CUSTOMERS,
    once=True,
)(rate_parcel)
main.on(
    http="GET /ratings",
    invoke="list_ratings",
    load=ListRatingsSchema(),
    dump=RatingsSchema(),
    roles=_READERS,
)(list_ratings)
