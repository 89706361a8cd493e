"""Papers: labels to stick on parcels, jobs for thermal printers, and proofs of delivery."""

from functions.label.labels import draw_job, draw_many, draw_one, make_labels, make_print_job, show_label
from functions.label.proofs import make_proof_documents, show_proof_document
from functions.label.schemas import (
    DocumentSchema,
    DocumentsSchema,
    LabelBatchSchema,
    LabelFileSchema,
    MakeLabelsSchema,
    MakePrintJobSchema,
    ManyDocumentsSchema,
    OneDocumentSchema,
    PrintJobSchema,
    ShowLabelSchema,
)
from logistics.domain.roles import CUSTOMERS, Role
from logistics.runtime.function import Function

main = Function("label")

_PRINTERS = CUSTOMERS | {Role.COURIER, Role.OUTLET_MANAGER, Role.DISPATCHER, Role.CUSTOMER_SERVICE}

main.on(
    http="GET /parcels/<waybill_no>/label",
    invoke="show_label",
    load=ShowLabelSchema(),
    dump=LabelFileSchema(),
    roles=_PRINTERS,
    changes=True,
    outside=draw_one,
)(show_label)
main.on(
    http="POST /labels",
    invoke="make_labels",
    load=MakeLabelsSchema(),
    dump=LabelBatchSchema(),
    roles=_PRINTERS,
    changes=True,
    outside=draw_many,
)(make_labels)
main.on(
    http="GET /parcels/<waybill_no>/print-job",
    invoke="make_print_job",
    load=MakePrintJobSchema(),
    dump=PrintJobSchema(),
    roles={Role.COURIER, Role.OUTLET_MANAGER},
    changes=True,
    outside=draw_job,
)(make_print_job)
main.on(
    http="GET /parcels/<waybill_no>/proof-document",
    invoke="show_proof_document",
    load=OneDocumentSchema(),
    dump=DocumentSchema(),
    roles=_PRINTERS,
)(show_proof_document)
main.on(
    http="POST /proof-documents",
    invoke="make_proof_documents",
    load=ManyDocumentsSchema(),
    dump=DocumentsSchema(),
    roles=_PRINTERS,
)(make_proof_documents)
