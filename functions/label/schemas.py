"""What is asked of labels and documents, and what is answered: addresses to fetch them from, and a printer's job."""

from dataclasses import dataclass
from datetime import datetime

from marshmallow import Schema, fields, validate

from functions.label.layout import SIZES
from logistics.runtime.schemas import CommandSchema, moment, one_of, waybill_no

MOST_LABELS = 200
FORMATS = ("pdf", "png")
LANGUAGES = ("tspl", "escpos")


@dataclass(frozen=True)
class ShowLabel:
    waybill_no: str
    format: str = "pdf"
    size: str = "100x150"


@dataclass(frozen=True)
class MakeLabels:
    waybill_nos: list[str]
    format: str = "pdf"
    size: str = "100x150"


@dataclass(frozen=True)
class MakePrintJob:
    waybill_no: str
    language: str = "tspl"
    size: str = "76x130"


@dataclass(frozen=True)
class OneDocument:
    waybill_no: str


@dataclass(frozen=True)
class ManyDocuments:
    """By number, or all that were signed in a period (both ends included, at most 31 days)."""

    waybill_nos: list[str] | None = None
    signed_from: datetime | None = None
    signed_until: datetime | None = None


class ShowLabelSchema(CommandSchema):
    command = ShowLabel

    waybill_no = waybill_no()
    format = one_of(FORMATS)
    size = one_of(SIZES)


class MakeLabelsSchema(CommandSchema):
    command = MakeLabels

    waybill_nos = fields.List(waybill_no(), required=True, validate=validate.Length(1, MOST_LABELS))
    format = one_of(FORMATS)
    size = one_of(SIZES)


class MakePrintJobSchema(CommandSchema):
    command = MakePrintJob

    waybill_no = waybill_no()
    language = one_of(LANGUAGES)
    size = one_of(SIZES)


class OneDocumentSchema(CommandSchema):
    command = OneDocument

    waybill_no = waybill_no()


class ManyDocumentsSchema(CommandSchema):
    command = ManyDocuments

    waybill_nos = fields.List(waybill_no(), validate=validate.Length(1, MOST_LABELS))
    signed_from = moment(data_key="from")
    signed_until = moment(data_key="until")


class RefusedSchema(Schema):
    waybill_no = fields.String()
    code = fields.String()


class LabelFileSchema(Schema):
    """`prints` is how often this label was printed, this time included."""

    url = fields.String()
    expires_at = fields.AwareDateTime(format="iso")
    pages = fields.Integer()
    prints = fields.Integer()


class LabelBatchSchema(Schema):
    """Parcels that the caller may not print are told in `refused` and not drawn."""

    url = fields.String()
    expires_at = fields.AwareDateTime(format="iso")
    pages = fields.Integer()
    refused = fields.List(fields.Nested(RefusedSchema()))


class PrintJobSchema(Schema):
    content_base64 = fields.String()
    pages = fields.Integer()
    prints = fields.Integer()


class DocumentSchema(Schema):
    url = fields.String()
    expires_at = fields.AwareDateTime(format="iso")


class DocumentsSchema(DocumentSchema):
    documents = fields.Integer()
    refused = fields.List(fields.Nested(RefusedSchema()))
