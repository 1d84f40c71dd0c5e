"""Secrets that the record must keep but a copy of the database must not tell: sealed with a key made from SECRET_KEY."""

from base64 import urlsafe_b64encode
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

#: Sets this key apart from every other use of SECRET_KEY.
PURPOSE = b"aftercare: sealed secrets"


def seal(secret_key: str, text: str) -> str:
    """Return `text` encrypted and signed, to be stored."""
    return _box(secret_key).encrypt(text.encode()).decode()


def unseal(secret_key: str, sealed: str) -> str | None:
    """Return what was sealed; None when it was changed since, or sealed with another SECRET_KEY."""
    try:
        return _box(secret_key).decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None


@lru_cache(maxsize=2)
def _box(secret_key: str) -> Fernet:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(secret_key.encode())
    return Fernet(urlsafe_b64encode(key))
