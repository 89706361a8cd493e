"""Quotes in Redis: each is one key that expires with its offer, so an order is checked by one read."""

import json
from datetime import datetime

from logistics.domain.pricing import FeeLine, Price
from logistics.domain.quote import Quote, QuoteAsk
from logistics.domain.route_class import RouteClass
from logistics.store.redis import redis

# Kept a little longer than it holds, so that a late order hears "expired" and not "unknown".
_KEPT_AFTER_S = 3_600


def save_quote(quote: Quote, now: datetime) -> None:
    """Keep an offer under its id (an unguessable ULID)."""
    row = {
        "ask": vars(quote.ask),
        "charge_weight_g": quote.price.charge_weight_g,
        "fee_lines": [[line.code, line.name, line.amount_fen] for line in quote.price.fee_lines],
        "tariff_version": quote.tariff_version,
        "route_class": quote.route_class,
        "expires_at": quote.expires_at.isoformat(),
        "promised_s": quote.promised_s,
        "pickup_outlet_id": quote.pickup_outlet_id,
        "delivery_outlet_id": quote.delivery_outlet_id,
    }
    lifetime_s = int((quote.expires_at - now).total_seconds()) + _KEPT_AFTER_S
    redis().set(f"quote:{quote.id}", json.dumps(row, ensure_ascii=False), ex=lifetime_s)


def quote_of(quote_id: str) -> Quote | None:
    """The offer under this id; None when there never was one, or it is long gone."""
    text = redis().get(f"quote:{quote_id}")
    if not text:
        return None
    row = json.loads(str(text))
    lines = tuple(FeeLine(*line) for line in row["fee_lines"])
    return Quote(
        quote_id,
        QuoteAsk(**row["ask"]),
        Price(row["charge_weight_g"], lines, sum(line.amount_fen for line in lines)),
        row["tariff_version"],
        RouteClass(row["route_class"]),
        datetime.fromisoformat(row["expires_at"]),
        row["promised_s"],
        row["pickup_outlet_id"],
        row["delivery_outlet_id"],
    )
