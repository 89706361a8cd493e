"""Shops that work with us by program: who they are, their keys, their webhooks, and what those were told."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from scripts.admin_cli.desk import desk
from scripts.admin_cli.output import facts, moment, table

app = typer.Typer(help="Shops that work with us by program: keys and webhooks.", no_args_is_help=True)

PartnerId = Annotated[str, typer.Argument(help="The partner's id; the list shows it.", metavar="PARTNER")]
WebhookId = Annotated[str, typer.Argument(help="The webhook's id; `partner webhooks` shows it.", metavar="WEBHOOK")]
Calls = Annotated[int, typer.Option(min=1, max=6_000, help="Calls a minute and key.")]
Kinds = Annotated[list[str] | None, typer.Option("--kind", help="An event kind; may be given several times.")]


@app.command("list")
def list_partners(
    ctx: typer.Context,
    after: Annotated[str, typer.Option(help="Go on behind this id.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=200)] = 200,
) -> None:
    """Partners in order of id."""
    data = {"limit": limit} | ({"after": after} if after else {})
    found = desk(ctx).read("partner", "list_partners", data)["partners"]
    columns = {"id": "id", "name": "name", "active": "active", "calls a minute": "calls_per_minute", "live keys": _live}
    desk(ctx).out.show(found, table(f"{len(found)} partners", found, columns))


@app.command()
def show(ctx: typer.Context, partner_id: PartnerId) -> None:
    """One partner and its keys."""
    found = desk(ctx).read("partner", "show_partner", {"partner_id": partner_id})
    columns = {"key": "id", "good for": "grants", "live": "live", "made": moment("created_at")}
    desk(ctx).out.show(found, facts(found["name"], found), table("Keys", found["keys"], columns))


@app.command()
def add(
    ctx: typer.Context,
    name: Annotated[str, typer.Option(help="What the shop is called; no two are called the same.")],
    calls: Calls = 600,
) -> None:
    """A new partner, still without a key."""
    saved = desk(ctx).change("partner", "save_partner", {"name": name, "calls_per_minute": calls})
    desk(ctx).out.show(saved, facts("Added", saved))


@app.command()
def change(
    ctx: typer.Context,
    partner_id: PartnerId,
    name: Annotated[str, typer.Option(help="Another name.")] = "",
    calls: Annotated[int | None, typer.Option(min=1, max=6_000, help="Calls a minute and key.")] = None,
    active: Annotated[bool | None, typer.Option("--start/--stop", help="Let all its keys in, or none.")] = None,
) -> None:
    """Write a known partner anew; what is not given stays."""
    known = desk(ctx).read("partner", "show_partner", {"partner_id": partner_id})
    data = {
        "partner_id": partner_id,
        "name": name or known["name"],
        "calls_per_minute": known["calls_per_minute"] if calls is None else calls,
        "active": known["active"] if active is None else active,
    }
    saved = desk(ctx).change("partner", "save_partner", data)
    desk(ctx).out.show(saved, facts("Changed", saved))


@app.command("issue-key")
def issue_key(
    ctx: typer.Context,
    partner_id: PartnerId,
    grant: Annotated[list[str], typer.Option(help="orders, track, labels or webhooks; may be given several times.")],
) -> None:
    """One more key: its secret is shown this once and never again.

    Two keys may live side by side: issue the second, let the shop change over, revoke the first.
    """
    issued = desk(ctx).read("partner", "issue_key", {"partner_id": partner_id, "grants": grant})
    desk(ctx).out.show(issued, facts("Write the secret down: it is not shown again", issued))


@app.command("revoke-key")
def revoke_key(
    ctx: typer.Context, partner_id: PartnerId, key_id: Annotated[str, typer.Argument(metavar="KEY")]
) -> None:
    """End a key at once."""
    ended = desk(ctx).change("partner", "revoke_key", {"partner_id": partner_id, "key_id": key_id})
    desk(ctx).out.show(ended, facts("Revoked" if ended["revoked"] else "It was no live key of theirs", ended))


@app.command()
def webhooks(ctx: typer.Context, partner_id: PartnerId) -> None:
    """A partner's webhooks and how they are."""
    found = desk(ctx).read("partner", "list_webhooks", {"partner_id": partner_id})["webhooks"]
    columns = {
        "id": "id",
        "url": "url",
        "kinds": "kinds",
        "active": "active",
        "fails since": moment("failing_since"),
        "message": "message",
    }
    desk(ctx).out.show(found, table(f"{len(found)} webhooks", found, columns))


@app.command("add-webhook")
def add_webhook(
    ctx: typer.Context,
    partner_id: PartnerId,
    url: Annotated[str, typer.Option(help="https, on a public host.")],
    kind: Kinds = None,
) -> None:
    """Tell a partner of these kinds of events at this address."""
    data = {"partner_id": partner_id, "url": url, "kinds": kind or []}
    saved = desk(ctx).change("partner", "save_webhook", data)
    desk(ctx).out.show(saved, facts("Added", saved))


@app.command("switch-webhook")
def switch_webhook(
    ctx: typer.Context,
    partner_id: PartnerId,
    webhook_id: WebhookId,
    on: Annotated[bool, typer.Option("--on/--off", help="Send there (again), or no more.")],
) -> None:
    """Switch a webhook on again after it was mended, or off."""
    known = desk(ctx).read("partner", "list_webhooks", {"partner_id": partner_id})["webhooks"]
    found = next((each for each in known if each["id"] == webhook_id), None)
    if found is None:
        raise typer.BadParameter("the partner has no such webhook")
    data = {"partner_id": partner_id, "webhook_id": webhook_id, "active": on}
    saved = desk(ctx).change("partner", "save_webhook", data | {"url": found["url"], "kinds": found["kinds"]})
    desk(ctx).out.show(saved, facts("On" if on else "Off", saved))


@app.command()
def deliveries(
    ctx: typer.Context,
    partner_id: PartnerId,
    waybill: Annotated[str, typer.Option(help="Only those about this waybill.")] = "",
    state: Annotated[str, typer.Option(help="waiting, sending, delivered or failed.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=200)] = 50,
) -> None:
    """What a partner's webhooks were told, the newest first."""
    asked = {"partner_id": partner_id, "waybill_no": waybill, "state": state, "limit": limit}
    data = {name: value for name, value in asked.items() if value}
    found = desk(ctx).read("partner", "list_deliveries", data)["deliveries"]
    columns = {
        "id": "id",
        "event": "kind",
        "waybill": "waybill_no",
        "state": "state",
        "tries": "tries",
        "HTTP": "status",
        "ms": "ms",
        "code": "code",
        "next": moment("due_at"),
    }
    desk(ctx).out.show(found, table(f"{len(found)} deliveries", found, columns))


@app.command()
def redeliver(
    ctx: typer.Context, partner_id: PartnerId, delivery_id: Annotated[str, typer.Argument(metavar="DELIVERY")]
) -> None:
    """Send something once more within a minute."""
    saved = desk(ctx).change("partner", "redeliver", {"partner_id": partner_id, "delivery_id": delivery_id})
    desk(ctx).out.show(saved, facts("It goes out again", saved))


def _live(partner: dict[str, Any]) -> str:
    return str(sum(each["live"] for each in partner["keys"]))
