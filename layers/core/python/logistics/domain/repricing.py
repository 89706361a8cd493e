"""The price once more, by what the courier weighed and measured at the door (核重核价).

A measurement is made and, where the price rises much, agreed to before pickup; it takes effect with the pickup
itself, and loses it when the pickup is taken back. The scan carries the new price, since the fold sees scans only.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from logistics.domain.changing import changed
from logistics.domain.consignment import PaymentTerms
from logistics.domain.faults import Conflict
from logistics.domain.guards import refusal
from logistics.domain.pricing import FeeLine, Price, conditions_of, price
from logistics.domain.quote import QuoteAsk
from logistics.domain.states import Status
from logistics.domain.tariff import Tariff
from logistics.domain.trouble_events import RepricingAnswered

if TYPE_CHECKING:
    from logistics.domain.parcel import Parcel
    from logistics.domain.scan import Scan


@dataclass(frozen=True)
class ConsentRule:
    """A rise above both, in fen and in per cent of the first price, needs the payer's consent."""

    above_fen: int
    above_percent: int


CONSENT_RULE = ConsentRule(above_fen=500, above_percent=20)
BEFORE_PICKUP = frozenset({Status.PLACED, Status.ASSIGNED, Status.PICKUP_FAILED})


@dataclass(frozen=True)
class Repricing:
    """What was measured and what it would cost by the tariff of the order.

    `before` is the price that was ordered, for the weight and volume that were. `agreed` is None while nobody was
    asked or nobody answered; `needs_consent` tells whether that must be waited for.
    """

    id: str
    weight_g: int
    volume_cm3: int
    before: Price
    after: Price
    needs_consent: bool
    at: datetime
    evidence: tuple[str, ...] = ()
    agreed: bool | None = None
    answered_at: datetime | None = None
    weight_before_g: int = 0
    volume_before_cm3: int = 0

    @property
    def difference_fen(self) -> int:
        """What is to be paid beyond the first price; negative when something goes back."""
        return self.after.total_fen - self.before.total_fen

    @property
    def waits(self) -> bool:
        """Whether a consent is missing, unasked or refused."""
        return self.needs_consent and not self.agreed


def measured(
    parcel: "Parcel",
    tariff: Tariff,
    weight_g: int,
    volume_cm3: int,
    *,
    id: str,
    at: datetime,
    evidence: tuple[str, ...] = (),
) -> Repricing:
    """The price of what was measured, by the tariff of the order; raises what pricing.price raises."""
    ask = QuoteAsk(
        parcel.product,
        parcel.consignor.adcode,
        parcel.consignee.adcode,
        weight_g,
        volume_cm3,
        parcel.insured_value_fen,
        parcel.cod.due_fen,
        parcel.goods.pieces,
        parcel.return_receipt,
    )
    after = price(tariff, ask, conditions_of(ask, parcel.route_class))
    before, weight_before_g, volume_before_cm3 = _ordered(parcel)
    return Repricing(
        id,
        weight_g,
        volume_cm3,
        before,
        after,
        needs_consent(before.total_fen, after.total_fen),
        at,
        evidence,
        weight_before_g=weight_before_g,
        volume_before_cm3=volume_before_cm3,
    )


def needs_consent(before_fen: int, after_fen: int, rule: ConsentRule = CONSENT_RULE) -> bool:
    """Whether a price rose so much that the payer must agree."""
    rise_fen = after_fen - before_fen
    return rise_fen > rule.above_fen and rise_fen * 100 > before_fen * rule.above_percent


def answered(parcel: "Parcel", measurement_id: str, agreed: bool, now: datetime) -> "Parcel":
    """The payer's answer to a measurement, which may change until pickup, with its event.

    Conflict PARCEL_STATE_CONFLICT, MEASUREMENT_OUTDATED.
    """
    if parcel.status not in BEFORE_PICKUP:
        raise refusal("PARCEL_STATE_CONFLICT", parcel.status, "repricing_consent")
    repricing = parcel.repricing
    if repricing is None or repricing.id != measurement_id or not repricing.needs_consent:
        raise Conflict("MEASUREMENT_OUTDATED", "包裹已重新称重，请查看最新价格")
    told = RepricingAnswered(parcel.waybill_no, measurement_id, "agreed" if agreed else "refused")
    after = replace(repricing, agreed=agreed, answered_at=now)
    return changed(parcel, repricing=after, events=(*parcel.events, told))


def open_question(parcel: "Parcel") -> Repricing | None:
    """The new price that its payer must agree to, answered or not; None once picked up, or when nobody is asked."""
    asked = parcel.repricing if parcel.status in BEFORE_PICKUP else None
    return asked if asked is not None and asked.needs_consent else None


def details_of(repricing: Repricing) -> dict[str, object]:
    """What the scan of the pickup says about a measurement."""
    lines = [[each.code, each.name, each.amount_fen] for each in repricing.after.fee_lines]
    return {
        "measurement_id": repricing.id,
        "weight_g": repricing.weight_g,
        "volume_cm3": repricing.volume_cm3,
        "charge_weight_g": repricing.after.charge_weight_g,
        "fee_lines": lines,
        "agreed": repricing.agreed,
    }


def take_effect(parcel: "Parcel", scan: "Scan") -> "Parcel":
    """The parcel at the price that its pickup carries; a pickup without one leaves it as ordered."""
    after = _price_in(scan.details)
    weight_g, volume_cm3 = scan.details.get("weight_g"), scan.details.get("volume_cm3")
    if after is None or not isinstance(weight_g, int) or not isinstance(volume_cm3, int):
        return parcel
    repricing = parcel.repricing
    if repricing is None or repricing.id != scan.details.get("measurement_id"):
        before, weight_before_g, volume_before_cm3 = _ordered(parcel)
        repricing = Repricing(
            str(scan.details.get("measurement_id", scan.id)),
            weight_g,
            volume_cm3,
            before,
            after,
            needs_consent(before.total_fen, after.total_fen),
            scan.received_at,
            agreed=True if scan.details.get("agreed") is True else None,
            weight_before_g=weight_before_g,
            volume_before_cm3=volume_before_cm3,
        )
    return changed(_priced(parcel, after, weight_g, volume_cm3), repricing=repricing)


def undone(parcel: "Parcel") -> "Parcel":
    """The parcel at the price that was ordered."""
    repricing = parcel.repricing
    if repricing is None or not repricing.weight_before_g:
        return parcel
    return _priced(parcel, repricing.before, repricing.weight_before_g, repricing.volume_before_cm3)


def _ordered(parcel: "Parcel") -> tuple[Price, int, int]:
    """Price, weight and volume as ordered, also while a measurement is in effect."""
    known = parcel.repricing
    if known is not None and known.weight_before_g:
        return known.before, known.weight_before_g, known.volume_before_cm3
    return parcel.price, parcel.goods.weight_g, parcel.goods.volume_cm3


def _priced(parcel: "Parcel", new: Price, weight_g: int, volume_cm3: int) -> "Parcel":
    """What is due at the door follows the price, as long as nobody has taken it."""
    rise_fen = new.total_fen - parcel.price.total_fen
    at_the_door = parcel.terms is PaymentTerms.ON_RECEIPT and not parcel.cod.status.taken
    return changed(
        parcel,
        price=new,
        goods=changed(parcel.goods, weight_g=weight_g, volume_cm3=volume_cm3),
        freight_due_fen=parcel.freight_due_fen + rise_fen if at_the_door else parcel.freight_due_fen,
    )


def _price_in(details: Mapping[str, object]) -> Price | None:
    lines, charged = details.get("fee_lines"), details.get("charge_weight_g")
    if not isinstance(lines, list | tuple) or not isinstance(charged, int):
        return None
    fee_lines = tuple(FeeLine(*line) for line in lines)
    return Price(charged, fee_lines, sum(line.amount_fen for line in fee_lines))
