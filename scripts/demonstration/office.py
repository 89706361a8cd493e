"""What the office sees that the public API does not show: events, books and what is stuck, by direct calls."""

from __future__ import annotations

from typing import Any

from scripts.admin_cli.client import Client
from scripts.admin_cli.target import Target
from scripts.demonstration.people import Person

Rows = list[dict[str, Any]]


class Office:
    """An administrator at the Lambda Invoke API, as `scripts/admin` is."""

    def __init__(self, target: Target, administrator: Person) -> None:
        self._client = Client(target, administrator.session)

    def parcel(self, waybill_no: str) -> dict[str, Any]:
        """The parcel with its whole timeline, the newest scan first."""
        found: dict[str, Any] = self._client.call("track", "track_parcel", {"waybill_no": waybill_no})
        return found

    def events(self, waybill_no: str) -> Rows:
        """Every event in order, with how far each of its listeners is."""
        found: Rows = self._client.call("relay", "list_events", {"waybill_no": waybill_no})["events"]
        return found

    def journal(self, waybill_no: str) -> dict[str, Any]:
        """The entries of a parcel, and what they come to."""
        found: dict[str, Any] = self._client.call("collect_cod", "show_journal", {"waybill_no": waybill_no})
        return found

    def payments(self, waybill_no: str) -> dict[str, Any]:
        """What is wanted, paid and given back for a parcel."""
        found: dict[str, Any] = self._client.call("pay", "show_payments", {"waybill_no": waybill_no})
        return found

    def journal_differences(self) -> int:
        """How many balances are not what the entries make."""
        return int(self._client.call("collect_cod", "check_journal")["count"])

    def parked(self) -> Rows:
        """Events that a function could not handle."""
        found: Rows = self._client.call("relay", "list_parked")["parked"]
        return found
