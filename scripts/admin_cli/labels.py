"""Papers: labels printed, again or many at once, and proofs of delivery. Files are fetched by the address answered."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from scripts.admin_cli.desk import desk
from scripts.admin_cli.faults import Misused
from scripts.admin_cli.orders import Waybill
from scripts.admin_cli.output import clock, facts, table

labels = typer.Typer(help="Labels; each print is counted.", no_args_is_help=True)
proofs = typer.Typer(help="Proofs of delivery.", no_args_is_help=True)

Numbers = Annotated[Path, typer.Argument(help="A file with a waybill number a line.", exists=True, dir_okay=False)]
Size = Annotated[str, typer.Option(help="100x150 or 76x130 (millimetres).")]
Format = Annotated[str, typer.Option("--format", help="pdf or png.")]


@labels.command("print")
def print_label(ctx: typer.Context, waybill_no: Waybill, size: Size = "100x150", kind: Format = "pdf") -> None:
    """Draw one parcel's label and tell where it is."""
    asked = {"waybill_no": waybill_no, "size": size, "format": kind}
    _show(ctx, "Label", desk(ctx).change("label", "show_label", asked))


@labels.command("batch")
def print_batch(ctx: typer.Context, file: Numbers, size: Size = "100x150", kind: Format = "pdf") -> None:
    """Draw the labels of up to 200 parcels into one file; those you may not print are told."""
    asked = {"waybill_nos": _numbers(file), "size": size, "format": kind}
    _show(ctx, "Labels", desk(ctx).change("label", "make_labels", asked))


@proofs.command("show")
def show_proof(ctx: typer.Context, waybill_no: Waybill) -> None:
    """The proof of one delivery, as a PDF."""
    _show(ctx, "Proof", desk(ctx).read("label", "show_proof_document", {"waybill_no": waybill_no}))


@proofs.command("batch")
def show_proofs(ctx: typer.Context, file: Numbers) -> None:
    """The proofs of up to 200 deliveries, as a zip; those that are none are told."""
    _show(ctx, "Proofs", desk(ctx).read("label", "make_proof_documents", {"waybill_nos": _numbers(file)}))


def _numbers(file: Path) -> list[str]:
    numbers = file.read_text(encoding="utf-8").split()
    if not numbers:
        raise Misused(f"{file} holds no waybill number")
    return numbers


def _show(ctx: typer.Context, title: str, made: dict[str, Any]) -> None:
    refused = made.get("refused", [])
    told = {name: value for name, value in made.items() if name != "refused"}
    views = [facts(title, told | {"expires_at": clock(made["expires_at"])})]
    if refused:
        views.append(table(f"{len(refused)} left out", refused, {"waybill": "waybill_no", "because": "code"}))
    desk(ctx).out.show(made, *views)
