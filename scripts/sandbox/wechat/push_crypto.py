"""Message push protection: the SHA-1 signatures and the AES envelope, as documented by the platform."""

import base64
import hashlib
import secrets
import struct

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

_PADDING_BLOCK = 32


def signature(*parts: str) -> str:
    """Hex SHA-1 of the parts in sorted order: token, timestamp, nonce, and the ciphertext if there is one."""
    # The platform prescribes SHA-1 here; nothing else is accepted by the receivers.
    return hashlib.sha1("".join(sorted(parts)).encode(), usedforsecurity=False).hexdigest()


def encrypted(message: bytes, appid: str, aes_key: str) -> str:
    """Base64 of AES-256-CBC over 16 random bytes, the length, the message and the appid.

    `aes_key` is the 43-character EncodingAESKey; the first 16 bytes of the key are the IV.
    """
    key = base64.b64decode(aes_key + "=")
    plain = secrets.token_bytes(16) + struct.pack(">I", len(message)) + message + appid.encode()
    missing = _PADDING_BLOCK - len(plain) % _PADDING_BLOCK
    encryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return base64.b64encode(encryptor.update(plain + bytes([missing]) * missing) + encryptor.finalize()).decode()
