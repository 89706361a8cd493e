"""The proof of delivery as a paper: what it was, who took it when, with the signature and photos; masked."""

import zipfile
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO

from functions.label.labels import SHOWN_FOR, sort_out
from functions.label.papers import proof_paper
from functions.label.schemas import MOST_LABELS, ManyDocuments, OneDocument
from logistics.domain.faults import Conflict, Invalid
from logistics.domain.parcel import Parcel
from logistics.domain.scan import Scan
from logistics.domain.states import Status
from logistics.domain.timeline import fold
from logistics.gateways import files
from logistics.runtime.context import Context

_LONGEST_PERIOD = timedelta(days=31)
_LARGEST_PICTURE = 10 * 1024 * 1024


@dataclass(frozen=True)
class Papers:
    """What was filed."""

    url: str
    expires_at: datetime
    documents: int
    refused: list[dict[str, str]]


def show_proof_document(command: OneDocument, ctx: Context) -> Papers:
    """The proof of one signed parcel in the caller's scope, as a PDF."""
    parcel = ctx.store.parcels.get(command.waybill_no, ctx.actor.scope)
    _require_signed(parcel)
    return _filed(_paper(parcel, ctx), "pdf", "application/pdf", 1, [], ctx)


def make_proof_documents(command: ManyDocuments, ctx: Context) -> Papers:
    """Those of many signed parcels in the caller's scope, as a zip; the others are listed with why."""
    wanted, parcels = _asked(command, ctx)
    signed, refused = sort_out(wanted, parcels, _require_signed, raises=False)
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as bundle:
        for parcel in signed:
            bundle.writestr(f"{parcel.waybill_no}.pdf", _paper(parcel, ctx))
    return _filed(packed.getvalue(), "zip", "application/zip", len(signed), refused, ctx)


def _asked(command: ManyDocuments, ctx: Context) -> tuple[list[str], dict[str, Parcel]]:
    if command.waybill_nos:
        wanted = list(dict.fromkeys(command.waybill_nos))
        return wanted, ctx.store.parcels.many(wanted, ctx.actor.scope)
    start, end = command.signed_from, command.signed_until
    if start is None or end is None or not timedelta(0) <= end - start <= _LONGEST_PERIOD:
        raise Invalid("PERIOD_INVALID", "请填写运单号，或不超过 31 天的签收时间段")
    found = ctx.store.parcels.signed_between(start, end, ctx.actor.scope, MOST_LABELS + 1)
    if len(found) > MOST_LABELS:
        raise Invalid("DOCUMENTS_TOO_MANY", f"一次最多下载 {MOST_LABELS} 份，请缩短时间段", most=MOST_LABELS)
    return [each.waybill_no for each in found], {each.waybill_no: each for each in found}


def _require_signed(parcel: Parcel) -> None:
    if parcel.status is not Status.SIGNED:
        raise Conflict("PROOF_NOT_YET", "包裹尚未签收，没有签收凭证", status=parcel.status)


def _paper(parcel: Parcel, ctx: Context) -> bytes:
    scans = ctx.store.scans.of(parcel.waybill_no)
    counted = _signature(parcel, scans)
    shown = set(counted.evidence) if counted else set()
    kept = [proof.key for proof in parcel.proofs if proof.key in shown]
    pictures = [content for key in kept if (content := files.read(key, _LARGEST_PICTURE))]
    return proof_paper(parcel, pictures, ctx.now)


def _signature(parcel: Parcel, scans: Collection[Scan]) -> Scan | None:
    """The newest scan that handed the parcel over and counts: a withdrawn signature proves nothing."""
    flags = fold(list(scans), parcel.signatures).flagged if parcel.late_scans else {}
    at = parcel.signed_at
    return next((each for each in scans if each.id not in flags and each.happened_at == at and each.evidence), None)


def _filed(
    content: bytes, kind: str, content_type: str, documents: int, refused: list[dict[str, str]], ctx: Context
) -> Papers:
    key = f"documents/proofs/{ctx.new_id()}.{kind}"
    files.put(key, content, content_type)
    url = files.view_url(key, int(SHOWN_FOR.total_seconds()))
    return Papers(url, ctx.now + SHOWN_FOR, documents, refused)
