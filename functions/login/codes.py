"""Sending a one-time code for signing in."""

from functions.login.schemas import SendCode
from logistics.runtime.context import Context
from logistics.runtime.sending_codes import WAIT_S
from logistics.runtime.sending_codes import send_code as send
from logistics.store.codes import LIFETIME_S


def send_code(command: SendCode, ctx: Context) -> dict[str, int]:
    """What everybody hears who asks for a code, whether their phone is known here or not."""
    return {"expires_in_s": LIFETIME_S, "next_in_s": WAIT_S}


def sent_code(command: SendCode, ctx: Context) -> None:
    """Outside: send a code to a phone that is registered here; raises what sending it raises."""
    send(command.phone, command.purpose, ctx, known=ctx.store.staff.by_phone(command.phone) is not None)
