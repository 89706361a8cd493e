"""What is sent and answered about bulk orders."""

from dataclasses import dataclass

from marshmallow import Schema, fields

from logistics.runtime.schemas import CommandSchema, one_of, spelled, whole

CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ENDINGS = {CSV: "csv", XLSX: "xlsx"}
MOST_BYTES = 5_000_000
_ID = "[0-9A-HJKMNP-TV-Z]{26}"


@dataclass(frozen=True)
class RequestBatch:
    """`size` is the file's exact size in bytes, `sha256` its digest in hex where it is known."""

    content_type: str
    size: int
    sha256: str = ""


class RequestBatchSchema(CommandSchema):
    command = RequestBatch

    content_type = one_of(ENDINGS, required=True)
    size = whole(1, MOST_BYTES, required=True, strict=True)
    sha256 = fields.String(validate=spelled("[0-9a-f]{64}|"))


@dataclass(frozen=True)
class PlaceBatch:
    """`customer_id` is for whom customer service places the orders; customers place their own and leave it out."""

    key: str
    customer_id: str = ""

    @property
    def batch_id(self) -> str:
        """The batch whose file has this key."""
        return self.key.partition("/")[2].partition(".")[0]


class PlaceBatchSchema(CommandSchema):
    command = PlaceBatch

    key = fields.String(required=True, validate=spelled(rf"batches/{_ID}\.(?:csv|xlsx)"))
    customer_id = fields.String(validate=spelled(_ID))


@dataclass(frozen=True)
class ShowBatch:
    batch_id: str


class ShowBatchSchema(CommandSchema):
    command = ShowBatch

    batch_id = fields.String(required=True, validate=spelled(_ID))


class RowErrorSchema(Schema):
    code = fields.String()
    message = fields.String()
    details = fields.Dict()


class RowSchema(Schema):
    """`row` is the row's number in the file, the heads' being 1; it became an order, or says why not."""

    row = fields.Integer()
    waybill_no = fields.String()
    error = fields.Nested(RowErrorSchema)


class BatchSchema(Schema):
    """`complete` false: the time was up; the same key with a new request id goes on where this one stopped."""

    batch_id = fields.String()
    rows = fields.List(fields.Nested(RowSchema))
    placed = fields.Integer()
    refused = fields.Integer()
    complete = fields.Boolean()


class TemplateSchema(Schema):
    """A CSV file for people to fill in, with one example."""

    name = fields.String()
    content = fields.String()
