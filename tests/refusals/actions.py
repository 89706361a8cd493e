"""Every registered action, who may do it by the rules of the house, and one sound input for each, written by hand."""

import copy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from logistics.domain.roles import Role
from logistics.runtime.function import Action
from tests.support.calls import handler

FUNCTIONS = sorted(path.parent.name for path in Path(__file__).parents[2].glob("functions/*/handler.py"))
WAYBILL = "WB000000000000"  # sound, and nobody's
ULID = "01JD0000000000000000000000"
MOMENT = "2026-03-09T08:00:00+08:00"
POINT = {"lng": 113.322, "lat": 23.125}

CUSTOMER, MERCHANT, PARTNER = Role.CUSTOMER, Role.MERCHANT, Role.PARTNER
COURIER, DRIVER, MANAGER, CASHIER = Role.COURIER, Role.DRIVER, Role.OUTLET_MANAGER, Role.CASHIER
DISPATCHER, SERVICE, FINANCE, ADMINISTRATOR = Role.DISPATCHER, Role.CUSTOMER_SERVICE, Role.FINANCE, Role.ADMINISTRATOR
PEOPLE = (
    CUSTOMER, MERCHANT, PARTNER, COURIER, DRIVER, MANAGER, CASHIER, DISPATCHER, SERVICE, FINANCE, ADMINISTRATOR,
)  # fmt: skip

_SENDERS = {CUSTOMER, MERCHANT}
_CUSTOMERS = {CUSTOMER, MERCHANT, PARTNER}
_OFFICE = {DISPATCHER, SERVICE, FINANCE, ADMINISTRATOR}
_OVERSEERS = {DISPATCHER, MANAGER, SERVICE, ADMINISTRATOR}

# Nothing beside a name: whoever comes, signed in or not (prices, signing in, tracking by number and phone tail).
WHO_MAY: dict[str, set[Role]] = {
    "quote.quote_price": set(),
    "quote.check_service": set(),
    "login.login_customer": set(),
    "login.login_staff": set(),
    "login.send_code": set(),
    "login.login_by_code": set(),
    "track.track_publicly": set(),
    "track.track_shared": set(),
    # one's own account
    "login.bind_phone": _CUSTOMERS,
    "login.logout": set(PEOPLE),
    "login.who_am_i": set(PEOPLE),
    "login.revoke_sessions": {ADMINISTRATOR},
    "notify.accept_subscriptions": _CUSTOMERS,
    "notify.list_subscriptions": _CUSTOMERS,
    # addresses: a paste is read before anybody signs in; the map and photos cost money
    "parse_address.parse_address": set(),
    "parse_address.record_correction": set(),
    "parse_address.request_photo": _SENDERS,
    "parse_address.geocode": set(PEOPLE),
    "parse_address.reverse_geocode": set(PEOPLE),
    "parse_address.list_corrections": {DISPATCHER, ADMINISTRATOR},
    # orders: the user, and customer service for a cancellation
    "create_order.place_order": _SENDERS,
    "create_order.cancel_order": _SENDERS | {SERVICE},
    "create_order.list_my_orders": _SENDERS,
    # one's own address book
    "address_book.list_entries": _SENDERS,
    "address_book.open_entry": _SENDERS,
    "address_book.add_entry": _SENDERS,
    "address_book.change_entry": _SENDERS,
    "address_book.remove_entry": _SENDERS,
    "address_book.set_default_entry": _SENDERS,
    "address_book.list_recent": _SENDERS,
    "address_book.open_recent": _SENDERS,
    # dispatch: people decide about the orders of their outlet or the network, couriers about themselves
    "dispatch_match.set_duty": {COURIER},
    "dispatch_match.list_tasks": {COURIER},
    "dispatch_match.assign_order": {DISPATCHER, MANAGER},
    "dispatch_match.release_order": {DISPATCHER, MANAGER},
    "dispatch_match.list_waiting": _OVERSEERS,
    "dispatch_match.show_decision": _OVERSEERS,
    # what happens at the consignor's door is the courier's word alone
    "pick_up.accept_task": {COURIER},
    "pick_up.decline_task": {COURIER},
    "pick_up.verify_real_name": {COURIER},
    "pick_up.pick_up_parcel": {COURIER},
    "pick_up.fail_pickup": {COURIER},
    # between the doors
    "scan.record_scans": {COURIER, DRIVER, MANAGER, DISPATCHER, SERVICE},
    "scan.start_return": {DISPATCHER},
    "scan.resolve_exception": {DISPATCHER},
    # at the consignee's door, or at the outlet's counter
    "sign.request_upload": {COURIER, DRIVER, MANAGER},
    "sign.confirm_upload": {COURIER, DRIVER, MANAGER},
    "sign.sign_parcel": {COURIER, MANAGER},
    "sign.fail_delivery": {COURIER},
    "sign.refuse_parcel": {COURIER},
    "sign.show_proof": set(PEOPLE),
    "track.track_parcel": set(PEOPLE),
    # a party shows it to somebody, and says what they think of it; the office reads that
    "track.share_parcel": _CUSTOMERS,
    "track.stop_sharing": _CUSTOMERS,
    "care.rate_parcel": _CUSTOMERS,
    "care.list_ratings": _OVERSEERS,
    # money: whoever takes it, and those who check the books
    "collect_cod.collect_cash": {COURIER, MANAGER},
    "collect_cod.hand_back_cash": {COURIER, MANAGER},
    "collect_cod.show_cash_balance": {COURIER, MANAGER},
    "collect_cod.declare_cash": {COURIER, MANAGER},
    "collect_cod.show_journal": {FINANCE, ADMINISTRATOR},
    "collect_cod.check_journal": {FINANCE, ADMINISTRATOR},
    # the office
    "notify.list_messages": _OFFICE | {MANAGER},
    "relay.list_events": _OFFICE,
    "relay.list_parked": {DISPATCHER, ADMINISTRATOR},
    "relay.show_counts": {DISPATCHER, ADMINISTRATOR},
    "relay.redrive": {ADMINISTRATOR},
    "admin.list_outlets": _OFFICE | {MANAGER},
    "admin.show_outlet": _OFFICE | {MANAGER},
    "admin.save_outlet": {ADMINISTRATOR},
    "admin.deactivate_outlet": {ADMINISTRATOR},
    "admin.list_staff": _OFFICE | {MANAGER},
    "admin.show_staff": _OFFICE | {MANAGER},
    "admin.save_staff": {ADMINISTRATOR, MANAGER},
    "admin.deactivate_staff": {ADMINISTRATOR, MANAGER},
    "admin.activate_staff": {ADMINISTRATOR, MANAGER},
    "admin.list_tariffs": _OFFICE | {MANAGER},
    "admin.show_tariff": _OFFICE | {MANAGER},
    "admin.publish_tariff": {ADMINISTRATOR},
    "admin.list_changes": {ADMINISTRATOR},
    "admin.migrate": {ADMINISTRATOR},
    "admin.re_encrypt": {ADMINISTRATOR},
}

# Actions whose effect a client could not tell from a first one's: a request id makes their repetition safe.
ONCE = {
    "create_order.place_order", "create_order.cancel_order",
    "address_book.add_entry", "address_book.change_entry", "address_book.remove_entry",
    "address_book.set_default_entry",
    "dispatch_match.assign_order", "dispatch_match.release_order",
    "pick_up.accept_task", "pick_up.decline_task", "pick_up.verify_real_name", "pick_up.pick_up_parcel",
    "pick_up.fail_pickup",
    "scan.start_return", "scan.resolve_exception",
    "sign.confirm_upload", "sign.sign_parcel", "sign.fail_delivery", "sign.refuse_parcel",
    "collect_cod.collect_cash", "collect_cod.hand_back_cash", "collect_cod.declare_cash",
    "notify.accept_subscriptions", "care.rate_parcel",
    "admin.save_outlet", "admin.deactivate_outlet", "admin.publish_tariff",
}  # fmt: skip

_FACT = {"waybill_no": WAYBILL, "scan_id": ULID, "occurred_at": MOMENT, "location": POINT}
_REPORT = _FACT | {"reason": "consignee_not_home", "note": "无人在家", "evidence": ["proofs/x.jpg"]}
_PARTY = {
    "name": "林小满", "phone": "13800000001", "extension": "801", "address": "体育西路101号", "adcode": "440106",
    "location": POINT,
}  # fmt: skip
_ENTRY = {
    "name": "林小满", "phone": "13800000001", "extension": "801", "province": "广东省", "city": "广州市",
    "district": "天河区", "adcode": "440106", "address": "体育西路101号", "location": POINT, "label": "家",
    "is_default": True,
}  # fmt: skip
_GOODS = {"description": "两本书", "category": "books"}
_ASK = {"product": "standard", "weight_g": 1500, "volume_cm3": 6000, "insured_value_fen": 0, "cod_fen": 0}
_FEE = {"basis_points": 50, "minimum_fen": 100, "cap_fen": 10_000}
_RULE = {
    "divisor": 6000,
    "minimum_g": 1000,
    "bands": [{"below_g": 10_000, "step_g": 100, "mode": "up"}, {"step_g": 500, "mode": "up"}],
    "first_g": 1000,
    "first_fen": 1200,
    "continued_fen": 200,
    "round_fen": 10,
    "round_mode": "nearest",
    "minimum_fen": 0,
    "surcharges": [{"code": "remote", "name": "偏远", "kind": "flat", "amount": 500, "condition": "remote"}],
    "insurance": _FEE,
    "cod": _FEE,
}
_OUTLET = {
    "id": "ZZ-1", "name": "测试网点", "kind": "outlet", "adcodes": ["440106"], "location": POINT,
    "area": [{"lng": 113, "lat": 23}, {"lng": 114, "lat": 23}, {"lng": 114, "lat": 24}],
    "phone": "02087654321", "active": True,
}  # fmt: skip
_STAFF = {
    "staff_id": ULID, "name": "赵测", "phone": "19900009999", "role": "courier", "outlet_id": "GZ-TH-1",
    "capacity": 20, "skills": ["cold"],
}  # fmt: skip
_TARIFF = {
    "product": "standard", "route_class": "same_city", "valid_from": "2036-03-09T08:00:00+08:00",
    "valid_to": "2037-03-09T08:00:00+08:00", "promised_s": 86_400, "rule": _RULE,
}  # fmt: skip
SCAN_ROW = _REPORT | {"step": "exception_opened", "reason": "carrier_damaged_parcel"}

# Every field that an action knows, sound in itself; what it names need not exist.
SOUND: dict[str, dict[str, Any]] = {
    "quote.quote_price": _ASK
    | {"from_adcode": "440106", "to_adcode": "330108", "from_point": POINT, "to_point": POINT},
    "quote.check_service": {
        "from": {"adcode": "440106", "point": POINT, "address": "体育西路101号"},
        "to": {"adcode": "330108", "point": POINT, "address": "江南大道88号"},
    },
    "parse_address.parse_address": {"text": "林小满 19900001234", "image_key": "addresses/x.jpg", "source": "paste"},
    "parse_address.record_correction": {"source": "paste", "fields": ["name"], "kind": "wrong"},
    "parse_address.request_photo": {"content_type": "image/jpeg", "size_bytes": 2048, "sha256": "0" * 64},
    "parse_address.geocode": {"adcode": "440106", "address": "体育西路101号"},
    "parse_address.reverse_geocode": {"location": POINT},
    "parse_address.list_corrections": {"days": 7},
    "login.login_customer": {"code": "made-up"},
    "login.login_staff": {"code": "made-up", "phone_code": "made-up"},
    "login.send_code": {"phone": "13800000001", "purpose": "staff_login"},
    "login.login_by_code": {"phone": "13800000001", "code": "123456"},
    "login.bind_phone": {"phone_code": "made-up"},
    "login.revoke_sessions": {"account_id": ULID},
    "track.track_publicly": {"waybill_no": WAYBILL, "tail": "1234"},
    "track.track_parcel": {"waybill_no": WAYBILL},
    "track.share_parcel": {"waybill_no": WAYBILL},
    "track.stop_sharing": {"waybill_no": WAYBILL},
    "track.track_shared": {"token": "x" * 32},
    "care.rate_parcel": {"waybill_no": WAYBILL, "stars": 5, "tags": ["on_time"], "comment": "很快"},
    "care.list_ratings": {"courier_id": ULID, "stars_at_most": 2, "before": f"1764000000000-{WAYBILL}:consignee"}
    | {"limit": 5},
    "notify.accept_subscriptions": {"templates": ["tmpl_signed"]},
    "notify.list_messages": {"waybill_no": WAYBILL, "state": "failed", "limit": 5},
    "create_order.place_order": _ASK
    | {"quote_id": ULID, "consignor": _PARTY, "consignee": _PARTY, "goods": _GOODS, "terms": "on_account"}
    | {"remark": "轻放", "pickup_from": MOMENT, "pickup_until": MOMENT},
    "create_order.cancel_order": {"waybill_no": WAYBILL, "reason": "consignor_changed_mind"},
    "create_order.list_my_orders": {"status": ["placed"], "before": "1764000000000-WB000000000000", "limit": 5}
    | {"q": "1234", "direction": "sent"},
    "address_book.list_entries": {"q": "小满", "limit": 5, "after": f"1764000000000-{ULID}"},
    "address_book.open_entry": {"entry_id": ULID},
    "address_book.add_entry": _ENTRY,
    "address_book.change_entry": _ENTRY | {"entry_id": ULID},
    "address_book.remove_entry": {"entry_id": ULID},
    "address_book.set_default_entry": {"entry_id": ULID},
    "address_book.list_recent": {"limit": 5},
    "address_book.open_recent": {"waybill_no": WAYBILL},
    "dispatch_match.set_duty": {"on": True, "location": POINT, "until": MOMENT},
    "dispatch_match.assign_order": {"waybill_no": WAYBILL, "courier_id": ULID},
    "dispatch_match.release_order": {"waybill_no": WAYBILL, "reason": "carrier_not_accepted"},
    "dispatch_match.list_waiting": {"limit": 5},
    "dispatch_match.show_decision": {"waybill_no": WAYBILL},
    "pick_up.accept_task": {"waybill_no": WAYBILL},
    "pick_up.decline_task": {"waybill_no": WAYBILL, "reason": "carrier_too_far"},
    "pick_up.verify_real_name": {"waybill_no": WAYBILL, "name": "林小满", "id_number": "11010519491231002X"},
    "pick_up.pick_up_parcel": _FACT
    | {"real_name_token": "token", "inspected": True, "weight_g": 1500, "volume_cm3": 6000},
    "pick_up.fail_pickup": _REPORT,
    "scan.record_scans": {"scans": [SCAN_ROW]},
    "scan.start_return": {"waybill_no": WAYBILL, "reason": "consignee_refused", "note": "退回"},
    "scan.resolve_exception": {"waybill_no": WAYBILL, "note": "已处理"},
    "sign.request_upload": {"waybill_no": WAYBILL, "kind": "photo", "content_type": "image/jpeg", "size": 2048},
    "sign.confirm_upload": {"waybill_no": WAYBILL, "keys": ["proofs/x.jpg"]},
    "sign.sign_parcel": _FACT | {"signed_by": "欧阳晴川", "signed_kind": "self", "proof_keys": ["proofs/x.jpg"]},
    "sign.fail_delivery": _REPORT,
    "sign.refuse_parcel": _REPORT,
    "sign.show_proof": {"waybill_no": WAYBILL, "key": "proofs/x.jpg"},
    "collect_cod.collect_cash": {"waybill_no": WAYBILL, "amount_fen": 100, "method": "cash"},
    "collect_cod.hand_back_cash": {"waybill_no": WAYBILL},
    "collect_cod.declare_cash": {"day": "2026-03-09", "amount_fen": 100},
    "collect_cod.show_journal": {"waybill_no": WAYBILL},
    "collect_cod.check_journal": {"limit": 5},
    "relay.list_events": {"waybill_no": WAYBILL},
    "relay.list_parked": {"limit": 5},
    "relay.redrive": {"function": "notify", "waybill_no": WAYBILL},
    "admin.list_outlets": {"adcode": "4401", "after": "GZ-TH-1", "limit": 5},
    "admin.show_outlet": {"outlet_id": "GZ-TH-1"},
    "admin.save_outlet": _OUTLET,
    "admin.deactivate_outlet": {"outlet_id": "ZZ-1"},
    "admin.list_staff": {"role": "courier", "outlet_id": "GZ-TH-1", "after": ULID, "limit": 5},
    "admin.show_staff": {"staff_id": ULID},
    "admin.save_staff": _STAFF,
    "admin.deactivate_staff": {"staff_id": ULID},
    "admin.activate_staff": {"staff_id": ULID},
    "admin.list_tariffs": {"product": "standard", "route_class": "same_city"},
    "admin.show_tariff": {"version": "no-such-version"},
    "admin.publish_tariff": _TARIFF,
    "admin.list_changes": {"subject": "outlets:GZ-TH-1", "limit": 5},
    "admin.re_encrypt": {"after": "parcels:x", "limit": 5},
}


@dataclass(frozen=True)
class Way:
    """An action and one of its doors that people use."""

    action: Action
    kind: str
    door: str

    @property
    def name(self) -> str:
        return f"{self.action.function}.{self.action.name}"

    def __str__(self) -> str:
        return f"{self.action.function} {self.kind} {self.door}"


@cache
def ways(*kinds: str) -> list[Way]:
    """Every action that people reach, by each of its triggers of these kinds."""
    return [
        Way(action, kind, door)
        for function in FUNCTIONS
        for (kind, door), action in handler(function).actions.items()
        if kind in kinds
    ]


def sound(name: str) -> dict[str, Any]:
    """A copy of an action's sound input; {} for one that takes none."""
    return copy.deepcopy(SOUND.get(name, {}))
