"""The fields of uploaded shipping information, judged one by one."""

from datetime import datetime

from scripts.sandbox.wechat import errors
from scripts.sandbox.wechat.errors import WeChatError
from scripts.sandbox.wire import Json

EXPRESS, SERVICE_TYPES = 1, (1, 2, 3, 4)
UNIFIED, SPLIT = 1, 2
_MOST_PARCELS = 10
_LONGEST = {
    "tracking_no": (128, errors.SHIPPING_NUMBER_LONG),
    "express_company": (128, errors.SHIPPING_COMPANY_LONG),
    "item_desc": (120, errors.SHIPPING_ITEM_LONG),
}
# This company's parcels are only shown with a masked phone of one side.
_WITH_CONTACT = "SF"


def check(asked: Json) -> datetime:
    """Refuse what the documents refuse; the upload time, which orders the uploads of one order."""
    kind, mode, parcels = asked.get("logistics_type"), asked.get("delivery_mode"), asked.get("shipping_list")
    if kind not in SERVICE_TYPES:
        raise WeChatError(errors.SHIPPING_LOGISTICS_TYPE)
    if mode not in (UNIFIED, SPLIT):
        raise WeChatError(errors.SHIPPING_ARGUMENT, "delivery_mode")
    if mode == SPLIT and kind != EXPRESS:
        raise WeChatError(errors.SHIPPING_SPLIT)
    if mode == SPLIT and not isinstance(asked.get("is_all_delivered"), bool):
        raise WeChatError(errors.SHIPPING_ALL_DELIVERED_MISSING)
    if not isinstance(parcels, list) or not parcels or not all(isinstance(parcel, dict) for parcel in parcels):
        raise WeChatError(errors.SHIPPING_ARGUMENT, "shipping_list")
    if len(parcels) > (_MOST_PARCELS if mode == SPLIT else 1):
        raise WeChatError(errors.SHIPPING_LIST_LONG)
    for parcel in parcels:
        _check_parcel(parcel, kind)
    return _time(asked.get("upload_time"))


def _check_parcel(parcel: Json, kind: int) -> None:
    if not parcel.get("item_desc"):
        raise WeChatError(errors.SHIPPING_ITEM_MISSING)
    for name, (most, code) in _LONGEST.items():
        value = parcel.get(name, "")
        if not isinstance(value, str):
            raise WeChatError(errors.SHIPPING_ARGUMENT, name)
        if len(value) > most:
            raise WeChatError(code)
    if kind == EXPRESS and not (parcel.get("tracking_no") and parcel.get("express_company")):
        raise WeChatError(errors.SHIPPING_ARGUMENT, "tracking_no, express_company")
    contact = parcel.get("contact") or {}
    told = [contact.get(name) for name in ("consignor_contact", "receiver_contact") if contact.get(name)]
    if kind == EXPRESS and parcel["express_company"] == _WITH_CONTACT and not told:
        raise WeChatError(errors.SHIPPING_ARGUMENT, "contact")
    if any("*" not in str(phone) for phone in told):
        raise WeChatError(errors.SHIPPING_ARGUMENT, "contact")


def _time(value: object) -> datetime:
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) and "T" in value else None
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise WeChatError(errors.SHIPPING_TIME)
    return at
