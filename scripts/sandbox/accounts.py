"""The credentials the sandbox accepts: made-up development values, each replaceable by a flag."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Accounts:
    """One mini-program and one Tencent Cloud account with one SMS application, and one key of its location service."""

    appid: str = "wx0000000000000001"
    app_secret: str = "sandbox-app-secret"
    original_id: str = "gh_000000000001"
    push_token: str = "sandboxpushtoken"
    push_aes_key: str = "7KhQsWvL5F5j9b785LGHjQqd9RUtjHmwZ7vbPz2XpLw"
    secret_id: str = "AKIDsandbox000000001"
    secret_key: str = "sandbox-secret-key"
    sms_app_id: str = "1400000001"
    sms_sign_name: str = "示例速运"
    virtual_numbers_app_id: str = "npp0000000001"
    maps_key: str = "SANDB-OX000-00000-00000-00000-00001"
    maps_sk: str = "sandbox-maps-secret"
