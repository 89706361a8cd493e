"""The root of all events: something that happened to one waybill."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Event:
    """The waybill number is also the order group of the message that carries it."""

    waybill_no: str
