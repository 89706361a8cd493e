"""What parties say of a delivery, and what the office reads of it."""

from dataclasses import replace

from functions.care.schemas import ListRatings, RateParcel
from logistics.domain.events import DeliveryRated
from logistics.domain.rating import Rating, delivered_by, require_ratable, side_of
from logistics.privacy.scrub import scrub_written
from logistics.runtime.context import Context


def rate_parcel(command: RateParcel, ctx: Context) -> Rating:
    """A party's word about a signed parcel, once for each side and within 30 days.

    Raises Conflict PARCEL_STATE_CONFLICT, RATING_TOO_LATE, RATING_ALREADY_GIVEN; NotFound PARCEL_NOT_FOUND.
    """
    parcel = ctx.store.parcels.get(command.waybill_no, ctx.actor.scope)
    require_ratable(parcel, ctx.now)
    rating = Rating(
        parcel.waybill_no,
        side_of(parcel, ctx.actor),
        ctx.actor.id,
        command.stars,
        tuple(dict.fromkeys(command.tags)),
        scrub_written(command.comment),
        ctx.now,
        delivered_by(parcel),
        parcel.outlet_ids,
    )
    ctx.store.ratings.add(rating)
    ctx.store.parcels.save(parcel, replace(parcel, rated=(*parcel.rated, rating.side)))
    ctx.emit(DeliveryRated(rating.waybill_no, rating.side, rating.stars, rating.courier_id))
    return rating


def list_ratings(command: ListRatings, ctx: Context) -> dict[str, object]:
    """What was said about parcels within the caller's scope, the latest first; of one courier, or only the bad."""
    wanted = (command.courier_id, command.stars_at_most, command.before)
    found = ctx.store.ratings.listed(ctx.actor.scope, *wanted, command.limit + 1)
    shown = found[: command.limit]
    return {"ratings": shown} | ({"next": _cursor(shown[-1])} if len(found) > len(shown) else {})


def _cursor(rating: Rating) -> str:
    return f"{int(rating.rated_at.timestamp() * 1000)}-{rating.waybill_no}:{rating.side}"
