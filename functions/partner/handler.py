"""Shops that work with us by program: their keys and webhooks, their orders, and what they are told."""

from functions.partner import admin_schemas, keeping, orders, schemas, telling, webhook_schemas, webhooks
from logistics.domain.roles import Role
from logistics.domain.webhook import KINDS
from logistics.runtime.context import Context
from logistics.runtime.function import Function

main = Function("partner")

_PARTNER = {Role.PARTNER}
_ADMINISTRATOR = {Role.ADMINISTRATOR}
_EITHER = _PARTNER | _ADMINISTRATOR

main.on(
    http="POST /partner/v1/orders",
    invoke="place_partner_order",
    load=schemas.PartnerOrderEntrySchema(),
    dump=schemas.PartnerOrderSchema(),
    roles=_PARTNER,
    once=True,
)(orders.place_partner_order)
main.on(
    http="GET /partner/v1/orders/<number>",
    invoke="show_partner_order",
    load=schemas.OrderRefSchema(),
    dump=schemas.PartnerOrderSchema(),
    roles=_PARTNER,
)(orders.show_partner_order)
main.on(
    http="GET /partner/v1/parcels/<number>/track",
    invoke="track_partner_order",
    load=schemas.OrderRefSchema(),
    dump=schemas.RoadSchema(),
    roles=_PARTNER,
)(orders.track_partner_order)
main.on(
    http="POST /partner/v1/orders/<number>/cancellation",
    invoke="cancel_partner_order",
    load=schemas.CancelPartnerOrderSchema(),
    dump=schemas.PartnerOrderSchema(),
    roles=_PARTNER,
    once=True,
)(orders.cancel_partner_order)
main.on(
    http="POST /partner/v1/orders/<number>/price-answer",
    invoke="answer_partner_price",
    load=schemas.AnswerPartnerPriceSchema(),
    dump=schemas.PartnerOrderSchema(),
    roles=_PARTNER,
    once=True,
)(orders.answer_partner_price)

main.on(
    invoke="save_partner",
    load=admin_schemas.SavePartnerSchema(),
    dump=admin_schemas.SavedPartnerSchema(),
    roles=_ADMINISTRATOR,
    once=True,
)(keeping.save_partner)
main.on(
    invoke="list_partners",
    load=admin_schemas.ListPartnersSchema(),
    dump=admin_schemas.PartnersSchema(),
    roles=_ADMINISTRATOR,
)(keeping.list_partners)
main.on(
    invoke="show_partner",
    load=admin_schemas.PartnerRefSchema(),
    dump=admin_schemas.PartnerSchema(),
    roles=_ADMINISTRATOR,
)(keeping.show_partner)
main.on(
    invoke="issue_key",
    load=admin_schemas.IssueKeySchema(),
    dump=admin_schemas.IssuedKeySchema(),
    roles=_ADMINISTRATOR,
    changes=True,
)(keeping.issue_key)
main.on(
    invoke="revoke_key",
    load=admin_schemas.RevokeKeySchema(),
    dump=admin_schemas.RevokedKeySchema(),
    roles=_ADMINISTRATOR,
    once=True,
)(keeping.revoke_key)

main.on(
    http="POST /partner/v1/webhooks",
    invoke="save_webhook",
    load=webhook_schemas.SaveWebhookSchema(),
    dump=webhook_schemas.SavedWebhookSchema(),
    roles=_EITHER,
    once=True,
)(webhooks.save_webhook)
main.on(
    http="GET /partner/v1/webhooks",
    invoke="list_webhooks",
    load=webhook_schemas.ListWebhooksSchema(),
    dump=webhook_schemas.WebhooksSchema(),
    roles=_EITHER,
)(webhooks.list_webhooks)
main.on(
    http="GET /partner/v1/deliveries",
    invoke="list_deliveries",
    load=webhook_schemas.ListDeliveriesSchema(),
    dump=webhook_schemas.DeliveriesSchema(),
    roles=_EITHER,
)(webhooks.list_deliveries)
main.on(
    http="POST /partner/v1/deliveries/<delivery_id>/redelivery",
    invoke="redeliver",
    load=webhook_schemas.RedeliverSchema(),
    dump=webhook_schemas.RedeliveredSchema(),
    roles=_EITHER,
    once=True,
)(webhooks.redeliver)
main.on(schedule="tell_due: rate(1 minute)", dump=webhook_schemas.ToldSchema())(telling.tell_due)


@main.on(queue=list(KINDS), load=webhook_schemas.NewsSchema(), outside=telling.tell_now)
def tell(_command: telling.News, _ctx: Context) -> None:
    """All is done outside; this transaction only remembers that the event was handled."""
