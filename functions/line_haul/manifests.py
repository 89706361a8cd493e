"""Manifests before the road: opened, loaded, looked at."""

from typing import Any

from functions.line_haul.rules import require_end, require_line
from functions.line_haul.schemas import ListManifests, Load, ManifestRef, OpenManifest
from logistics.domain.faults import Conflict, Fault, Invalid, NotFound
from logistics.domain.line_network import LineNetwork
from logistics.domain.manifest import (
    MOST_NUMBERS,
    Loaded,
    Manifest,
    ManifestState,
    check_loading,
    is_wrong_direction,
    next_stop,
    pieces_by_waybill,
)
from logistics.domain.parcel import Parcel
from logistics.domain.roles import Role
from logistics.runtime.context import Context
from logistics.runtime.replies import refusal
from logistics.settings import settings

WRONG_DIRECTION = "WRONG_DIRECTION"


def open_manifest(command: OpenManifest, ctx: Context) -> dict[str, Any]:
    """Begin a vehicle's load, with its first numbers if there are any.

    Raises NotFound LINE_NOT_FOUND, Conflict LINE_CLOSED, Invalid MANIFEST_LINE_MISMATCH, Forbidden OUTLET_NOT_YOURS,
    and what loading raises.
    """
    line = ctx.store.lines.get(command.line_id)
    ends = (line.from_outlet_id, line.to_outlet_id)
    if (command.from_outlet_id or ends[0], command.to_outlet_id or ends[1]) != ends:
        raise Invalid("MANIFEST_LINE_MISMATCH", "线路的起点或终点与所填网点不符", line_id=line.id)
    if not line.active:
        raise Conflict("LINE_CLOSED", "线路已停运", line_id=line.id)
    require_line(ctx.actor, line)
    driver_id = command.driver_id or (ctx.actor.id if ctx.actor.role is Role.DRIVER else None)
    manifest = Manifest(ctx.new_id(), line.id, *ends, command.vehicle, ctx.actor.id, ctx.now, driver_id)
    ctx.store.manifests.add(manifest)
    return _loading(manifest, command.numbers, ctx)


def load_parcels(command: Load, ctx: Context) -> dict[str, Any]:
    """Scan parcels into a vehicle; each number is answered by itself, and one that is refused is not loaded.

    What goes the wrong way is loaded all the same, with a warning that stays on the manifest: the loader sees it now.
    Raises NotFound MANIFEST_NOT_FOUND, Conflict MANIFEST_STATE_CONFLICT and MANIFEST_FULL, Forbidden OUTLET_NOT_YOURS.
    """
    return _loading(_open(command.manifest_id, ctx), command.numbers, ctx)


def unload_parcels(command: Load, ctx: Context) -> dict[str, Any]:
    """Take waybills off again before the departure; what is not on it is passed over."""
    manifest = _open(command.manifest_id, ctx)
    grouped, _ = pieces_by_waybill(command.numbers, settings().waybill_prefix)
    ctx.store.manifests.unload(manifest, grouped)
    ctx.store.manifests.hold(manifest)
    return {"manifest_id": manifest.id, "loaded": len(ctx.store.manifests.loaded(manifest.id)), "results": []}


def show_manifest(command: ManifestRef, ctx: Context) -> dict[str, Any]:
    """A manifest with all that is on it."""
    manifest = ctx.store.manifests.get(command.manifest_id, ctx.actor)
    return vars(manifest) | {"loaded": ctx.store.manifests.loaded(manifest.id)}


def list_manifests(command: ListManifests, ctx: Context) -> dict[str, Any]:
    """Those of the caller's outlet, vehicle or network, the latest first."""
    found = ctx.store.manifests.listed(ctx.actor, command.outlet_id, command.state, command.limit)
    return {"manifests": found}


def _open(manifest_id: str, ctx: Context) -> Manifest:
    manifest = ctx.store.manifests.get(manifest_id, ctx.actor)
    require_end(ctx.actor, manifest, manifest.from_outlet_id)
    manifest.require(ManifestState.OPEN)
    return manifest


def _loading(manifest: Manifest, numbers: tuple[str, ...], ctx: Context) -> dict[str, Any]:
    grouped, unreadable = pieces_by_waybill(numbers, settings().waybill_prefix)
    aboard = {each.waybill_no for each in ctx.store.manifests.loaded(manifest.id)}
    if len(aboard | grouped.keys()) > MOST_NUMBERS:
        raise Conflict("MANIFEST_FULL", f"一张交接单最多 {MOST_NUMBERS} 票，请另开一张", most=MOST_NUMBERS)
    parcels, carriers = ctx.store.parcels.many(grouped), ctx.store.manifests.carrying(grouped)
    network = ctx.store.lines.network() if grouped else LineNetwork(())
    items, results = list[Loaded](), [_refused(each, Invalid("WAYBILL_INVALID", "运单号不正确")) for each in unreadable]
    for waybill_no, pieces in grouped.items():
        try:
            _check_carrier(carriers.get(waybill_no), manifest)
            item = _item(parcels.get(waybill_no), pieces, manifest, network, ctx)
        except Fault as fault:
            results.append(_refused(waybill_no, fault))
            continue
        items.append(item)
        results.append(_accepted(item))
    if items:
        ctx.store.manifests.load(manifest, items, ctx.actor)
        ctx.store.manifests.hold(manifest)
    return {
        "manifest_id": manifest.id,
        "loaded": len(aboard | {each.waybill_no for each in items}),
        "results": results,
    }


def _check_carrier(carrier: str | None, manifest: Manifest) -> None:
    if carrier not in (None, manifest.id):
        raise Conflict("PARCEL_ON_ANOTHER_MANIFEST", "包裹已在另一张未完成的交接单上", manifest_id=carrier)


def _item(parcel: Parcel | None, pieces: set[int], manifest: Manifest, network: LineNetwork, ctx: Context) -> Loaded:
    if parcel is None:
        raise NotFound("PARCEL_NOT_FOUND", "没有找到这个运单")
    loaded = check_loading(parcel, pieces, manifest.from_outlet_id)
    expected = next_stop(parcel, network, manifest.from_outlet_id, ctx.now)
    wrong = is_wrong_direction(parcel, manifest.to_outlet_id, expected)
    return Loaded(parcel.waybill_no, loaded, parcel.goods.pieces, wrong, expected)


def _accepted(item: Loaded) -> dict[str, Any]:
    row = {"number": item.waybill_no, "pieces": list(item.pieces), "of": item.of}
    warning = {"warning": WRONG_DIRECTION, "next_stop": item.next_stop} if item.misdirected else {}
    return row | warning


def _refused(number: str, fault: Fault) -> dict[str, Any]:
    return {"number": number, **refusal(fault)[0]}
