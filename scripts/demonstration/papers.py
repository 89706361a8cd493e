"""Papers that change hands: a made-up identity number, a filled-in form, and files on their way to the store."""

from __future__ import annotations

from random import Random
from typing import Any

import requests

from scripts.demonstration.api import Refused
from scripts.demonstration.people import Person
from scripts.demonstration.places import Address

_UPLOAD_S = 20


def id_number(rng: Random) -> str:
    """A made-up resident number with a right check digit (GB 11643-1999)."""
    body = f"440106{rng.randint(1960, 2004)}{rng.randint(1, 12):02d}{rng.randint(1, 28):02d}{rng.randint(0, 999):03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True))
    return body + "10X98765432"[total % 11]


def post_file(form: dict[str, Any], kind: str, content: bytes) -> str | None:
    """The key of a file that the store took; none when it did not answer."""
    files = {"file": (f"{kind}.png", content, "image/png")}
    try:
        reply = requests.post(form["url"], data=form["fields"], files=files, timeout=_UPLOAD_S)
    except requests.ConnectionError:
        return None
    if not reply.ok:
        raise Refused(reply.status_code, "UPLOAD_REFUSED", reply.text[:200])
    return str(form["key"])


def party(person: Person, address: Address) -> dict[str, Any]:
    """One side of an order, as the form sends it."""
    return {
        "name": person.name,
        "phone": person.phone,
        "address": address.street,
        "adcode": address.adcode,
        "location": address.location,
    }


def yuan(fen: int) -> str:
    """An amount as people read it."""
    return f"¥{fen / 100:.2f}"
