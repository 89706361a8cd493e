"""Addresses found on the map, and points of the map put into words."""

from functions.parse_address.schemas import Geocode, ReverseGeocode
from logistics.domain.places import Located, Place
from logistics.runtime.context import Context
from logistics.runtime.limiting import spend
from logistics.runtime.maps import locate, place_at

_LOOKUPS_AN_HOUR = 300


def point_behind(command: Geocode, ctx: Context) -> Located:
    """The outside step: where an address is; the middle of its district when the map does not know or answer.

    Raises Invalid ADCODE_INVALID, Forbidden ADDRESSES_EXCEEDED and Unavailable PROVIDER_UNAVAILABLE.
    """
    spend("geocodes", _LOOKUPS_AN_HOUR, ctx)
    return locate(command.adcode, command.address, ctx.now)


def geocode(command: Geocode, ctx: Context) -> Located:
    """The point of an address, with how precise it is."""
    found: Located = ctx.answer
    return found


def place_behind(command: ReverseGeocode, ctx: Context) -> Place:
    """The outside step: what is at a point.

    Raises NotFound PLACE_NOT_FOUND, Forbidden ADDRESSES_EXCEEDED and Unavailable PROVIDER_UNAVAILABLE: a guess at
    the district would be a wrong address that nobody notices.
    """
    spend("reverse_geocodes", _LOOKUPS_AN_HOUR, ctx)
    return place_at(command.location, ctx.now)


def reverse_geocode(command: ReverseGeocode, ctx: Context) -> Place:
    """The region and address of a point that somebody chose on the map."""
    found: Place = ctx.answer
    return found
