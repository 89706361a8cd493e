"""What the parties decide on a parcel's way, what falls due while it waits, and the end of what nobody took."""

from functions.redirect.choice_actions import register
from functions.redirect.choice_schemas import NewsSchema
from functions.redirect.factors import proved, send_code, sent_code
from functions.redirect.interception import (
    end_interception,
    end_old_links,
    intercept_parcel,
    price_redirection,
    redirect_parcel,
    take_back,
)
from functions.redirect.recipient import change_recipient
from functions.redirect.schemas import (
    ChangeRecipientSchema,
    CodeSentSchema,
    InterceptSchema,
    OneParcelSchema,
    PriceRedirectionSchema,
    RecipientSchema,
    RedirectedSchema,
    RedirectionPriceSchema,
    RedirectSchema,
    SendCodeSchema,
    StoppedSchema,
)
from logistics.domain.roles import Role
from logistics.runtime.facts import ReceiptSchema
from logistics.runtime.function import Function
from logistics.store.codes import Purpose

main = Function("redirect")

_SENDERS = {Role.CUSTOMER, Role.MERCHANT}

main.on(
    http="POST /parcels/<waybill_no>/codes",
    invoke="send_code",
    load=SendCodeSchema(),
    dump=CodeSentSchema(),
    roles=_SENDERS | {Role.CUSTOMER_SERVICE},
    outside=sent_code,
)(send_code)
main.on(
    http="POST /parcels/<waybill_no>/interception",
    invoke="intercept_parcel",
    load=InterceptSchema(),
    dump=StoppedSchema(),
    roles=_SENDERS | {Role.CUSTOMER_SERVICE},
    once=True,
    outside=proved(Purpose.INTERCEPT),
)(intercept_parcel)
main.on(
    http="POST /parcels/<waybill_no>/redirection/price",
    invoke="price_redirection",
    load=PriceRedirectionSchema(),
    dump=RedirectionPriceSchema(),
    roles=_SENDERS,
)(price_redirection)
main.on(
    http="POST /parcels/<waybill_no>/redirection",
    invoke="redirect_parcel",
    load=RedirectSchema(),
    dump=RedirectedSchema(),
    roles=_SENDERS,
    once=True,
    outside=proved(Purpose.REDIRECT),
)(redirect_parcel)
main.on(
    http="POST /parcels/<waybill_no>/take-back",
    invoke="take_back",
    load=OneParcelSchema(),
    dump=ReceiptSchema(),
    roles=_SENDERS,
    once=True,
)(take_back)
main.on(
    http="POST /parcels/<waybill_no>/recipient",
    invoke="change_recipient",
    load=ChangeRecipientSchema(),
    dump=RecipientSchema(),
    roles=_SENDERS,
    once=True,
    outside=proved(Purpose.RECIPIENT),
)(change_recipient)
main.on(queue="InterceptionOverdue", load=NewsSchema())(end_interception)
main.on(queue="ConsigneeChanged", load=NewsSchema())(end_old_links)
register(main)
