"""A unit of work per call.

Writes of a call, its outbox rows and its remembered reply share one transaction. Collections are reached
through the unit (`unit.parcels`, `unit.journal`, …), one file each, loaded when first asked for.
"""

from collections.abc import Callable
from datetime import datetime
from importlib import import_module
from typing import TYPE_CHECKING, Generic, TypeVar

import pymongo
from pymongo.client_session import ClientSession
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from logistics.domain.faults import Fault
from logistics.settings import settings
from logistics.store.connection import Row as Row
from logistics.store.connection import database as database

if TYPE_CHECKING:
    from logistics.store.accounts import Customers
    from logistics.store.address_book import AddressBook
    from logistics.store.adjustments import Adjustments
    from logistics.store.alerts import Alerts
    from logistics.store.arrivals import Arrivals
    from logistics.store.audit import Audit
    from logistics.store.books import Books
    from logistics.store.cash_counts import CashCounts
    from logistics.store.cash_limits import CashLimits
    from logistics.store.claims import Claims
    from logistics.store.closings import Closings
    from logistics.store.credit_accounts import CreditAccounts
    from logistics.store.decisions import Decisions
    from logistics.store.declarations import Declarations
    from logistics.store.deposits import Deposits
    from logistics.store.differences import Differences
    from logistics.store.discrepancies import Discrepancies
    from logistics.store.due import Due
    from logistics.store.earnings import CommissionRules, Earnings
    from logistics.store.fixes import Fixes
    from logistics.store.goods_money import GoodsMoney
    from logistics.store.handled import Handled
    from logistics.store.incidents import Incidents
    from logistics.store.invoices import Invoices
    from logistics.store.journal import Journal
    from logistics.store.label_prints import LabelPrints
    from logistics.store.lent_numbers import LentNumbers
    from logistics.store.lines import Lines
    from logistics.store.manifests import Manifests
    from logistics.store.messages import Messages
    from logistics.store.order_batches import OrderBatches
    from logistics.store.outbox import Outbox
    from logistics.store.outlet_tours import OutletTourPlans
    from logistics.store.outlets import Outlets
    from logistics.store.paces import Paces
    from logistics.store.parcels import Parcels
    from logistics.store.parked import Parked
    from logistics.store.parse_corrections import ParseCorrections
    from logistics.store.partner_orders import PartnerOrders
    from logistics.store.partners import Partners
    from logistics.store.payee_accounts import PayeeAccounts
    from logistics.store.payment_instructions import PaymentInstructions
    from logistics.store.payments import Payments
    from logistics.store.payouts import Payouts
    from logistics.store.pickup_slots import PickupSlots
    from logistics.store.postings import Postings
    from logistics.store.promises import Promises
    from logistics.store.provider_money import ProviderMoney
    from logistics.store.ratings import Ratings
    from logistics.store.refunds import Refunds
    from logistics.store.remittances import Remittances
    from logistics.store.replies import Replies
    from logistics.store.reveals import Reveals
    from logistics.store.rosters import Rosters
    from logistics.store.scans import Scans
    from logistics.store.signals import Signals
    from logistics.store.staff import StaffMembers
    from logistics.store.statements import Statements
    from logistics.store.tariffs import Tariffs
    from logistics.store.tours import Tours
    from logistics.store.uploads import Uploads
    from logistics.store.visits import Visits
    from logistics.store.webhooks import Deliveries, Webhooks

T = TypeVar("T")


class Collection(Generic[T]):
    """A collection of the unit: its file is loaded and its class made when it is first asked for, once a unit."""

    def __init__(self, module: str, kind: str) -> None:
        self._module, self._kind = module, kind

    def __set_name__(self, _: type, name: str) -> None:
        self._name = name

    def __get__(self, unit: "Unit", _: type) -> T:
        made: T = getattr(import_module(f"logistics.store.{self._module}"), self._kind)(unit)
        vars(unit)[self._name] = made  # found before this descriptor from now on
        return made


class Unit:
    """One call's view of the store: reads at once, writes inside `transact`."""

    outbox: "Collection[Outbox]" = Collection("outbox", "Outbox")
    due: "Collection[Due]" = Collection("due", "Due")
    replies: "Collection[Replies]" = Collection("replies", "Replies")
    handled: "Collection[Handled]" = Collection("handled", "Handled")
    parked: "Collection[Parked]" = Collection("parked", "Parked")
    parcels: "Collection[Parcels]" = Collection("parcels", "Parcels")
    scans: "Collection[Scans]" = Collection("scans", "Scans")
    journal: "Collection[Journal]" = Collection("journal", "Journal")
    books: "Collection[Books]" = Collection("books", "Books")
    closings: "Collection[Closings]" = Collection("closings", "Closings")
    differences: "Collection[Differences]" = Collection("differences", "Differences")
    postings: "Collection[Postings]" = Collection("postings", "Postings")
    provider_money: "Collection[ProviderMoney]" = Collection("provider_money", "ProviderMoney")
    customers: "Collection[Customers]" = Collection("accounts", "Customers")
    staff: "Collection[StaffMembers]" = Collection("staff", "StaffMembers")
    outlets: "Collection[Outlets]" = Collection("outlets", "Outlets")
    tariffs: "Collection[Tariffs]" = Collection("tariffs", "Tariffs")
    messages: "Collection[Messages]" = Collection("messages", "Messages")
    uploads: "Collection[Uploads]" = Collection("uploads", "Uploads")
    declarations: "Collection[Declarations]" = Collection("declarations", "Declarations")
    cash_counts: "Collection[CashCounts]" = Collection("cash_counts", "CashCounts")
    cash_limits: "Collection[CashLimits]" = Collection("cash_limits", "CashLimits")
    deposits: "Collection[Deposits]" = Collection("deposits", "Deposits")
    adjustments: "Collection[Adjustments]" = Collection("adjustments", "Adjustments")
    discrepancies: "Collection[Discrepancies]" = Collection("discrepancies", "Discrepancies")
    reveals: "Collection[Reveals]" = Collection("reveals", "Reveals")
    label_prints: "Collection[LabelPrints]" = Collection("label_prints", "LabelPrints")
    lent_numbers: "Collection[LentNumbers]" = Collection("lent_numbers", "LentNumbers")
    audit: "Collection[Audit]" = Collection("audit", "Audit")
    address_book: "Collection[AddressBook]" = Collection("address_book", "AddressBook")
    ratings: "Collection[Ratings]" = Collection("ratings", "Ratings")
    parse_corrections: "Collection[ParseCorrections]" = Collection("parse_corrections", "ParseCorrections")
    incidents: "Collection[Incidents]" = Collection("incidents", "Incidents")
    claims: "Collection[Claims]" = Collection("claims", "Claims")
    credit_accounts: "Collection[CreditAccounts]" = Collection("credit_accounts", "CreditAccounts")
    statements: "Collection[Statements]" = Collection("statements", "Statements")
    invoices: "Collection[Invoices]" = Collection("invoices", "Invoices")
    decisions: "Collection[Decisions]" = Collection("decisions", "Decisions")
    signals: "Collection[Signals]" = Collection("signals", "Signals")
    alerts: "Collection[Alerts]" = Collection("alerts", "Alerts")
    tours: "Collection[Tours]" = Collection("tours", "Tours")
    outlet_tours: "Collection[OutletTourPlans]" = Collection("outlet_tours", "OutletTourPlans")
    visits: "Collection[Visits]" = Collection("visits", "Visits")
    arrivals: "Collection[Arrivals]" = Collection("arrivals", "Arrivals")
    paces: "Collection[Paces]" = Collection("paces", "Paces")
    payment_instructions: "Collection[PaymentInstructions]" = Collection("payment_instructions", "PaymentInstructions")
    payments: "Collection[Payments]" = Collection("payments", "Payments")
    refunds: "Collection[Refunds]" = Collection("refunds", "Refunds")
    pickup_slots: "Collection[PickupSlots]" = Collection("pickup_slots", "PickupSlots")
    order_batches: "Collection[OrderBatches]" = Collection("order_batches", "OrderBatches")
    partners: "Collection[Partners]" = Collection("partners", "Partners")
    partner_orders: "Collection[PartnerOrders]" = Collection("partner_orders", "PartnerOrders")
    webhooks: "Collection[Webhooks]" = Collection("webhooks", "Webhooks")
    deliveries: "Collection[Deliveries]" = Collection("webhooks", "Deliveries")
    lines: "Collection[Lines]" = Collection("lines", "Lines")
    manifests: "Collection[Manifests]" = Collection("manifests", "Manifests")
    promises: "Collection[Promises]" = Collection("promises", "Promises")
    rosters: "Collection[Rosters]" = Collection("rosters", "Rosters")
    payouts: "Collection[Payouts]" = Collection("payouts", "Payouts")
    remittances: "Collection[Remittances]" = Collection("remittances", "Remittances")
    payee_accounts: "Collection[PayeeAccounts]" = Collection("payee_accounts", "PayeeAccounts")
    goods_money: "Collection[GoodsMoney]" = Collection("goods_money", "GoodsMoney")
    earnings: "Collection[Earnings]" = Collection("earnings", "Earnings")
    fixes: "Collection[Fixes]" = Collection("fixes", "Fixes")
    commission_rules: "Collection[CommissionRules]" = Collection("earnings", "CommissionRules")

    def __init__(self, now: datetime, db: "Database[Row] | None" = None) -> None:
        self.now = now
        self.db: Database[Row] = database() if db is None else db
        self.session: ClientSession | None = None

    def transact(self, work: Callable[[], T]) -> T:
        """Run `work` in one transaction, bounded in time; the driver runs it again after a write conflict.

        Whatever `work` emits goes into the outbox just before the commit, in one write. What did not get
        committed is not told either: a caller that goes on after a failure has nothing of it left to send.
        """

        def unit(_: ClientSession) -> T:
            self.outbox.forget()
            self.due.forget()
            done = work()
            self.outbox.write()
            self.due.write()
            return done

        with self.db.client.start_session() as self.session:
            try:
                with pymongo.timeout(settings().mongodb_timeout_ms / 1000):
                    return self.session.with_transaction(unit)
            except BaseException:
                self.outbox.forget()
                self.due.forget()
                raise
            finally:
                self.session = None

    def once(self, memory: "Replies | Handled", key: str, digest: bytes, work: Callable[[], Row]) -> Row:
        """Run `work` in a transaction that also remembers its reply under `key`; a repeat gets the first reply.

        The memory is read only when the work is refused or the key turns out to be taken: a first call, which
        is nearly every call, pays no look-up.
        """

        def unit() -> Row:
            reply = work()
            memory.remember(key, digest, reply)
            return reply

        try:
            return self.transact(unit)
        except (Fault, DuplicateKeyError):
            known = memory.recall(key, digest)
            if known is None:
                raise
            return known
