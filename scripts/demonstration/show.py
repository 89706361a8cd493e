"""One parcel's journey as a person reads it."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from scripts.admin_cli.events import event_table
from scripts.admin_cli.output import clock, moment, table, yuan
from scripts.demonstration.checks import Trip
from scripts.demonstration.deeds import Done
from scripts.demonstration.journey import Journey

_TITLES = {
    "quote": "询价",
    "order": "下单",
    "assigned": "派单",
    "assigned by hand": "人工派单",
    "accept": "接单",
    "decline": "婉拒",
    "cancel": "取消",
    "real name": "实名",
    "pickup": "揽收",
    "departed": "发往下一站",
    "arrived": "到达网点",
    "out_for_delivery": "派送",
    "failed attempt": "投递失败",
    "back_at_outlet": "回到网点",
    "proof": "上传凭证",
    "collect": "收款",
    "sign": "签收",
    "refusal": "拒收",
    "return_started": "退回",
    "returned": "退回寄件人",
    "pickup at a new price": "按新价揽收",
    "taken out again": "再次派送",
    "failed pickup": "揽收失败",
    "change order": "修改订单",
    "change recipient": "修改收件人",
    "measurement": "核重",
    "measurement to agree to": "核重待确认",
    "consent to price": "确认新价格",
    "intercept": "拦截",
    "redirect": "改寄",
    "taken back": "要求退回",
    "choice": "选择派送方式",
    "consent": "同意存放",
    "stored": "存放",
    "collected by code": "凭码取件",
    "partly signed": "部分签收",
    "incident": "登记问题件",
    "decision resume": "问题件放行",
    "decision return": "问题件退回",
    "decision lost": "判定遗失",
    "found": "找回",
    "withdrawn": "撤回扫描",
    "revoked": "撤销签收",
    "instruction return": "指示退回",
    "instruction deliver_again": "指示再派",
    "instruction abandon": "指示放弃",
    "disposed": "处置",
}


class Story:
    """Tells the steps as they are made, and afterwards what they set off."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def step(self, journey: Journey) -> None:
        """The step that was just made."""
        self._console.print(_line(journey.done[-1]))

    def end(self, trip: Trip, messages: list[dict[str, Any]], problems: list[str]) -> None:
        """Timeline, events, messages, books, and the verdict."""
        names = _names(trip)
        if trip.parcel:
            steps = {"when": moment("at"), "what": "text", "outlet": "outlet_id", "by": "actor_role"}
            self._console.print(table("时间线 timeline", trip.parcel["timeline"][::-1], steps))
        if trip.events:
            self._console.print(event_table(trip.events))
        told = {"when": lambda row: clock(row["at"].replace("Z", "+00:00")), "to": lambda row: names(row["recipient"])}
        self._console.print(table("消息 messages", messages, told | {"by": "kind", "says": _says}))
        if trip.journal:
            self._console.print(_books(trip, names))
        self._verdict(problems)

    def _verdict(self, problems: list[str]) -> None:
        for problem in problems:
            self._console.print(Text(f"✘ {problem}", style="bold red"))
        if not problems:
            self._console.print(Text("✔ 一切如常 everything is as it must be", style="bold green"))


def summary(trips: list[Trip], problems: list[str]) -> Table:
    """Several journeys: how many of each kind came out as planned."""
    made = Table(title="Journeys", title_justify="left", header_style="bold")
    for heading in ("plan", "", "orders", "ended as", "with problems"):
        made.add_column(heading)
    plans = {trip.plan.name: trip.plan for trip in trips}
    for name, plan in plans.items():
        own = [trip for trip in trips if trip.plan.name == name]
        wrong = sum(1 for trip in own if any(trip.journey.waybill_no in each for each in problems) or trip.failure)
        made.add_row(name, plan.title, str(len(own)), plan.status, str(wrong or ""))
    return made


def _line(done: Done) -> Text:
    title = _TITLES[done.step]
    return Text.assemble(("✔ ", "green"), (f"{title} {done.step}", "bold"), "  ", (done.by, "cyan"), "  ", done.result)


def _books(trip: Trip, names: Any) -> Table:
    lines = [{"cause": entry["cause"], **line} for entry in trip.journal["entries"] for line in entry["lines"]]
    columns = {
        "cause": "cause",
        "account": "account",
        "holder": lambda row: names(row["holder"]),
        "yuan": yuan("amount_fen"),
    }
    return table(f"账目 journal, sum ¥{trip.journal['sum_fen'] / 100:.2f}", lines, columns)


def _names(trip: Trip) -> Any:
    """People by account, phone or openid, as this demonstration knows them."""
    journey = trip.journey
    known: dict[str, str] = {}
    for person in (journey.sender, journey.receiver, *journey.couriers):
        known |= {key: person.name for key in (person.id, person.openid, f"+86{person.phone}") if key}
    return lambda key: known.get(key, key)


def _says(message: dict[str, Any]) -> str:
    if message["text"]:
        return str(message["text"])
    return " · ".join(str(value) for value in message["fields"].values())
