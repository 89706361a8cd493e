"""Takes personal data and secrets out of texts before they are logged or told; the log writer's last step.

It is a net under the rule that logs carry ids only, so it prefers hiding too much. Names and addresses cannot
be told from other words of a text, so they are known by their field alone.
"""

import json
import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

HIDDEN = "***"

_SECRETS = (
    *("secret", "token", "password", "passwd", "openid", "unionid", "authorization", "cookie", "signature"),
    *("api_key", "apikey", "secret_key", "secretkey", "session_key", "sessionkey", "access_key", "private_key"),
)
_EXACT_SECRETS = frozenset(
    {"session", "signing_key", "js_code", "otp", "otp_code", "sms_code", "touser", "open_id", "union_id"}
)
_PERSONAL = ("phone", "mobile", "address", "phone_number", "phonenumber", "id_card", "idcard", "id_number", "id_no")
_EXACT_PERSONAL = frozenset(
    {"name", "real_name", "full_name", "contact_name", "consignor_name", "consignee_name", "customer_name"}
    | {"sender_name", "receiver_name", "recipient_name", "courier_name", "staff_name", "signed_by", "signer"}
    | {"tel", "telephone", "extension", "address_detail", "detail_address", "bank_card", "card_no"}
)
_TO_THE_END_OF_LINE = ("authorization", "cookie")

# Each word is matched once from its start, possessively: a long blob costs its length, not its square.
_KEY = re.compile(r"""(?<![\w-])([A-Za-z_][\w-]*+)(\\?["'])?\s*+[:=]\s*+""", re.ASCII)
_VALUE = re.compile(
    r""""(?:[^"\\]|\\.)*+(?:"|$)"""
    r"""|\\"(?:[^"\\]|\\[^"])*+(?:\\"|(?=")|$)"""
    r"""|'[^']*+'"""
    r"""|[^\s"'\\&,;{}\[\]()<>]++"""
)
_HEADER_VALUE = re.compile(r"""(?:[^\r\n"\\]|\\"|(?<==)"[^"]*+")++""")

# Runs of digits are found first, fast; only they are looked at closely.
_RUN = re.compile(r"[+0-9][0-9 -]{9,}+[Xx]?")
_NUMBERS = re.compile(
    r"""
    (?<![0-9])
    (?: [0-9]{17}[0-9Xx]                                              # identity number
      | (?:(?:\+|00)?86[ -]?)?1[3-9][0-9][ -]?[0-9]{4}[ -]?[0-9]{4}   # mobile, maybe in groups
      | (?:\+86[ -]?)?0?[1-9][0-9]{1,2}-[2-8][0-9]{6,7}               # landline with its hyphen
      | \+86[1-9][0-9]{8,10}
      | \+(?:852|853|886)[ -]?[0-9]{8,10}
    )(?![0-9])
    """,
    re.VERBOSE,
)
# What every pattern above and below needs a part of; most values have none of it.
_SUSPECT = re.compile(r"[{=:]|[+0-9][0-9 -]{9}|[Bb](?:earer|asic)\s")
_BEARER = re.compile(r"([Bb](?:earer|asic))\s+[\w.~+/=-]{16,}+")
_URL_PASSWORD = re.compile(r"""(?<=://)[^\s/:@"']*+:[^\s/@"']++@""")


def scrub(text: str) -> str:
    """The text with phones, identity numbers, secrets and openids replaced by ***; a JSON object stays one."""
    if not _SUSPECT.search(text):
        return text
    row = _json_object(text)
    return _scrub_words(text) if row is None else json.dumps(scrub_fields(row), ensure_ascii=False)


def scrub_written(text: str) -> str:
    """What people wrote, without phones and identity numbers; those in fullwidth digits (１３８…) are found, too."""
    return scrub(unicodedata.normalize("NFKC", text))


def scrub_fields(fields: Mapping[str, object]) -> dict[str, object]:
    """A copy with sensitive fields hidden by their name, at any depth, and every other value scrubbed."""
    return {name: HIDDEN if _is_secret(name) or _is_personal(name) else _value(v) for name, v in fields.items()}


def _value(value: object) -> object:
    if isinstance(value, str):
        return scrub(value)
    if isinstance(value, bool | float | None):
        return value
    if isinstance(value, Mapping):
        return scrub_fields(value)
    if isinstance(value, list | tuple | set | frozenset):
        return [_value(item) for item in value]
    # Whole numbers too: a phone may travel as one. Anything else is logged as its text.
    text = str(value)
    hidden = _scrub_words(text)
    return value if isinstance(value, int) and hidden == text else hidden


def _json_object(text: str) -> dict[str, object] | None:
    if not (text.startswith("{") and text.endswith("}")):
        return None
    try:
        row: dict[str, object] = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return row


def _scrub_words(text: str) -> str:
    if "=" in text or ":" in text:
        text = _scrub_keyed(text)
    text = _RUN.sub(_scrub_run, text)
    if "://" in text:
        text = _URL_PASSWORD.sub(f"{HIDDEN}@", text)
    return _BEARER.sub(rf"\1 {HIDDEN}", text)


def _scrub_run(found: re.Match[str]) -> str:
    before = found.string[max(0, found.start() - 2) : found.start()]
    decimals_of_a_measure = before.endswith(".") and before[:1].isdigit()
    return found[0] if decimals_of_a_measure else _NUMBERS.sub(HIDDEN, found[0])


def _scrub_keyed(text: str) -> str:
    kept: list[str] = []
    done = 0
    for key in _KEY.finditer(text):
        name, quote = key.groups()
        # Outside of quotes "name:" and "address:" are ordinary words.
        if key.start() < done or not (_is_secret(name) or (quote and _is_personal(name))):
            continue
        value = _value_pattern(name, text, key.end()).match(text, key.end())
        if value:
            kept += text[done : key.end()], _hidden_like(value[0])
            done = value.end()
    return "".join((*kept, text[done:])) if kept else text


def _value_pattern(name: str, text: str, start: int) -> re.Pattern[str]:
    whole_line = name.lower().endswith(_TO_THE_END_OF_LINE) and not text.startswith(('"', "'", "\\"), start)
    return _HEADER_VALUE if whole_line else _VALUE


def _hidden_like(value: str) -> str:
    """*** in the quotes that the value had; one cut off in its middle has no closing quote to give back."""
    quote = next((quote for quote in ('\\"', '"', "'") if value.startswith(quote)), "")
    closing = quote if len(value) > len(quote) and value.endswith(quote) else ""
    return f"{quote}{HIDDEN}{closing}"


@lru_cache(maxsize=1024)
def _is_secret(name: str) -> bool:
    plain = name.lower().replace("-", "_")
    return plain.endswith(_SECRETS) or plain in _EXACT_SECRETS


@lru_cache(maxsize=1024)
def _is_personal(name: str) -> bool:
    plain = name.lower().replace("-", "_")
    return plain.endswith(_PERSONAL) or plain in _EXACT_PERSONAL
