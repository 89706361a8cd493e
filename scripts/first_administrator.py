"""Make the first administrator of a new deployment: `python -m scripts.first_administrator --name … --phone …`.

Everybody else is added by an administrator. It runs where the database and the keyset can be reached, with the
functions' own settings (MONGODB_URI, and KEYSET_CIPHERTEXT_FILE with KEYSET_KMS_KEY or KEYSET_FILE) in the environment.
"""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.append(str(Path(__file__).resolve().parents[1] / "layers/core/python"))

if TYPE_CHECKING:
    from logistics.store.mongo import Unit


def first_administrator(unit: Unit, name: str, phone: str) -> str:
    """Bring the database up to date and add the administrator; answers their id.

    Raises Conflict ADMINISTRATOR_KNOWN when an active one is there, STAFF_PHONE_TAKEN; Invalid PHONE_INVALID.
    """
    from logistics.domain.faults import Conflict
    from logistics.domain.roles import EVERYTHING, Role
    from logistics.store.migrations import migrate
    from logistics.store.staff import StaffEntry

    migrate(unit.db, unit.now)

    def added() -> str:
        known = unit.staff.listed(EVERYTHING, role=Role.ADMINISTRATOR, limit=0)
        if any(each.active for each in known):
            raise Conflict("ADMINISTRATOR_KNOWN", "已有管理员，请由其添加其他人员")
        return unit.staff.add(StaffEntry(name, phone, Role.ADMINISTRATOR)).id

    return unit.transact(added)


def main() -> int:
    """The command; 1 with one line when it is refused."""
    parser = argparse.ArgumentParser(
        prog="python -m scripts.first_administrator", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("--name", required=True, help="the person's name")
    parser.add_argument("--phone", required=True, help="their mobile, to which the codes for signing in are sent")
    given = parser.parse_args()

    from logistics.domain.faults import Fault
    from logistics.store.mongo import Unit

    try:
        print(f"administrator {first_administrator(Unit(datetime.now(UTC)), given.name, given.phone)}")
    except Fault as fault:
        print(f"{fault.code}: {fault.message}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
