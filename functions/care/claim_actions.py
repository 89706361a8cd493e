"""Which doors lead to claims; handler.py gathers them."""

from typing import Any

from functions.care import claim_schemas as schemas
from functions.care.claim_decisions import (
    ask_claim_evidence,
    assess_claim,
    follow_loss,
    reject_claim,
    remind_of_claim,
)
from functions.care.claim_payments import (
    pay_claim,
    proved,
    record_claim_paid,
    record_payout_failed,
    send_claim_code,
    sent_code,
)
from functions.care.claims import (
    add_claim_evidence,
    agree_to_claim,
    appeal_claim,
    list_claims,
    show_claim,
    submit_claim,
)
from logistics.domain.roles import CUSTOMERS, Role
from logistics.runtime.function import Function

_SERVICE = {Role.CUSTOMER_SERVICE}
_FINANCE = {Role.FINANCE}
_READERS = CUSTOMERS | _SERVICE | _FINANCE | {Role.ADMINISTRATOR}
_MOVED = schemas.ClaimMovedSchema()


def register(main: Function) -> None:
    """Claims: asked for, decided, paid."""
    _claimants(main)
    _office(main)
    _finance(main)


def _claimants(main: Function) -> None:
    own: dict[str, Any] = {"dump": _MOVED, "roles": CUSTOMERS, "once": True}
    main.on(http="POST /parcels/<waybill_no>/claims", invoke="submit_claim", load=schemas.SubmitSchema(), **own)(
        submit_claim
    )
    main.on(
        http="POST /claims/<claim_id>/evidence",
        invoke="add_claim_evidence",
        load=schemas.AddEvidenceSchema(),
        **own,
    )(add_claim_evidence)
    main.on(http="POST /claims/<claim_id>/agreement", invoke="agree_to_claim", load=schemas.OneClaimSchema(), **own)(
        agree_to_claim
    )
    main.on(http="POST /claims/<claim_id>/appeal", invoke="appeal_claim", load=schemas.SaySchema(), **own)(appeal_claim)
    main.on(
        http="GET /claims",
        invoke="list_claims",
        load=schemas.ListClaimsSchema(),
        dump=schemas.ClaimsSchema(),
        roles=_READERS,
    )(list_claims)
    main.on(
        http="GET /claims/<claim_id>",
        invoke="show_claim",
        load=schemas.OneClaimSchema(),
        dump=schemas.ClaimSchema(),
        roles=_READERS,
    )(show_claim)


def _office(main: Function) -> None:
    deed: dict[str, Any] = {"dump": _MOVED, "roles": _SERVICE, "once": True}
    main.on(
        http="POST /claims/<claim_id>/evidence-request",
        invoke="ask_claim_evidence",
        load=schemas.SaySchema(),
        **deed,
    )(ask_claim_evidence)
    main.on(http="POST /claims/<claim_id>/assessment", invoke="assess_claim", load=schemas.AssessSchema(), **deed)(
        assess_claim
    )
    main.on(http="POST /claims/<claim_id>/rejection", invoke="reject_claim", load=schemas.SaySchema(), **deed)(
        reject_claim
    )
    main.on(queue=["ParcelFound", "ScanUndone"], load=schemas.OneWaybillSchema())(follow_loss)
    main.on(queue=["ClaimAnswerDue"], load=schemas.ClaimNewsSchema())(remind_of_claim)


def _finance(main: Function) -> None:
    main.on(
        http="POST /claims/<claim_id>/payment/code",
        invoke="send_claim_code",
        load=schemas.OneClaimSchema(),
        dump=schemas.ClaimCodeSchema(),
        roles=_FINANCE,
        outside=sent_code,
    )(send_claim_code)
    main.on(
        http="POST /claims/<claim_id>/payment",
        invoke="pay_claim",
        load=schemas.PaySchema(),
        dump=_MOVED,
        roles=_FINANCE,
        once=True,
        outside=proved,
    )(pay_claim)
    main.on(queue=["ClaimPaid"], load=schemas.ClaimNewsSchema())(record_claim_paid)
    main.on(queue=["ClaimPayoutFailed"], load=schemas.ClaimNewsSchema())(record_payout_failed)
