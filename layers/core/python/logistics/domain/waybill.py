"""Waybill numbers: a prefix, 11 random digits and a Damm check digit; pieces of one waybill add -001 to -999.

The Damm digit catches every single wrong digit and every swap of neighbours
(H. Michael Damm, "Total anti-symmetrische Quasigruppen", 2004), so a slip is refused before any look-up.
"""

import re
import secrets

from logistics.domain.faults import Invalid

DEFAULT_PREFIX = "WB"
_DAMM = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)


def check_digit(digits: str) -> str:
    """The Damm digit that belongs behind these decimal digits; "0" means they already end in theirs."""
    interim = "0"
    for digit in digits:
        interim = _DAMM[int(interim)][int(digit)]
    return interim


def new_waybill_no(prefix: str = DEFAULT_PREFIX) -> str:
    """A fresh number that outsiders cannot guess from another one."""
    digits = f"{secrets.randbelow(10**11):011d}"
    return f"{prefix}{digits}{check_digit(digits)}"


def is_waybill_no(text: str, prefix: str = DEFAULT_PREFIX) -> bool:
    """Whether the text is a whole, unslipped waybill number (not one of its pieces)."""
    digits = text.removeprefix(prefix)
    well_formed = text.startswith(prefix) and re.fullmatch(r"[0-9]{12}", digits) is not None
    return well_formed and check_digit(digits) == "0"


def is_piece_no(text: str, prefix: str = DEFAULT_PREFIX) -> bool:
    """Whether the text names one piece of a waybill, such as WB000000000000-001."""
    parent, dash, piece = text.rpartition("-")
    return (
        bool(dash) and re.fullmatch(r"[0-9]{3}", piece) is not None and piece != "000" and is_waybill_no(parent, prefix)
    )


def child_no(waybill_no: str, piece: int) -> str:
    """The number of the n-th piece, 1 to 999; raises Invalid WAYBILL_PIECE_INVALID outside that."""
    if not 1 <= piece <= 999:
        raise Invalid("WAYBILL_PIECE_INVALID", "一票最多 999 件", piece=piece)
    return f"{waybill_no}-{piece:03d}"


def parent_of(number: str) -> str:
    """The waybill to which a piece belongs; a waybill number is its own."""
    return number.partition("-")[0]
