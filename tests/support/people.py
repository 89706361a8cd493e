"""People to act as: the seeded staff, and customers who are made when first asked for."""

from datetime import UTC, datetime
from typing import Any

from logistics.domain.roles import EVERYTHING, Actor, Role

CUSTOMERS = ("customer", "merchant")


def person(role: str, outlet_id: str = "", at: int = 0) -> Any:
    """A seeded member of staff, in the order of their ids."""
    return _unit().staff.listed(EVERYTHING, role=role, outlet_id=outlet_id)[at]


def customer(at: int = 0, phone: str = "", role: str = "customer") -> Actor:
    """A customer's account; with a phone, one who has bound it."""
    unit = _unit()
    account = unit.customers.find_or_create(f"openid-{role}-{at:04d}")
    if phone:
        unit.customers.bind_phone(account.id, phone)
    known = unit.customers.get(account.id)
    assert known is not None
    return Actor(known.id, Role(role), phone_index=known.phone_index)


def actor(role: str, outlet_id: str = "", at: int = 0, phone: str = "") -> Actor:
    """Who somebody is to the functions."""
    return customer(at, phone, role) if role in CUSTOMERS else person(role, outlet_id, at).actor


def session_of(somebody: Actor) -> str:
    """A session token for an actor."""
    from logistics.store.sessions import open_session

    return open_session(somebody, datetime.now(UTC))


def sign_in(role: str, outlet_id: str = "", at: int = 0, phone: str = "") -> str:
    """A session token of the at-th person of a role."""
    return session_of(actor(role, outlet_id, at, phone))


def _unit() -> Any:
    from logistics.store.mongo import Unit

    return Unit(datetime.now(UTC))
