"""The merchant's and the platform's keys, made at the first start and kept with the rest of the state."""

import base64
import json
import secrets
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from scripts.sandbox.state import State
from scripts.sandbox.wire import Json

_OAEP = padding.OAEP(padding.MGF1(hashes.SHA1()), hashes.SHA1(), None)  # the scheme that the platform prescribes


@dataclass(frozen=True)
class Keys:
    """One merchant number with its API key pair, its APIv3 key and the platform's key pair."""

    mchid: str
    serial: str
    api_v3_key: str
    public_key_id: str
    merchant: rsa.RSAPrivateKey
    platform: rsa.RSAPrivateKey

    def sign(self, message: bytes) -> str:
        """The platform's signature, base64."""
        return base64.b64encode(self.platform.sign(message, padding.PKCS1v15(), hashes.SHA256())).decode()

    def merchant_signed(self, message: bytes, signature: str) -> bool:
        """Whether the merchant's key made this base64 signature."""
        try:
            raw = base64.b64decode(signature, validate=True)
            self.merchant.public_key().verify(raw, message, padding.PKCS1v15(), hashes.SHA256())
        except (InvalidSignature, ValueError):
            return False
        return True

    def sealed(self, plain: Json, associated: str) -> Json:
        """A notification's encrypted resource."""
        nonce = secrets.token_hex(6)
        text = json.dumps(plain, ensure_ascii=False).encode()
        sealed = AESGCM(self.api_v3_key.encode()).encrypt(nonce.encode(), text, associated.encode())
        return {
            "original_type": associated,
            "algorithm": "AEAD_AES_256_GCM",
            "ciphertext": base64.b64encode(sealed).decode(),
            "associated_data": associated,
            "nonce": nonce,
        }

    def opened(self, sensitive: str) -> str | None:
        """A sensitive field's text, None when it was not sealed with the platform's public key."""
        try:
            return self.platform.decrypt(base64.b64decode(sensitive, validate=True), _OAEP).decode()
        except ValueError:
            return None

    def merchant_pem(self) -> str:
        """The merchant's private key as its console would hand it out."""
        return _pem(self.merchant)

    def platform_public_der(self) -> bytes:
        """The platform's public key."""
        form = serialization.PublicFormat.SubjectPublicKeyInfo
        return self.platform.public_key().public_bytes(serialization.Encoding.DER, form)


def keys_of(state: State) -> Keys:
    """The keys this state holds; made when there are none yet."""
    with state.transaction() as connection:
        row = connection.execute("SELECT value FROM pay_settings WHERE name = 'keys'").fetchone()
        held = json.loads(row["value"]) if row else _made()
        if row is None:
            connection.execute("INSERT INTO pay_settings (name, value) VALUES ('keys', ?)", (json.dumps(held),))
    merchant, platform = (_read(held.pop(name)) for name in ("merchant", "platform"))
    return Keys(**held, merchant=merchant, platform=platform)


def _made() -> dict[str, str]:
    return {
        "mchid": f"19{secrets.randbelow(10**8):08d}",
        "serial": secrets.token_hex(20).upper(),
        "api_v3_key": secrets.token_hex(16),
        "public_key_id": f"PUB_KEY_ID_{secrets.randbelow(10**19):019d}",
        "merchant": _pem(rsa.generate_private_key(65537, 2048)),
        "platform": _pem(rsa.generate_private_key(65537, 2048)),
    }


def _pem(key: rsa.RSAPrivateKey) -> str:
    form, sealing = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, form, sealing).decode()


def _read(pem: str) -> rsa.RSAPrivateKey:
    key = serialization.load_pem_private_key(pem.encode(), None)
    assert isinstance(key, rsa.RSAPrivateKey)
    return key
