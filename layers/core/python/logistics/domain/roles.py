"""Who may ask for something, and how far they see: roles, actors and data scopes."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from logistics.domain.faults import Forbidden, Unauthenticated


class Role(StrEnum):
    CUSTOMER = "customer"
    MERCHANT = "merchant"
    PARTNER = "partner"
    COURIER = "courier"
    DRIVER = "driver"
    OUTLET_MANAGER = "outlet_manager"
    CASHIER = "cashier"
    DISPATCHER = "dispatcher"
    CUSTOMER_SERVICE = "customer_service"
    FINANCE = "finance"
    ADMINISTRATOR = "administrator"
    SYSTEM = "system"
    GUEST = "guest"


CUSTOMERS = frozenset({Role.CUSTOMER, Role.MERCHANT, Role.PARTNER})
OUTLET_STAFF = frozenset({Role.OUTLET_MANAGER, Role.CASHIER, Role.DRIVER})
OFFICE = frozenset({Role.DISPATCHER, Role.CUSTOMER_SERVICE, Role.FINANCE, Role.ADMINISTRATOR})
STAFF = OUTLET_STAFF | OFFICE | {Role.COURIER}
EVERYONE = CUSTOMERS | STAFF


class Reach(StrEnum):
    """How far a caller's queries see."""

    ALL = "all"
    OUTLET = "outlet"
    COURIER = "courier"
    CUSTOMER = "customer"
    NONE = "none"


@dataclass(frozen=True)
class Scope:
    """The part of the data a caller's queries may return; it is merged into the query itself.

    `phone_index` is the blind index of a customer's bound phone: what is sent to that phone is theirs to see.
    """

    reach: Reach
    id: str = ""
    phone_index: bytes | None = None


EVERYTHING = Scope(Reach.ALL)


@dataclass(frozen=True)
class Actor:
    """Who makes this call: an account id (ULID), a role, and for staff the outlet they work at."""

    id: str
    role: Role
    outlet_id: str | None = None
    phone_index: bytes | None = None
    session_id: str = ""

    def require(self, roles: Collection[Role]) -> None:
        """Refuse whoever is not signed in (401) or holds none of these roles (403); no roles means anybody."""
        if roles and self.role is Role.GUEST:
            raise Unauthenticated("LOGIN_REQUIRED", "请先登录")
        if roles and self.role not in roles:
            raise Forbidden("ROLE_FORBIDDEN", "您没有进行此操作的权限", role=self.role)

    @property
    def scope(self) -> Scope:
        """A dispatcher bound to an outlet sees that outlet; the rest of the office sees the whole network."""
        if self.role in CUSTOMERS:
            return Scope(Reach.CUSTOMER, self.id, self.phone_index)
        if self.role is Role.COURIER:
            return Scope(Reach.COURIER, self.id)
        if self.role in OUTLET_STAFF or (self.role is Role.DISPATCHER and self.outlet_id):
            return Scope(Reach.OUTLET, self.outlet_id) if self.outlet_id else Scope(Reach.NONE)
        if self.role in OFFICE or self.role is Role.SYSTEM:
            return EVERYTHING
        return Scope(Reach.NONE)


GUEST = Actor("guest", Role.GUEST)
SYSTEM = Actor("system", Role.SYSTEM)
