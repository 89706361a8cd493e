"""A believable network to try things on: outlets, hubs, tariffs and the people who work there, all made up.

`python -m scripts.local.seed` writes network.json into the database that MONGODB_URI names, through the stores; what
is there already stays as it is. Names are invented and the phones are from one made-up block (1990000xxxx).
"""

import argparse
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from logistics.domain.roles import Role
    from logistics.store.mongo import Unit
    from logistics.store.outlets import Outlet
    from logistics.store.staff import StaffMember

_FILE = Path(__file__).with_name("network.json")


@dataclass(frozen=True)
class Account:
    """Somebody to sign in as: by phone and a code from the sandbox's message list."""

    id: str
    name: str
    phone: str
    role: "Role"
    outlet_id: str | None


@dataclass(frozen=True)
class Network:
    """What was seeded; the same each time."""

    outlets: "tuple[Outlet, ...]"
    accounts: tuple[Account, ...]

    def account(self, role: str, outlet_id: str | None = None, at: int = 0) -> Account:
        """The first (or a later) account of a role, at one outlet if that is given."""
        return [each for each in self.accounts if each.role == role and outlet_id in (None, each.outlet_id)][at]


def seed(db: Any, small: bool = False) -> Network:
    """Bring the database up to date and fill in what is missing; `small` is a handful of outlets, for tests."""
    from logistics.store.migrations import migrate
    from logistics.store.mongo import Unit

    now = datetime.now(UTC)
    plan = _plan(small)
    migrate(db, now)
    unit = Unit(now, db)
    return unit.transact(lambda: _filled(unit, plan))


def _plan(small: bool) -> dict[str, Any]:
    plan: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    if small:
        kept = {*plan["small"], None}
        plan["outlets"] = [row for row in plan["outlets"] if row["id"] in kept]
        plan["staff"] = [row for row in plan["staff"] if row["outlet"] in kept]
        plan["lines"] = [row for row in plan["lines"] if {row["from"], row["to"]} <= kept]
    return plan


def _filled(unit: "Unit", plan: dict[str, Any]) -> Network:
    outlets = tuple(_outlet(row) for row in plan["outlets"])
    known = unit.outlets.many([each.id for each in outlets])
    for outlet in outlets:
        if outlet.id not in known:
            unit.outlets.save(outlet)
            # One try-out day brings a courier more cash than they would hold in a week.
            unit.cash_limits.set(outlet.id, plan["cash_limit_fen"], "seed")
    _fill_lines(unit, plan)
    _fill_tariffs(unit, plan)
    _fill_commissions(unit, plan)
    return Network(outlets, tuple(_account(row, _member(unit, row)) for row in plan["staff"]))


def _outlet(row: dict[str, Any]) -> "Outlet":
    from logistics.store.outlets import Outlet

    area = tuple((lng, lat) for lng, lat in row["area"])
    lng, lat = row["location"]
    return Outlet(row["id"], row["name"], row["kind"], tuple(row["adcodes"]), (lng, lat), area, row["phone"])


def _fill_lines(unit: "Unit", plan: dict[str, Any]) -> None:
    from logistics.domain.line_network import Departure, Line

    known = {each.id for each in unit.lines.listed(limit=10_000)}
    for row in plan["lines"]:
        table = plan["timetables"][row["timetable"]]
        departures = tuple(Departure(clock) for clock in table["clocks"])
        times = (row["travel_s"], table["cut_off_s"], table["handling_s"])
        line = Line(f"{row['from']}_{row['to']}", row["from"], row["to"], departures, *times)
        if line.id not in known:
            unit.lines.save(line)


def _fill_tariffs(unit: "Unit", plan: dict[str, Any]) -> None:
    from logistics.domain.tariff import Tariff
    from logistics.store.tariffs import PublishedTariff, version_of

    since = datetime.fromisoformat(plan["tariffs_since"])
    known = {each.tariff.version for each in unit.tariffs.listed()}
    for row in plan["tariffs"]:
        rule = plan["tariff_basis"] | row["tariff"]
        version = version_of(rule["product"], rule["route_class"], since)
        if version not in known:
            tariff = Tariff.from_data(rule | {"version": version})
            unit.tariffs.publish(PublishedTariff(tariff, row["promised_s"], since), published_by="seed")


def _fill_commissions(unit: "Unit", plan: dict[str, Any]) -> None:
    from logistics.domain.commission import CommissionRule

    if not unit.commission_rules.listed(None, limit=1):
        since = datetime.fromisoformat(plan["tariffs_since"])
        rule = CommissionRule("any.any.seed", "", "", since, **plan["commission"])
        unit.commission_rules.publish(rule, published_by="seed")


def _member(unit: "Unit", row: dict[str, Any]) -> "StaffMember":
    from logistics.domain.roles import Role
    from logistics.store.staff import StaffEntry

    entry = StaffEntry(
        row["name"],
        row["phone"],
        Role(row["role"]),
        row["outlet"],
        row.get("capacity", 0),
        tuple(row.get("skills", ())),
    )
    return unit.staff.holder_of(entry.phone) or unit.staff.add(entry)


def _account(row: dict[str, Any], member: "StaffMember") -> Account:
    return Account(member.id, row["name"], row["phone"], member.role, row["outlet"])


def _print(network: Network) -> None:
    table = Table("role", "outlet", "phone", "name", title="Accounts to try (each role's first)")
    shown: set[str] = set()
    for each in network.accounts:
        if each.role not in shown:
            table.add_row(each.role, each.outlet_id or "-", each.phone, each.name)
            shown.add(each.role)
    console = Console()
    console.print(table)
    console.print(f"{len(network.outlets)} outlets, {len(network.accounts)} accounts; all of them: {_FILE}")


def main() -> None:
    """The command."""
    options = argparse.ArgumentParser(description="Fill the local database with a made-up network.")
    options.add_argument("--small", action="store_true", help="a handful of outlets only")
    chosen = options.parse_args()
    from logistics.store.mongo import database

    _print(seed(database(), small=chosen.small))


if __name__ == "__main__":
    main()
