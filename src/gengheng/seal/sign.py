"""签名: Ed25519 over the bytes of a manifest (RFC 8032)."""

import re

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from gengheng.values.errors import Refused

HEX_KEY, HEX_SIGNATURE = re.compile(r"[0-9a-f]{64}"), re.compile(r"[0-9a-f]{128}\n")


def new_key(password: bytes = b"") -> bytes:
    """Return a fresh private key as PEM, encrypted if a password is given."""
    kept = BestAvailableEncryption(password) if password else NoEncryption()
    return Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, kept)


def public_key(pem: bytes, password: bytes = b"") -> str:
    """Return the public key of a private one, in hexadecimal. Raises `Refused` for a bad file."""
    raw = _private(pem, password).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return raw.hex()


def sign(data: bytes, pem: bytes, password: bytes = b"") -> bytes:
    """Return the signature file of `data`: 128 hexadecimal digits and a line end."""
    return f"{_private(pem, password).sign(data).hex()}\n".encode()


def genuine(data: bytes, signature: bytes, key: str) -> bool:
    """Return whether `signature` (as `sign` writes it) over `data` is by the public `key`.

    >>> pem = new_key()
    >>> mark = sign(b"a", pem)
    >>> genuine(b"a", mark, public_key(pem)), genuine(b"b", mark, public_key(pem))
    (True, False)
    >>> genuine(b"a", mark.upper(), public_key(pem))
    False
    """
    text = signature.decode("ascii", "replace")
    if not HEX_SIGNATURE.fullmatch(text) or not HEX_KEY.fullmatch(key):
        return False
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(bytes.fromhex(text), data)
    except (InvalidSignature, ValueError):
        return False
    return True


def _private(pem: bytes, password: bytes) -> Ed25519PrivateKey:
    try:
        key = load_pem_private_key(pem, password or None)
    except (ValueError, TypeError) as error:
        raise Refused([f"签名密钥不能读取：{error}"]) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise Refused(["签名密钥不是 Ed25519 密钥"])
    return key
