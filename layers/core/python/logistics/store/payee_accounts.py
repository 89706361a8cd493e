"""Merchants' bank accounts: sealed, with masked copies beside; one row a merchant, replaced when it changes."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from logistics.domain.remitting import PayeeAccount
from logistics.privacy import masking, vault

if TYPE_CHECKING:
    from logistics.store.mongo import Row, Unit

PLACE = "payee_accounts.sealed"
PAYOUT_PLACE = "payouts.payee"


@dataclass(frozen=True)
class BankDetails:
    """An account in clear, for sealing it and for the bank's file."""

    bank_name: str
    account_name: str
    account_no: str


class PayeeAccounts:
    """Rows: {_id owner, sealed: {bank_name, account_name, account_no}, bank_name, name_masked, number_masked,
    usable_from, entered_by, entered_at, confirmed_by, confirmed_at, version}."""

    def __init__(self, unit: "Unit") -> None:
        self._unit, self._rows = unit, unit.db["payee_accounts"]

    def find(self, owner_id: str) -> PayeeAccount | None:
        """A merchant's account as screens show it."""
        row = self._rows.find_one({"_id": owner_id}, {"sealed": 0}, session=self._unit.session)
        return None if row is None else _from_row(row)

    def many(self, owner_ids: Collection[str]) -> dict[str, PayeeAccount]:
        """The accounts of these merchants, by owner."""
        match = {"_id": {"$in": list(owner_ids)}}
        rows = self._rows.find(match, {"sealed": 0}, session=self._unit.session)
        return {row["_id"]: _from_row(row) for row in rows}

    def unconfirmed(self, after: str, limit: int) -> list[PayeeAccount]:
        """Those that wait for finance, by owner."""
        match = {"confirmed_by": None, "_id": {"$gt": after}}
        rows = self._rows.find(match, {"sealed": 0}, session=self._unit.session)
        return [_from_row(row) for row in rows.sort("_id", 1).limit(limit)]

    def details_of(self, owner_id: str) -> BankDetails | None:
        """The account in clear, for those who pay to it or vouch for it."""
        row = self._rows.find_one({"_id": owner_id}, {"sealed": 1}, session=self._unit.session)
        return None if row is None else BankDetails(**vault.unseal(row["sealed"], PLACE, owner_id))

    def sealed_for_payout(self, owner_id: str, payout_id: str) -> bytes:
        """The account sealed anew for one payout: what was approved is what is paid, whatever changes later."""
        details = self.details_of(owner_id)
        return vault.seal(dict(vars(details)) if details else {}, PAYOUT_PLACE, payout_id)

    def save(
        self, owner_id: str, details: BankDetails, by: str, usable_from: datetime, confirmed: PayeeAccount | None
    ) -> PayeeAccount:
        """Write an account anew; `confirmed` is the one before when its confirmation holds for the same holder."""
        known = self.find(owner_id)
        account = PayeeAccount(
            owner_id,
            details.bank_name,
            masking.mask_name(details.account_name),
            masking.mask_tail(details.account_no),
            usable_from,
            by,
            self._unit.now,
            confirmed.confirmed_by if confirmed else None,
            confirmed.confirmed_at if confirmed else None,
            known.version + 1 if known else 1,
        )
        sealed = vault.seal(dict(vars(details)), PLACE, owner_id)
        row = _to_row(account) | {"sealed": sealed}
        self._rows.replace_one({"_id": owner_id}, row, upsert=True, session=self._unit.session)
        return account

    def confirm(self, account: PayeeAccount) -> None:
        """Write a confirmation."""
        change = {"confirmed_by": account.confirmed_by, "confirmed_at": account.confirmed_at}
        match = {"_id": account.owner_id, "version": account.version}
        self._rows.update_one(match, {"$set": change}, session=self._unit.session)


def payout_details(sealed: bytes, payout_id: str) -> BankDetails:
    """The account of a payout in clear, for the bank's file."""
    return BankDetails(**vault.unseal(sealed, PAYOUT_PLACE, payout_id))


def _to_row(account: PayeeAccount) -> "Row":
    return {"_id": account.owner_id} | {name: value for name, value in vars(account).items() if name != "owner_id"}


def _from_row(row: "Row") -> PayeeAccount:
    return PayeeAccount(owner_id=row["_id"], **{name: value for name, value in row.items() if name != "_id"})
