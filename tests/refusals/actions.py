"""Every registered action, who may do it by the rules of the house, and one sound input for each, written by hand."""

import copy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from logistics.domain.roles import Role
from logistics.runtime.function import Action
from logistics.runtime.schemas import RawRequestSchema
from tests.support.calls import handler

FUNCTIONS = sorted(path.parent.name for path in Path(__file__).parents[2].glob("functions/*/handler.py"))
WAYBILL = "WB000000000000"  # sound, and nobody's
ULID = "01JD0000000000000000000000"
MOMENT = "2026-03-09T08:00:00+08:00"
POINT = {"lng": 113.322, "lat": 23.125}
FIX = {"sequence": 1, "at": MOMENT, **POINT, "coordinates": "wgs84", "accuracy_m": 8}

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
    "create_order.change_order": _SENDERS | {SERVICE},
    "create_order.list_slots": set(),
    "create_order.request_batch": _SENDERS | {SERVICE},
    "create_order.place_batch": _SENDERS | {SERVICE},
    "create_order.show_batch": _SENDERS | {SERVICE},
    "create_order.show_template": _SENDERS | {SERVICE},
    "create_order.check_goods": set(),
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
    "dispatch_match.reassign_tasks": {DISPATCHER, MANAGER},
    "dispatch_match.list_waiting": _OVERSEERS,
    "dispatch_match.show_decision": _OVERSEERS,
    # where couriers are: they say it, the office sees its own, customers see who brings them something
    "plan_route.plan_tour": {COURIER},
    "plan_route.show_tour": {COURIER},
    "plan_route.order_tour": {COURIER},
    "plan_route.list_arrivals": _OVERSEERS,
    "plan_route.plan_outlet_tours": {DISPATCHER, MANAGER},
    "plan_route.show_outlet_tours": _OVERSEERS,
    "plan_route.release_outlet_tours": {DISPATCHER, MANAGER},
    "plan_route.show_loading": {COURIER},
    "plan_route.show_couriers_tour": _OVERSEERS,
    "locate.send_positions": {COURIER},
    "locate.show_parcel_position": _SENDERS | _OVERSEERS,
    "locate.list_positions": _OVERSEERS,
    "locate.list_alerts": _OVERSEERS,
    "locate.show_track": _OVERSEERS,
    "locate.list_visits": _OVERSEERS,
    "locate.watch_parcel": _SENDERS | _OVERSEERS,
    "locate.watch_outlet": _OVERSEERS,
    "locate.unwatch": _SENDERS | _OVERSEERS,
    "locate.open_map": _SENDERS | _OVERSEERS | {COURIER},
    "locate.show_map": set(),  # whoever holds the address of a page
    "web.show_map_page": set(),
    "web.show_asset": set(),
    # what happens at the consignor's door is the courier's word alone
    "pick_up.accept_task": {COURIER},
    "pick_up.decline_task": {COURIER},
    "pick_up.verify_real_name": {COURIER},
    "pick_up.measure_parcel": {COURIER},
    "pick_up.answer_repricing": _SENDERS | {SERVICE},  # whoever pays agrees, or somebody says it for them
    "pick_up.pick_up_parcel": {COURIER},
    "pick_up.fail_pickup": {COURIER},
    # between the doors
    "scan.record_scans": {COURIER, DRIVER, MANAGER, DISPATCHER, SERVICE},
    "scan.start_return": {DISPATCHER},
    "scan.resolve_exception": {DISPATCHER},
    # between outlet and vehicle: who loads and who drives
    "line_haul.open_manifest": {MANAGER, DRIVER},
    "line_haul.load_parcels": {MANAGER, DRIVER},
    "line_haul.unload_parcels": {MANAGER, DRIVER},
    "line_haul.depart_manifest": {MANAGER, DRIVER},
    "line_haul.arrive_manifest": {MANAGER, DRIVER},
    "line_haul.show_manifest": _OFFICE | {MANAGER, DRIVER},
    "line_haul.list_manifests": _OFFICE | {MANAGER, DRIVER},
    "line_haul.list_late_parcels": _OFFICE | {MANAGER},
    "line_haul.show_on_time": _OFFICE | {MANAGER},
    # at the consignee's door, or at the outlet's counter
    "sign.request_upload": {COURIER, DRIVER, MANAGER} | _CUSTOMERS,
    "sign.confirm_upload": {COURIER, DRIVER, MANAGER} | _CUSTOMERS,
    "sign.sign_parcel": {COURIER, MANAGER},
    "sign.fail_delivery": {COURIER},
    "sign.refuse_parcel": {COURIER},
    "sign.show_proof": set(PEOPLE),
    "sign.send_sign_code": {COURIER, MANAGER},
    "sign.check_recipient": {COURIER, MANAGER},
    "sign.sign_by_myself": _CUSTOMERS,
    "sign.store_parcel": {COURIER, MANAGER},
    "sign.show_storage": _CUSTOMERS,
    "sign.collect_by_code": {COURIER, MANAGER} | _CUSTOMERS,
    "sign.move_return_receipt": {MANAGER},
    # what the parties decide about a delivery, and the dispatcher for a consignor who calls
    "redirect.send_code": _SENDERS | {SERVICE},
    "redirect.intercept_parcel": _SENDERS | {SERVICE},
    "redirect.price_redirection": _SENDERS,
    "redirect.redirect_parcel": _SENDERS,
    "redirect.take_back": _SENDERS,
    "redirect.change_recipient": _SENDERS,
    "redirect.choose_delivery": _CUSTOMERS,
    "redirect.consent_to_storage": _CUSTOMERS,
    "redirect.withdraw_consent": _CUSTOMERS,
    "redirect.give_instruction": _CUSTOMERS | {DISPATCHER},
    "redirect.list_instructions": {DISPATCHER, MANAGER, SERVICE},
    "redirect.dispose_parcel": {MANAGER},
    "track.track_parcel": set(PEOPLE),
    # a party shows it to somebody, and says what they think of it; the office reads that
    "track.share_parcel": _CUSTOMERS,
    # papers: who sends it or holds it, its outlets and the desk
    "label.show_label": _CUSTOMERS | {COURIER, MANAGER, DISPATCHER, SERVICE},
    "label.make_labels": _CUSTOMERS | {COURIER, MANAGER, DISPATCHER, SERVICE},
    "label.make_print_job": {COURIER, MANAGER},
    "label.show_proof_document": _CUSTOMERS | {COURIER, MANAGER, DISPATCHER, SERVICE},
    "label.make_proof_documents": _CUSTOMERS | {COURIER, MANAGER, DISPATCHER, SERVICE},
    "track.stop_sharing": _CUSTOMERS,
    "care.rate_parcel": _CUSTOMERS,
    "care.list_ratings": _OVERSEERS,
    # a party's data in clear, and a line to them: who works on the parcel, and who answers for it
    "care.reveal_party": {COURIER, MANAGER, DISPATCHER, SERVICE},
    "care.list_reveals": {ADMINISTRATOR},
    "care.call_party": {COURIER, SERVICE},
    # what goes wrong: anybody on the way may say so, a dispatcher decides
    "incident.open_incident": {COURIER, DRIVER, MANAGER, DISPATCHER, SERVICE} | _CUSTOMERS,
    # where couriers were against the rule: whoever answers for them
    "observe.list_signals": {DISPATCHER, MANAGER, ADMINISTRATOR},
    "observe.show_signal": {DISPATCHER, MANAGER, ADMINISTRATOR},
    "observe.review_signal": {DISPATCHER, MANAGER, ADMINISTRATOR},
    "incident.list_incidents": _OVERSEERS,
    "incident.get_incident": _OVERSEERS,
    "incident.decide_incident": {DISPATCHER},
    "incident.find_parcel": {DISPATCHER},
    "incident.correct_scan": {DISPATCHER},
    # money: whoever takes it, and those who check the books
    "collect_cod.collect_cash": {COURIER, MANAGER},
    "collect_cod.hand_back_cash": {COURIER, MANAGER},
    "collect_cod.show_cash_balance": {COURIER, MANAGER},
    "collect_cod.declare_cash": {COURIER, MANAGER},
    # counted by the outlet's people, never by who declared; differences by two of finance
    "collect_cod.list_cash_declarations": {CASHIER, MANAGER, FINANCE, ADMINISTRATOR},
    "collect_cod.send_count_code": {CASHIER, MANAGER},
    "collect_cod.count_cash": {CASHIER, MANAGER},
    "collect_cod.list_cash_counts": {CASHIER, MANAGER, FINANCE, ADMINISTRATOR},
    "collect_cod.request_deposit_slip": {CASHIER, MANAGER},
    "collect_cod.deposit_cash": {CASHIER, MANAGER},
    "collect_cod.list_cash_deposits": {CASHIER, MANAGER, FINANCE, ADMINISTRATOR},
    "collect_cod.show_deposit_slip": {CASHIER, MANAGER, FINANCE, ADMINISTRATOR},
    "collect_cod.list_discrepancies": {FINANCE, ADMINISTRATOR},
    "collect_cod.open_discrepancy": {FINANCE},
    "collect_cod.propose_resolution": {FINANCE},
    "collect_cod.send_approval_code": {FINANCE},
    "collect_cod.approve_resolution": {FINANCE},
    "collect_cod.set_cash_limit": {FINANCE, ADMINISTRATOR},
    "collect_cod.list_cash_holders": {FINANCE, ADMINISTRATOR},
    "collect_cod.show_journal": {FINANCE, ADMINISTRATOR},
    "collect_cod.check_journal": {FINANCE, ADMINISTRATOR},
    "collect_cod.list_payment_instructions": {FINANCE, ADMINISTRATOR},
    # the books
    "settle.show_day": {FINANCE, ADMINISTRATOR},
    "settle.show_account": {FINANCE, ADMINISTRATOR},
    "settle.show_entry": {FINANCE, ADMINISTRATOR},
    "settle.show_journey": {FINANCE, ADMINISTRATOR},
    "settle.close_day": {FINANCE},
    "settle.show_statement": _CUSTOMERS | {FINANCE, ADMINISTRATOR, COURIER, MANAGER, CASHIER},
    "settle.show_statement_file": _CUSTOMERS | {FINANCE, ADMINISTRATOR, COURIER, MANAGER, CASHIER},
    "settle.reconcile_day": {FINANCE},
    "settle.record_bank_file": {FINANCE},
    "settle.list_differences": {FINANCE, ADMINISTRATOR},
    "settle.assign_difference": {FINANCE},
    "settle.close_difference": {FINANCE},
    "settle.list_adjustments": {FINANCE, ADMINISTRATOR},
    "settle.propose_adjustment": {FINANCE},
    "settle.send_adjustment_code": {FINANCE, ADMINISTRATOR},
    "settle.approve_adjustment": {FINANCE, ADMINISTRATOR},
    "settle.drop_adjustment": {FINANCE, ADMINISTRATOR},
    # payments: who placed the order, the office looks; the courier at the door
    "pay.offer_payment": _SENDERS,
    "pay.show_payments": _SENDERS | _OFFICE,
    "pay.offer_door_payment": {COURIER},
    "pay.show_door_payment": {COURIER},
    # refunds by hand
    "pay.send_refund_code": {SERVICE, FINANCE},
    "pay.give_back": {SERVICE, FINANCE},
    "pay.list_refunds": {SERVICE, FINANCE, ADMINISTRATOR},
    "pay.list_shipping": {FINANCE, ADMINISTRATOR},
    "pay.tell_shipping_again": {FINANCE, ADMINISTRATOR},
    # claims: who was harmed asks and agrees, customer service decides, finance pays
    "care.submit_claim": _CUSTOMERS,
    "care.add_claim_evidence": _CUSTOMERS,
    "care.agree_to_claim": _CUSTOMERS,
    "care.appeal_claim": _CUSTOMERS,
    "care.list_claims": _CUSTOMERS | {SERVICE, FINANCE, ADMINISTRATOR},
    "care.show_claim": _CUSTOMERS | {SERVICE, FINANCE, ADMINISTRATOR},
    "care.ask_claim_evidence": {SERVICE},
    "care.assess_claim": {SERVICE},
    "care.reject_claim": {SERVICE},
    "care.send_claim_code": {FINANCE},
    "care.pay_claim": {FINANCE},
    # money that leaves: each their own; finance decides, in twos
    "remit.list_goods_money": _SENDERS,
    "remit.show_payee_account": _SENDERS,
    "remit.send_payee_code": _SENDERS,
    "remit.save_payee_account": _SENDERS,
    "remit.list_transfers": _SENDERS | {COURIER},
    "remit.show_earnings": {COURIER},
    "remit.withdraw_earnings": {COURIER},
    "remit.list_commission_rules": {COURIER, MANAGER, FINANCE, ADMINISTRATOR},
    "remit.publish_commission_rule": {ADMINISTRATOR},
    "remit.list_payee_accounts": {FINANCE},
    "remit.open_payee_account": {FINANCE},
    "remit.enter_payee_account": {FINANCE},
    "remit.confirm_payee_account": {FINANCE},
    "remit.send_payout_code": {FINANCE},
    "remit.make_remittance": {FINANCE},
    "remit.approve_remittance": {FINANCE},
    "remit.reject_remittance": {FINANCE},
    "remit.make_bank_file": {FINANCE},
    "remit.record_bank_result": {FINANCE},
    "remit.list_remittances": {FINANCE, ADMINISTRATOR},
    "remit.show_remittance": {FINANCE, ADMINISTRATOR},
    "remit.list_payouts": {FINANCE, ADMINISTRATOR},
    # monthly accounts: one's own, and finance's
    "bill.show_account": _CUSTOMERS,
    "bill.list_accounts": {FINANCE, ADMINISTRATOR},
    "bill.show_customer_account": {FINANCE, ADMINISTRATOR},
    "bill.save_account": {FINANCE},
    "bill.list_statements": {FINANCE, ADMINISTRATOR},
    "bill.show_statement": _CUSTOMERS | {FINANCE, ADMINISTRATOR},
    "bill.show_statement_file": _CUSTOMERS | {FINANCE, ADMINISTRATOR},
    "bill.pay_statement": _CUSTOMERS,
    "bill.record_receipt": {FINANCE},
    "bill.request_invoice": _CUSTOMERS,
    "bill.list_invoices": _CUSTOMERS | {FINANCE, ADMINISTRATOR},
    "bill.open_invoice": {FINANCE},
    "bill.record_invoice": {FINANCE},
    "bill.refuse_invoice": {FINANCE},
    # the office
    "notify.list_messages": _OFFICE | {MANAGER},
    "relay.list_events": _OFFICE,
    "relay.list_parked": {DISPATCHER, ADMINISTRATOR},
    "relay.show_counts": {DISPATCHER, ADMINISTRATOR},
    "relay.redrive": {ADMINISTRATOR},
    # shops by program; who they are is the administrators'
    "partner.place_partner_order": {PARTNER},
    "partner.show_partner_order": {PARTNER},
    "partner.track_partner_order": {PARTNER},
    "partner.cancel_partner_order": {PARTNER},
    "partner.answer_partner_price": {PARTNER},
    "partner.save_partner": {ADMINISTRATOR},
    "partner.list_partners": {ADMINISTRATOR},
    "partner.show_partner": {ADMINISTRATOR},
    "partner.issue_key": {ADMINISTRATOR},
    "partner.revoke_key": {ADMINISTRATOR},
    "partner.save_webhook": {PARTNER, ADMINISTRATOR},
    "partner.list_webhooks": {PARTNER, ADMINISTRATOR},
    "partner.list_deliveries": {PARTNER, ADMINISTRATOR},
    "partner.redeliver": {PARTNER, ADMINISTRATOR},
    "admin.list_outlets": _OFFICE | {MANAGER},
    "admin.show_outlet": _OFFICE | {MANAGER},
    "admin.save_outlet": {ADMINISTRATOR},
    "admin.deactivate_outlet": {ADMINISTRATOR},
    "admin.list_lines": _OFFICE | {MANAGER, DRIVER},
    "admin.save_line": {DISPATCHER, ADMINISTRATOR},
    "admin.list_handling": _OFFICE | {MANAGER},
    "admin.save_handling": {DISPATCHER, ADMINISTRATOR},
    "admin.list_rosters": _OFFICE | {MANAGER},
    "admin.save_roster": {DISPATCHER, MANAGER},
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
    "create_order.place_order", "create_order.cancel_order", "create_order.change_order",
    "create_order.place_batch",
    "address_book.add_entry", "address_book.change_entry", "address_book.remove_entry",
    "address_book.set_default_entry",
    "dispatch_match.assign_order", "dispatch_match.release_order", "plan_route.plan_tour", "plan_route.order_tour",
    "plan_route.plan_outlet_tours", "plan_route.release_outlet_tours",
    "dispatch_match.reassign_tasks",
    "pick_up.accept_task", "pick_up.decline_task", "pick_up.verify_real_name", "pick_up.pick_up_parcel",
    "pick_up.fail_pickup", "pick_up.measure_parcel", "pick_up.answer_repricing",
    "scan.start_return", "scan.resolve_exception",
    "sign.confirm_upload", "sign.sign_parcel", "sign.fail_delivery", "sign.refuse_parcel",
    "redirect.choose_delivery", "redirect.consent_to_storage", "redirect.withdraw_consent",
    "redirect.intercept_parcel", "redirect.redirect_parcel", "redirect.take_back", "redirect.change_recipient",
    "redirect.give_instruction", "redirect.dispose_parcel",
    "sign.check_recipient", "sign.sign_by_myself", "sign.store_parcel", "sign.collect_by_code",
    "sign.move_return_receipt",
    "observe.review_signal",
    "incident.open_incident", "incident.decide_incident", "incident.find_parcel", "incident.correct_scan",
    "collect_cod.collect_cash", "collect_cod.hand_back_cash", "collect_cod.declare_cash",
    "collect_cod.count_cash", "collect_cod.deposit_cash", "collect_cod.open_discrepancy",
    "collect_cod.propose_resolution", "collect_cod.approve_resolution",
    "notify.accept_subscriptions", "care.rate_parcel",
    "bill.save_account", "bill.pay_statement", "bill.record_receipt",
    "bill.request_invoice", "bill.record_invoice", "bill.refuse_invoice",
    "settle.close_day", "settle.assign_difference", "settle.close_difference",
    "settle.propose_adjustment", "settle.approve_adjustment", "settle.drop_adjustment",
    "pay.offer_payment", "pay.offer_door_payment", "pay.give_back",
    "pay.tell_shipping_again",
    "care.submit_claim", "care.add_claim_evidence", "care.agree_to_claim", "care.appeal_claim",
    "care.ask_claim_evidence", "care.assess_claim", "care.reject_claim", "care.pay_claim",
    "admin.save_outlet", "admin.deactivate_outlet", "admin.publish_tariff", "admin.save_line", "admin.save_handling",
    "admin.save_roster", "line_haul.open_manifest", "line_haul.load_parcels", "line_haul.unload_parcels",
    "partner.place_partner_order", "partner.cancel_partner_order", "partner.save_partner", "partner.revoke_key",
    "partner.answer_partner_price",
    "partner.save_webhook", "partner.redeliver",
    "remit.save_payee_account", "remit.withdraw_earnings", "remit.publish_commission_rule",
    "remit.enter_payee_account", "remit.confirm_payee_account", "remit.make_remittance", "remit.approve_remittance",
    "remit.reject_remittance",
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
_GOODS = {"description": "两本书", "category": "books", "declared": [{"name": "书", "count": 2}]}
_ASK = {"product": "standard", "weight_g": 1500, "volume_cm3": 6000, "insured_value_fen": 0, "cod_fen": 0}
_ASK |= {"pieces": 2, "return_receipt": True}
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
    "piece_fen": 100,
    "return_receipt_fen": 500,
}
_OUTLET = {
    "id": "ZZ-1", "name": "测试网点", "kind": "outlet", "adcodes": ["440106"], "location": POINT,
    "area": [{"lng": 113, "lat": 23}, {"lng": 114, "lat": 23}, {"lng": 114, "lat": 24}],
    "phone": "02087654321", "active": True,
    "slots": {
        "first_hour": 8, "last_hour": 20, "slot_hours": 2, "capacity": 60, "cut_off_min": 60,
        "closed_days": ["2036-02-17"],
    },
}  # fmt: skip
_STAFF = {
    "staff_id": ULID, "name": "赵测", "phone": "19900009999", "role": "courier", "outlet_id": "GZ-TH-1",
    "capacity": 20, "skills": ["cold"],
}  # fmt: skip
_TARIFF = {
    "product": "standard", "route_class": "same_city", "valid_from": "2036-03-09T08:00:00+08:00",
    "valid_to": "2037-03-09T08:00:00+08:00", "promised_s": 86_400, "rule": _RULE,
}  # fmt: skip
_PAYEE = {"bank_name": "测试银行天河支行", "account_name": "晴川书店", "account_no": "6200000000000001"}
_PAYEE |= {"code": "123456"}
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
    "label.show_label": {"waybill_no": WAYBILL, "format": "pdf", "size": "100x150"},
    "label.make_labels": {"waybill_nos": [WAYBILL], "format": "pdf", "size": "100x150"},
    "label.make_print_job": {"waybill_no": WAYBILL, "language": "tspl", "size": "76x130"},
    "label.show_proof_document": {"waybill_no": WAYBILL},
    "label.make_proof_documents": {"waybill_nos": [WAYBILL], "from": MOMENT, "until": MOMENT},
    "track.stop_sharing": {"waybill_no": WAYBILL},
    "track.track_shared": {"token": "x" * 32},
    "care.rate_parcel": {"waybill_no": WAYBILL, "stars": 5, "tags": ["on_time"], "comment": "很快"},
    "care.reveal_party": {"waybill_no": WAYBILL, "side": "consignee", "fields": ["phone"], "reason": "complaint"},
    "care.list_reveals": {"person_id": ULID, "waybill_no": WAYBILL, "before": ULID, "limit": 5},
    "care.call_party": {"waybill_no": WAYBILL, "side": "consignee"},
    "care.list_ratings": {"courier_id": ULID, "stars_at_most": 2, "before": f"1764000000000-{WAYBILL}:consignee"}
    | {"limit": 5},
    "settle.show_day": {"day": "2026-03-09"},
    "settle.show_account": {"account": "bank", "since": "2026-03-09", "until": "2026-03-09", "holder": "company"}
    | {"after": "cash_banked:x", "limit": 5},
    "settle.show_entry": {"entry_id": "cash_banked:x"},
    "settle.show_journey": {"waybill_no": WAYBILL},
    "settle.show_statement": {"kind": "courier", "day": "2026-03-09", "holder": ULID},
    "settle.show_statement_file": {"kind": "outlet", "day": "2026-03-09", "holder": "GZ-TH-1", "format": "xlsx"},
    "settle.close_day": {"day": "2020-03-09", "note": "一切相符"},
    "settle.reconcile_day": {"day": "2020-03-09"},
    "settle.record_bank_file": {"lines": ["银行流水号,记账日期,收入(元),附言"]},
    "settle.list_differences": {
        "state": "open",
        "kind": "payment",
        "assignee": ULID,
        "until": "2026-03-09",
        "after": "2026-03-09:payment:x",
        "limit": 5,
    },
    "settle.assign_difference": {"difference_id": "2026-03-09:payment:x", "assignee": ULID},
    "settle.close_difference": {"difference_id": "2026-03-09:payment:x", "note": "已核实", "evidence": "回单"},
    "settle.list_adjustments": {"state": "proposed", "before": ULID, "limit": 5},
    "settle.propose_adjustment": {
        "kind": "place",
        "holder": ULID,
        "amount_fen": 100,
        "note": "已核实",
        "evidence": "回单",
        "to": "cash_difference",
        "reference": "202603090003",
    },
    "settle.send_adjustment_code": {"adjustment_id": ULID},
    "settle.approve_adjustment": {"adjustment_id": ULID, "code": "123456"},
    "settle.drop_adjustment": {"adjustment_id": ULID},
    "pay.offer_payment": {"waybill_no": WAYBILL},
    "pay.show_payments": {"waybill_no": WAYBILL, "refresh": 1},
    "pay.offer_door_payment": {"waybill_no": WAYBILL, "pieces": [1]},
    "pay.show_door_payment": {"waybill_no": WAYBILL, "payment_id": f"{WAYBILL}D1"},
    "pay.send_refund_code": {"payment_id": f"{WAYBILL}P1"},
    "pay.give_back": {
        "payment_id": f"{WAYBILL}P1",
        "amount_fen": 500,
        "reason": "goodwill",
        "note": "包装破损",
        "code": "123456",
    },
    "pay.list_shipping": {"state": "told", "before": f"{WAYBILL}P1", "limit": 5},
    "pay.tell_shipping_again": {"payment_id": f"{WAYBILL}P1"},
    "pay.list_refunds": {"state": "abnormal", "before": f"{WAYBILL}P1r1", "limit": 5},
    "care.submit_claim": {"waybill_no": WAYBILL, "kind": "damaged", "amount_fen": 20_000, "note": "杯子碎了"}
    | {"evidence": ["proofs/x.jpg"]},
    "care.add_claim_evidence": {"claim_id": ULID, "evidence": ["proofs/x.jpg"], "note": "照片", "amount_fen": 20_000},
    "care.agree_to_claim": {"claim_id": ULID},
    "care.appeal_claim": {"claim_id": ULID, "note": "请再看"},
    "care.list_claims": {"state": "waiting", "waybill_no": WAYBILL, "before": ULID, "limit": 5},
    "care.show_claim": {"claim_id": ULID},
    "care.ask_claim_evidence": {"claim_id": ULID, "note": "请补充照片"},
    "care.assess_claim": {"claim_id": ULID, "amount_fen": 10_000, "note": "按约定", "ground": "terms"},
    "care.reject_claim": {"claim_id": ULID, "note": "包装完好"},
    "care.send_claim_code": {"claim_id": ULID},
    "care.pay_claim": {"claim_id": ULID, "channel": "bank", "code": "123456", "reference": "202603090001"},
    "bill.request_invoice": {"waybill_nos": [WAYBILL], "statement_id": ULID, "kind": "company", "title": "云起家居"}
    | {"tax_no": "91350100M000100Y43", "email": "books@example.com"},
    "bill.list_invoices": {"state": "requested", "before": ULID, "limit": 5},
    "bill.open_invoice": {"invoice_id": ULID},
    "bill.record_invoice": {"invoice_id": ULID, "number": "25117000000012345678", "issued_on": "2026-03-09"}
    | {"file": "2026/03/1.pdf"},
    "bill.refuse_invoice": {"invoice_id": ULID, "note": "请填写公司抬头"},
    "bill.list_accounts": {"after": ULID, "limit": 5},
    "bill.show_customer_account": {"account_id": ULID},
    "bill.save_account": {"account_id": ULID, "limit_fen": 100_000, "statement_day": 5, "due_days": 30}
    | {"blocked": False},
    "bill.list_statements": {"state": "overdue", "limit": 5},
    "bill.show_statement": {"statement_id": ULID, "after": "1764000000000~freight_charged:x", "limit": 5},
    "bill.show_statement_file": {"statement_id": ULID, "format": "csv"},
    "bill.pay_statement": {"statement_id": ULID},
    "bill.record_receipt": {"statement_id": ULID, "amount_fen": 100, "reference": "202603090002"},
    "notify.accept_subscriptions": {"templates": ["tmpl_signed"]},
    "notify.list_messages": {"waybill_no": WAYBILL, "state": "failed", "limit": 5},
    "create_order.place_order": _ASK
    | {"quote_id": ULID, "consignor": _PARTY, "consignee": _PARTY, "goods": _GOODS, "terms": "on_account"}
    | {"remark": "轻放", "pickup_from": MOMENT, "pickup_until": MOMENT, "proof_modes": ["photo", "code"]}
    | {"cod_shares_fen": [100, 100]},
    "create_order.cancel_order": {"waybill_no": WAYBILL, "reason": "consignor_changed_mind"},
    "create_order.change_order": {"waybill_no": WAYBILL, "pickup_from": MOMENT, "pickup_until": MOMENT}
    | {"remark": "轻放", "goods_description": "三本书"},
    "create_order.request_batch": {"content_type": "text/csv", "size": 2048, "sha256": "0" * 64},
    "create_order.place_batch": {"key": f"batches/{ULID}.csv", "customer_id": ULID},
    "create_order.show_batch": {"batch_id": ULID},
    "create_order.list_slots": {"adcode": "440106", "lng": 113.322, "lat": 23.125},
    "create_order.check_goods": {"description": "两本书", "declared": [{"name": "书", "count": 2}]},
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
    "dispatch_match.assign_order": {"waybill_no": WAYBILL, "courier_id": ULID, "reason": "熟悉这个园区"},
    "dispatch_match.reassign_tasks": {
        "courier_id": ULID,
        "to_courier_id": ULID,
        "waybill_nos": [WAYBILL],
        "reason": "车辆故障",
    },
    "dispatch_match.release_order": {"waybill_no": WAYBILL, "reason": "carrier_not_accepted"},
    "dispatch_match.list_waiting": {"limit": 5},
    "dispatch_match.show_decision": {"waybill_no": WAYBILL},
    "plan_route.plan_tour": {"anew": True},
    "plan_route.show_tour": {},
    "plan_route.order_tour": {"version": 1, "waybill_nos": [WAYBILL]},
    "plan_route.list_arrivals": {"outlet_id": "GZ-TH-1", "only": "late", "limit": 5},
    "plan_route.plan_outlet_tours": {"outlet_id": "GZ-TH-1", "courier_ids": [ULID]},
    "plan_route.show_outlet_tours": {"outlet_id": "GZ-TH-1"},
    "plan_route.release_outlet_tours": {"outlet_id": "GZ-TH-1", "version": 1},
    "plan_route.show_loading": {},
    "plan_route.show_couriers_tour": {"courier_id": ULID},
    "locate.send_positions": {
        "fixes": [FIX],
        "device": "phone-1",
    },
    "locate.show_parcel_position": {"waybill_no": WAYBILL, "after": 5},
    "locate.list_alerts": {"outlet_id": "GZ-TH-1"},
    "locate.list_positions": {"outlet_id": "GZ-TH-1", "after": 5},
    "locate.show_track": {"courier_id": ULID, "day": "2026-03-09"},
    "locate.list_visits": {"courier_id": ULID, "day": "2026-03-09"},
    "locate.watch_parcel": {"waybill_no": WAYBILL, "after": 5},
    "locate.watch_outlet": {"outlet_id": "GZ-TH-1", "after": 5},
    "locate.unwatch": {"waybill_no": WAYBILL, "outlet_id": "GZ-TH-1"},
    "web.show_asset": {"version": "0123456789ab", "name": "map.js"},
    "locate.open_map": {"kind": "parcel", "subject": WAYBILL},
    "locate.show_map": {"token": "x" * 32, "after": 5, "coordinates": "gcj02", "day": "2026-03-09"},
    "pick_up.accept_task": {"waybill_no": WAYBILL},
    "pick_up.decline_task": {"waybill_no": WAYBILL, "reason": "carrier_too_far"},
    "pick_up.verify_real_name": {"waybill_no": WAYBILL, "name": "林小满", "id_number": "11010519491231002X"},
    "pick_up.pick_up_parcel": _FACT
    | {"real_name_token": "token", "inspected": True, "weight_g": 1500, "volume_cm3": 6000}
    | {"measurement_id": ULID, "evidence": ["proofs/x.jpg"]},
    "pick_up.measure_parcel": {"waybill_no": WAYBILL, "weight_g": 1500, "volume_cm3": 6000}
    | {"evidence": ["proofs/x.jpg"]},
    "pick_up.answer_repricing": {"waybill_no": WAYBILL, "measurement_id": ULID, "agreed": True},
    "pick_up.fail_pickup": _REPORT,
    "scan.record_scans": {"scans": [SCAN_ROW]},
    "incident.open_incident": _REPORT | {"reason": "carrier_damaged_parcel"},
    "observe.list_signals": {
        "judgement": "open",
        "kind": "jump",
        "courier_id": ULID,
        "before": "2026-03-09",
        "limit": 20,
    },
    "observe.show_signal": {"signal_id": f"{ULID}-jump-1764000000"},
    "observe.review_signal": {"signal_id": f"{ULID}-jump-1764000000", "judgement": "right", "note": "在休息"},
    "incident.list_incidents": {
        "state": "open",
        "reason": "carrier_damaged_parcel",
        "before": f"1764000000000-{ULID}",
        "limit": 20,
    },
    "incident.get_incident": {"incident_id": ULID},
    "incident.decide_incident": {"incident_id": ULID, "decision": "resume", "note": "已核实"},
    "incident.find_parcel": {"waybill_no": WAYBILL, "note": "在分拣带后找到"},
    "incident.correct_scan": {
        "waybill_no": WAYBILL,
        "scan_id": ULID,
        "reason": "carrier_scanned_by_mistake",
        "note": "已核实",
    },
    "scan.start_return": {"waybill_no": WAYBILL, "reason": "consignee_refused", "note": "退回"},
    "scan.resolve_exception": {"waybill_no": WAYBILL, "note": "已处理"},
    "sign.request_upload": {"waybill_no": WAYBILL, "kind": "photo", "content_type": "image/jpeg", "size": 2048},
    "sign.confirm_upload": {"waybill_no": WAYBILL, "keys": ["proofs/x.jpg"]},
    "sign.sign_parcel": _FACT
    | {"signed_by": "欧阳晴川", "signed_kind": "self", "proof_keys": ["proofs/x.jpg"], "pieces": [1], "code": "123456"}
    | {"identity_token": "token", "consent_id": ULID},
    "sign.send_sign_code": {"waybill_no": WAYBILL},
    "sign.check_recipient": {"waybill_no": WAYBILL, "name": "欧阳晴川", "id_number": "11010519491231002X"},
    "sign.sign_by_myself": {"waybill_no": WAYBILL, "proof_key": "proofs/x.jpg"},
    "sign.store_parcel": _FACT
    | {"place": "locker", "place_name": "3 号柜", "consent_id": ULID, "evidence": ["proofs/x.jpg"]},
    "sign.show_storage": {"waybill_no": WAYBILL},
    "sign.collect_by_code": _FACT | {"code": "123456"},
    "sign.move_return_receipt": {"waybill_no": WAYBILL, "state": "sent_back"},
    "sign.fail_delivery": _REPORT,
    "sign.refuse_parcel": _REPORT,
    "sign.show_proof": {"waybill_no": WAYBILL, "key": "proofs/x.jpg"},
    "redirect.send_code": {"waybill_no": WAYBILL, "purpose": "intercept"},
    "redirect.intercept_parcel": {"waybill_no": WAYBILL, "code": "123456"},
    "redirect.price_redirection": {"waybill_no": WAYBILL, "consignee": _PARTY},
    "redirect.redirect_parcel": {"waybill_no": WAYBILL, "code": "123456", "consignee": _PARTY},
    "redirect.take_back": {"waybill_no": WAYBILL},
    "redirect.change_recipient": {"waybill_no": WAYBILL, "code": "123456", "name": "林小满", "phone": "13800000001"}
    | {"extension": "801", "address": "江南大道600号"},
    "redirect.choose_delivery": {"waybill_no": WAYBILL, "choice": "another_time"}
    | {"from": "2026-03-10T09:00:00+08:00", "until": "2026-03-10T12:00:00+08:00"},
    "redirect.consent_to_storage": {"waybill_no": WAYBILL, "place": "locker"},
    "redirect.withdraw_consent": {"waybill_no": WAYBILL, "place": "locker"},
    "redirect.give_instruction": {"waybill_no": WAYBILL, "instruction": "return"},
    "redirect.list_instructions": {"limit": 5},
    "redirect.dispose_parcel": {"waybill_no": WAYBILL, "reason": "consignor_abandoned", "note": "已放弃"}
    | {"evidence": ["proofs/x.jpg"]},
    "collect_cod.collect_cash": {"waybill_no": WAYBILL, "amount_fen": 100, "method": "cash", "pieces": [1]},
    "collect_cod.hand_back_cash": {"waybill_no": WAYBILL},
    "collect_cod.declare_cash": {"day": "2026-03-09", "amount_fen": 100},
    "collect_cod.list_cash_declarations": {"state": "waiting", "before": ULID, "limit": 5},
    "collect_cod.send_count_code": {"declaration_id": ULID},
    "collect_cod.count_cash": {"declaration_id": ULID, "counted_fen": 100, "code": "123456"},
    "collect_cod.list_cash_counts": {"state": "in_safe", "before": ULID, "limit": 5},
    "collect_cod.request_deposit_slip": {"content_type": "image/jpeg", "size": 1000},
    "collect_cod.deposit_cash": {
        "count_ids": [ULID],
        "amount_fen": 100,
        "bank_reference": "20260309-0001",
        "slip": "slips/x.jpg",
        "outlet_id": "GZ-TH-1",
    },
    "collect_cod.list_cash_deposits": {"state": "banked", "before": ULID, "limit": 5},
    "collect_cod.show_deposit_slip": {"deposit_id": ULID},
    "collect_cod.list_discrepancies": {"state": "unresolved", "before": ULID, "limit": 5},
    "collect_cod.open_discrepancy": {"kind": "safe", "subject_id": ULID, "found_fen": 100},
    "collect_cod.propose_resolution": {
        "discrepancy_id": ULID,
        "resolution": "shortage",
        "amount_fen": 100,
        "note": "short",
    },
    "collect_cod.send_approval_code": {"discrepancy_id": ULID},
    "collect_cod.approve_resolution": {"discrepancy_id": ULID, "code": "123456"},
    "collect_cod.list_cash_holders": {"limit": 5},
    "collect_cod.set_cash_limit": {"limit_fen": 100, "courier_id": ULID, "outlet_id": "GZ-TH-1"},
    "collect_cod.show_journal": {"waybill_no": WAYBILL},
    "collect_cod.check_journal": {"limit": 5},
    "collect_cod.list_payment_instructions": {"waybill_no": WAYBILL, "limit": 5},
    "remit.list_goods_money": {"state": "remittable", "before": WAYBILL, "limit": 5},
    "remit.save_payee_account": _PAYEE,
    "remit.list_transfers": {"before": ULID, "limit": 5},
    "remit.show_earnings": {"month": "2026-03", "before": f"{WAYBILL}:0", "limit": 5},
    "remit.list_commission_rules": {"limit": 5},
    "remit.publish_commission_rule": {
        "outlet_id": "GZ-TH-1",
        "product": "standard",
        "valid_from": "2036-03-09T08:00:00+08:00",
        "pickup_fen": 100,
        "delivery_fen": 120,
        "per_kg_fen": 10,
        "free_g": 3000,
        "cod_fen": 50,
    },
    "remit.list_payee_accounts": {"after": ULID, "limit": 5},
    "remit.open_payee_account": {"owner_id": ULID},
    "remit.enter_payee_account": _PAYEE | {"owner_id": ULID},
    "remit.confirm_payee_account": {"owner_id": ULID, "code": "123456"},
    "remit.send_payout_code": {"subject": ULID},
    "remit.make_remittance": {"until": "2026-03-09", "merchant_id": ULID},
    "remit.approve_remittance": {"batch_id": ULID, "code": "123456"},
    "remit.reject_remittance": {"batch_id": ULID, "note": "金额有误"},
    "remit.make_bank_file": {"batch_id": ULID},
    "remit.record_bank_result": {"batch_id": ULID, "lines": ["付款单号,金额(元),结果,原因"]},
    "remit.list_remittances": {"state": "proposed", "before": ULID, "limit": 5},
    "remit.show_remittance": {"batch_id": ULID},
    "remit.list_payouts": {"state": "paid", "before": ULID, "limit": 5},
    "relay.list_events": {"waybill_no": WAYBILL},
    "relay.list_parked": {"limit": 5},
    "relay.redrive": {"function": "notify", "waybill_no": WAYBILL},
    "partner.place_partner_order": _ASK
    | {"external_no": "SO-1", "consignor": _PARTY, "consignee": _PARTY, "goods": _GOODS, "terms": "on_account"}
    | {"remark": "轻放", "pickup_from": MOMENT, "pickup_until": MOMENT, "proof_modes": ["photo", "code"]}
    | {"cod_shares_fen": [100, 100]},
    "partner.show_partner_order": {"number": "SO-1"},
    "partner.track_partner_order": {"number": "SO-1"},
    "partner.cancel_partner_order": {"number": "SO-1", "reason": "consignor_changed_mind"},
    "partner.answer_partner_price": {"number": "SO-1", "measurement_id": ULID, "agreed": True},
    "partner.save_partner": {"partner_id": ULID, "name": "测试书店", "calls_per_minute": 60, "active": True},
    "partner.list_partners": {"after": ULID, "limit": 5},
    "partner.show_partner": {"partner_id": ULID},
    "partner.issue_key": {"partner_id": ULID, "grants": ["orders"]},
    "partner.revoke_key": {"partner_id": ULID, "key_id": ULID},
    "partner.save_webhook": {"url": "https://shop.example.com/hook", "kinds": ["ParcelSigned"], "active": True}
    | {"webhook_id": ULID, "partner_id": ULID},
    "partner.list_webhooks": {"partner_id": ULID},
    "partner.list_deliveries": {"waybill_no": WAYBILL, "state": "failed", "before": f"{ULID}-{ULID}", "limit": 5}
    | {"partner_id": ULID},
    "partner.redeliver": {"delivery_id": f"{ULID}-{ULID}", "partner_id": ULID},
    "admin.list_outlets": {"adcode": "4401", "after": "GZ-TH-1", "limit": 5},
    "admin.show_outlet": {"outlet_id": "GZ-TH-1"},
    "admin.save_outlet": _OUTLET,
    "admin.deactivate_outlet": {"outlet_id": "ZZ-1"},
    "admin.list_lines": {"outlet_id": "GZ-TH-1", "after": "TH-HUB", "limit": 5},
    "admin.save_line": {
        "id": "ZZ-1_ZZ-2",
        "from_outlet_id": "ZZ-1",
        "to_outlet_id": "ZZ-2",
        "travel_s": 3600,
        "cut_off_s": 1800,
        "handling_s": 3600,
        "active": True,
        "departures": [{"clock": "21:30", "weekdays": [1, 2, 3]}],
    },
    "admin.save_handling": {
        "outlet_id": "ZZ-1",
        "intake_s": 7200,
        "sort_s": 1800,
        "waves": ["08:30", "14:00"],
        "round_s": 10_800,
    },
    "admin.list_rosters": {"first_day": "2026-03-09", "last_day": "2026-03-15", "outlet_id": "GZ-TH-1"},
    "admin.save_roster": {
        "outlet_id": "ZZ-1",
        "day": "2026-03-09",
        "shifts": [{"courier_id": ULID, "start": "08:00", "end": "18:00"}],
    },
    "line_haul.open_manifest": {
        "line_id": "TH-HUB",
        "vehicle": "粤A12345",
        "from_outlet_id": "GZ-TH-1",
        "to_outlet_id": "GZ-HUB",
        "driver_id": ULID,
        "numbers": [WAYBILL],
    },
    "line_haul.load_parcels": {"manifest_id": ULID, "numbers": [WAYBILL]},
    "line_haul.unload_parcels": {"manifest_id": ULID, "numbers": [WAYBILL]},
    "line_haul.depart_manifest": {"manifest_id": ULID, "occurred_at": MOMENT, "location": POINT},
    "line_haul.arrive_manifest": {"manifest_id": ULID, "occurred_at": MOMENT, "location": POINT, "numbers": [WAYBILL]},
    "line_haul.show_manifest": {"manifest_id": ULID},
    "line_haul.list_late_parcels": {"limit": 5},
    "line_haul.show_on_time": {"from": MOMENT, "until": "2026-03-16T08:00:00+08:00", "outlet_id": "GZ-TH-1"},
    "line_haul.list_manifests": {"outlet_id": "GZ-TH-1", "state": "open", "limit": 5},
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
    """Every action that people reach, by each of its triggers of these kinds; what signs its bytes is no person."""
    return [
        Way(action, kind, door)
        for function in FUNCTIONS
        for (kind, door), action in handler(function).actions.items()
        if kind in kinds and not isinstance(action.load, RawRequestSchema)
    ]


def sound(name: str) -> dict[str, Any]:
    """A copy of an action's sound input; {} for one that takes none."""
    return copy.deepcopy(SOUND.get(name, {}))
