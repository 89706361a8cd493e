"""The operator's message templates: their ids at WeChat and Tencent Cloud, and what each field holds.

The ids are our names; PROVIDER_TEMPLATES says which ids of the operator's own stand for them. Each subscribe template
has the same four fields.
"""

WAYBILL_FIELD, PHRASE_FIELD, NOTE_FIELD, TIME_FIELD = "character_string1", "phrase2", "thing3", "time4"

ORDER_PLACED = "tmpl_order_placed"
COURIER_ASSIGNED = "tmpl_courier_assigned"
PICKED_UP = "tmpl_picked_up"
OUT_FOR_DELIVERY = "tmpl_out_for_delivery"
SIGNED = "tmpl_signed"
DELIVERY_FAILED = "tmpl_delivery_failed"
REFUSED = "tmpl_refused"
RETURNED = "tmpl_returned"
REPRICING = "tmpl_repricing"
STORED = "tmpl_stored"
INSTRUCTION = "tmpl_instruction"
RUNNING_LATE = "tmpl_running_late"
PICKUP_FAILED = "tmpl_pickup_failed"
LOST = "tmpl_lost"
PAYMENT = "tmpl_payment"
CLAIM = "tmpl_claim"
SUBSCRIBE_TEMPLATES = (
    ORDER_PLACED,
    COURIER_ASSIGNED,
    PICKED_UP,
    OUT_FOR_DELIVERY,
    SIGNED,
    DELIVERY_FAILED,
    REFUSED,
    RETURNED,
    REPRICING,
    STORED,
    INSTRUCTION,
    RUNNING_LATE,
    PICKUP_FAILED,
    LOST,
    PAYMENT,
    CLAIM,
)

# The SMS that stands in for a subscribe message; its parameters are made in compose.py.
SMS_TEMPLATES = {
    OUT_FOR_DELIVERY: "100002",  # {1} tail of the waybill number, {2} the courier's phone
    PICKED_UP: "100014",  # {1} waybill number; who did not know that something comes
    SIGNED: "100003",  # {1} waybill number
    DELIVERY_FAILED: "100004",  # {1} waybill number, {2} reason
    REFUSED: "100005",  # {1} waybill number
    REPRICING: "100011",  # {1} waybill number
    STORED: "100012",  # {1} place, {2} pickup code, {3} the last day
    PAYMENT: "100015",  # {1} waybill number, {2} the sum still to be paid, in yuan
    INSTRUCTION: "100013",  # {1} waybill number, {2} the last day
}

PAGE = "pages/track/index"
