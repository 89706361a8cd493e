"""Manifests and what is loaded on them. A waybill lies on one open manifest only: a unique index sees to that."""

from collections.abc import Collection, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from pymongo import UpdateOne
from pymongo.errors import BulkWriteError, PyMongoError

from logistics.domain.changing import changed
from logistics.domain.faults import NotFound
from logistics.domain.manifest import Loaded, Manifest, ManifestState, Statement
from logistics.domain.roles import Actor, Reach

if TYPE_CHECKING:
    from logistics.store.mongo import Row, Unit

_RUN_AGAIN = ("TransientTransactionError",)  # the label by which the driver repeats a transaction
_TUPLES = ("missing", "surplus", "misdirected", "incomplete")


class Manifests:
    """Rows of `manifests`: {_id, line_id, from_outlet_id, to_outlet_id, vehicle, driver_id, opened_by, opened_at,
    state, departed_at, all_departed, arrived_at, numbers, statement, loadings}; of `loaded`: {_id
    "manifest:waybill", manifest_id, waybill_no, pieces, of, misdirected, next_stop, loaded_by, loaded_at, open}."""

    def __init__(self, unit: "Unit") -> None:
        self._unit, self._rows, self._loaded = unit, unit.db["manifests"], unit.db["loaded"]

    def add(self, manifest: Manifest) -> None:
        """A new one."""
        row = vars(manifest) | {"state": str(manifest.state), "numbers": [], "loadings": 0}
        row["_id"] = row.pop("id")
        self._rows.insert_one(row, session=self._unit.session)

    def get(self, manifest_id: str, by: Actor) -> Manifest:
        """A manifest of the caller's; NotFound MANIFEST_NOT_FOUND."""
        match = {"$and": [{"_id": manifest_id}, _within(by)]}
        row = self._rows.find_one(match, session=self._unit.session)
        if row is None:
            raise NotFound("MANIFEST_NOT_FOUND", "没有找到这张交接单")
        return _manifest(row)

    def listed(self, by: Actor, outlet_id: str, state: str, limit: int) -> list[Manifest]:
        """Those within the caller's scope, the latest first; of one outlet those that begin or end there."""
        parts: list[Row] = [_within(by)]
        if outlet_id:
            parts.append({"$or": [{"from_outlet_id": outlet_id}, {"to_outlet_id": outlet_id}]})
        if state:
            parts.append({"state": state})
        rows = self._rows.find({"$and": parts}, session=self._unit.session).sort([("opened_at", -1), ("_id", -1)])
        return [_manifest(row) for row in rows.limit(limit)]

    def change(self, manifest: Manifest, **values: Any) -> Manifest:
        """Write some of its fields."""
        row = {name: _plain(value) for name, value in values.items()}
        self._rows.update_one({"_id": manifest.id}, {"$set": row}, session=self._unit.session)
        return changed(manifest, **values)

    def hold(self, manifest: Manifest) -> None:
        """Collide with whoever lets it depart in the meantime, so that the driver runs this transaction again."""
        self._rows.update_one({"_id": manifest.id}, {"$inc": {"loadings": 1}}, session=self._unit.session)

    # --- what is on it -----------------------------------------------------------------------------------------

    def loaded(self, manifest_id: str) -> list[Loaded]:
        """All that was loaded, in order of number."""
        rows = self._loaded.find({"manifest_id": manifest_id}, session=self._unit.session).sort("_id", 1)
        return [_loaded(row) for row in rows]

    def item(self, manifest_id: str, waybill_no: str) -> Loaded | None:
        """What was loaded of one waybill."""
        row = self._loaded.find_one({"_id": f"{manifest_id}:{waybill_no}"}, session=self._unit.session)
        return None if row is None else _loaded(row)

    def carrying(self, waybill_nos: Collection[str]) -> dict[str, str]:
        """The open manifest on which each of these waybills lies; those on none are left out."""
        match = {"waybill_no": {"$in": list(waybill_nos)}, "open": True}
        rows = self._loaded.find(match, {"waybill_no": 1, "manifest_id": 1}, session=self._unit.session)
        return {row["waybill_no"]: row["manifest_id"] for row in rows}

    def towards(self, waybill_no: str) -> str | None:
        """Where the vehicle goes that carries a waybill now."""
        carrier = self.carrying([waybill_no]).get(waybill_no)
        row = (
            self._rows.find_one({"_id": carrier}, {"to_outlet_id": 1}, session=self._unit.session) if carrier else None
        )
        return None if row is None else str(row["to_outlet_id"])

    def load(self, manifest: Manifest, items: Collection[Loaded], by: Actor) -> None:
        """Put waybills on it, or more of their pieces; in a transaction that saw them on no other open manifest.

        Where another loader was quicker the driver runs the transaction once more, and it sees that then.
        """
        writes = [
            UpdateOne({"_id": f"{manifest.id}:{each.waybill_no}"}, self._put(manifest, each, by), upsert=True)
            for each in items
        ]
        try:
            self._loaded.bulk_write(writes, session=self._unit.session)
        except BulkWriteError as error:
            raise PyMongoError("loaded elsewhere in the meantime", _RUN_AGAIN) from error

    def _put(self, manifest: Manifest, item: Loaded, by: Actor) -> "Row":
        first = {
            "manifest_id": manifest.id,
            "waybill_no": item.waybill_no,
            "of": item.of,
            "loaded_by": by.id,
            "loaded_at": self._unit.now,
            "open": True,
        }
        direction = {"misdirected": item.misdirected, "next_stop": item.next_stop}
        return {"$setOnInsert": first, "$set": direction, "$addToSet": {"pieces": {"$each": list(item.pieces)}}}

    def unload(self, manifest: Manifest, waybill_nos: Collection[str]) -> None:
        """Take waybills off before the departure."""
        keys = [f"{manifest.id}:{waybill_no}" for waybill_no in waybill_nos]
        self._loaded.delete_many({"_id": {"$in": keys}}, session=self._unit.session)

    def release(self, manifest: Manifest) -> None:
        """From now on what it carried may be loaded again."""
        self._loaded.update_many({"manifest_id": manifest.id}, {"$unset": {"open": ""}}, session=self._unit.session)


def _within(by: Actor) -> "Row":
    scope = by.scope
    if scope.reach is Reach.ALL:
        return {}
    mine: list[Row] = [{"opened_by": by.id}, {"driver_id": by.id}]
    if scope.reach is Reach.OUTLET:
        mine += [{"from_outlet_id": scope.id}, {"to_outlet_id": scope.id}]
    return {"$or": mine}


def _plain(value: Any) -> Any:
    if isinstance(value, Statement):
        return asdict(value) | {name: list(getattr(value, name)) for name in _TUPLES}
    return list(value) if isinstance(value, tuple) else str(value) if isinstance(value, ManifestState) else value


def _manifest(row: "Row") -> Manifest:
    known: Mapping[str, Any] = {name: row[name] for name in Manifest.__dataclass_fields__ if name in row}
    said = row.get("statement")
    statement = Statement(**said | {name: tuple(said[name]) for name in _TUPLES}) if said else None
    made = {"state": ManifestState(row["state"]), "numbers": tuple(row["numbers"]), "statement": statement}
    return Manifest(**{**known, "id": row["_id"], **made})


def _loaded(row: "Row") -> Loaded:
    return Loaded(row["waybill_no"], tuple(sorted(row["pieces"])), row["of"], row["misdirected"], row["next_stop"])
