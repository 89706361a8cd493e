"""A quote: what was asked, what it costs, and until when; an order may only be placed from the very same ask."""

from dataclasses import dataclass
from datetime import datetime

from logistics.domain.faults import Conflict
from logistics.domain.pricing import Price
from logistics.domain.route_class import RouteClass


@dataclass(frozen=True)
class QuoteAsk:
    """Everything the price depends on; adcodes are six-digit GB/T 2260, sums int fen.

    Weight and volume are those of all pieces together; `return_receipt` is a signed paper that goes back (签单返还).
    """

    product: str
    from_adcode: str
    to_adcode: str
    weight_g: int
    volume_cm3: int = 0
    insured_value_fen: int = 0
    cod_fen: int = 0
    pieces: int = 1
    return_receipt: bool = False


@dataclass(frozen=True)
class Quote:
    """`promised_s` is the promised time from pickup to delivery, in seconds."""

    id: str
    ask: QuoteAsk
    price: Price
    tariff_version: str
    route_class: RouteClass
    expires_at: datetime
    promised_s: int
    pickup_outlet_id: str | None = None
    delivery_outlet_id: str | None = None

    def check(self, ask: QuoteAsk, now: datetime) -> None:
        """Refuse an order on an expired quote or another ask: Conflict QUOTE_EXPIRED or QUOTE_ALTERED."""
        if now >= self.expires_at:
            raise Conflict("QUOTE_EXPIRED", "报价已过期，请重新询价", quote_id=self.id)
        if ask != self.ask:
            raise Conflict("QUOTE_ALTERED", "下单信息与报价不一致，请重新询价", quote_id=self.id)
