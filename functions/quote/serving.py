"""Who serves the two ends of a journey; what is told before ordering and what a quote binds are one rule."""

from functions.quote.schemas import End
from logistics.runtime.context import Context
from logistics.store.outlets import Place

REASONS = {
    "pickup": "寄件地址暂不在服务范围内，请更换地址或联系客服",
    "delivery": "收件地址暂不在服务范围内，请更换地址或联系客服",
}


def serving_outlets(pickup: End, delivery: End, ctx: Context) -> dict[str, str]:
    """The code of the outlet at each end, "pickup" and "delivery"; "" where nobody comes.

    The district decides, and where a point is known, the area that an outlet covers too.
    """
    ends = ctx.store.outlets.serving_both(Place(pickup.adcode, pickup.point), Place(delivery.adcode, delivery.point))
    return dict(zip(REASONS, (found or "" for found in ends), strict=True))
