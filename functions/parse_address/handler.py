"""Addresses: read from what people paste, say or photograph, found on the map, and how often a reading was mended."""

from functions.parse_address.corrections import list_corrections, record_correction
from functions.parse_address.photo import SENDERS, request_photo
from functions.parse_address.places import geocode, place_behind, point_behind, reverse_geocode
from functions.parse_address.schemas import (
    CorrectionsSchema,
    GeocodeSchema,
    ListCorrectionsSchema,
    LocatedSchema,
    ParseAddressSchema,
    PeopleSchema,
    PlaceSchema,
    RecordCorrectionSchema,
    RequestPhotoSchema,
    ReverseGeocodeSchema,
)
from functions.parse_address.text import parse_address, photo_behind
from logistics.domain.roles import EVERYONE, Role
from logistics.runtime.function import Function
from logistics.runtime.uploads import GrantSchema

main = Function("parse_address")

main.on(
    http="POST /addresses/parse",
    invoke="parse_address",
    load=ParseAddressSchema(),
    dump=PeopleSchema(),
    outside=photo_behind,
)(parse_address)

main.on(
    http="POST /addresses/photos",
    invoke="request_photo",
    load=RequestPhotoSchema(),
    dump=GrantSchema(),
    roles=SENDERS,
)(request_photo)

main.on(
    http="POST /addresses/geocode",
    invoke="geocode",
    load=GeocodeSchema(),
    dump=LocatedSchema(),
    roles=EVERYONE,
    outside=point_behind,
)(geocode)

main.on(
    http="POST /addresses/reverse",
    invoke="reverse_geocode",
    load=ReverseGeocodeSchema(),
    dump=PlaceSchema(),
    roles=EVERYONE,
    outside=place_behind,
)(reverse_geocode)

main.on(
    http="POST /addresses/corrections",
    invoke="record_correction",
    load=RecordCorrectionSchema(),
)(record_correction)

main.on(
    http="GET /addresses/corrections",
    invoke="list_corrections",
    load=ListCorrectionsSchema(),
    dump=CorrectionsSchema(),
    roles={Role.DISPATCHER, Role.ADMINISTRATOR},
)(list_corrections)
