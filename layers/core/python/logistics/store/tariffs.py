"""Published tariffs: versions that never change, each in force from one moment to another."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pymongo.errors import DuplicateKeyError

from logistics.domain.faults import Conflict, NotFound
from logistics.domain.tariff import Tariff

if TYPE_CHECKING:
    from logistics.store.mongo import Row, Unit


@dataclass(frozen=True)
class PublishedTariff:
    """A tariff with its promised time from pickup to delivery and its time in force; `until` None: until replaced."""

    tariff: Tariff
    promised_s: int
    since: datetime
    until: datetime | None = None


class Tariffs:
    """Rows: {_id version, product, route_class, valid_from, valid_to, promised_s, tariff, published_by, published_at,
    followed_by}. A row is never rewritten, but for `valid_to` and `followed_by` when a newer version replaces it.
    """

    def __init__(self, unit: "Unit") -> None:
        self._unit, self._rows = unit, unit.db["tariffs"]

    def current(self, product: str, route_class: str, now: datetime) -> PublishedTariff | None:
        """The version in force, or None when the product is not offered on this route class now."""
        match = {"product": product, "route_class": route_class, "valid_from": {"$lte": now}}
        row = self._rows.find_one(match, sort=[("valid_from", -1)], session=self._unit.session)
        if row is None or (row["valid_to"] and row["valid_to"] <= now):
            return None
        return _published(row)

    def offered(self, route_class: str, now: datetime) -> list[PublishedTariff]:
        """What is in force on a route class now, by name of product."""
        products = sorted(self._rows.distinct("product", session=self._unit.session))
        found = (self.current(product, route_class, now) for product in products)
        return [each for each in found if each is not None]

    def get(self, version: str) -> PublishedTariff:
        """Any version, past ones too; NotFound TARIFF_NOT_FOUND."""
        row = self._rows.find_one({"_id": version}, session=self._unit.session)
        if row is None:
            raise NotFound("TARIFF_NOT_FOUND", "没有找到这个运费版本")
        return _published(row)

    def listed(self, product: str = "", route_class: str = "", limit: int = 200) -> list[PublishedTariff]:
        """Versions by product and route class, newest first."""
        match: Row = {"product": product} if product else {}
        match |= {"route_class": route_class} if route_class else {}
        order = [("product", 1), ("route_class", 1), ("valid_from", -1)]
        rows = self._rows.find(match, session=self._unit.session).sort(order).limit(limit)
        return [_published(row) for row in rows]

    def publish(self, new: PublishedTariff, published_by: str) -> None:
        """Add a version; the open-ended one before it ends where it begins.

        Conflict TARIFF_OVERLAP when another version is or will be in force at that time, TARIFF_VERSION_TAKEN.
        """
        tariff = new.tariff
        match = {"product": tariff.product, "route_class": tariff.route_class.value}
        last = self._rows.find_one(match, sort=[("valid_from", -1)], session=self._unit.session)
        if last is not None:
            self._follow(last, new)
        row = match | {
            "_id": tariff.version,
            "valid_from": new.since,
            "valid_to": new.until,
            "promised_s": new.promised_s,
            "tariff": tariff.to_data(),
            "published_by": published_by,
            "published_at": self._unit.now,
        }
        try:
            self._rows.insert_one(row, session=self._unit.session)
        except DuplicateKeyError as error:
            raise Conflict("TARIFF_VERSION_TAKEN", "这个运费版本号已被使用", version=tariff.version) from error

    def _follow(self, last: "Row", new: PublishedTariff) -> None:
        """Two publishers at once both write this row, so that one of them runs again and sees the other's."""
        if new.since <= last["valid_from"] or (last["valid_to"] and new.since < last["valid_to"]):
            raise Conflict("TARIFF_OVERLAP", "与已发布的运费版本时间重叠", version=last["_id"])
        ends = {"valid_to": last["valid_to"] or new.since, "followed_by": new.tariff.version}
        self._rows.update_one({"_id": last["_id"]}, {"$set": ends}, session=self._unit.session)


def version_of(product: str, route_class: str, since: datetime) -> str:
    """The name of the version in force from then on: standard.same_city.20260101T000000Z."""
    return f"{product}.{route_class}.{since.astimezone(UTC):%Y%m%dT%H%M%SZ}"


_parsed: dict[tuple[str, datetime], Tariff] = {}


def _published(row: "Row") -> PublishedTariff:
    """A version's rule is read and checked once a process: it never changes."""
    key = row["_id"], row["published_at"]
    tariff = _parsed.get(key) or _parsed.setdefault(key, Tariff.from_data(row["tariff"]))
    return PublishedTariff(tariff, row["promised_s"], row["valid_from"], row["valid_to"])
