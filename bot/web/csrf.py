"""Proof that a form was sent from our own page: a token of the signed-in session, or a signed cookie before sign-in."""

import hmac
import secrets
from collections.abc import Mapping

from itsdangerous import BadSignature, URLSafeSerializer

FIELD = "csrf"
COOKIE = "aftercare_form"


def holds(expected: str, form: Mapping[str, str]) -> bool:
    """Return whether the form carries the signed-in session's token."""
    return bool(expected) and hmac.compare_digest(expected.encode(), form.get(FIELD, "").encode())


def ticket(secret_key: str, cookie: str | None) -> str:
    """Return the signed random value to put in cookie and form: the cookie's own while it is ours, so that two tabs both work."""
    if _is_ours(secret_key, cookie):
        return str(cookie)
    return str(_serializer(secret_key).dumps(secrets.token_urlsafe(24)))


def ticket_holds(secret_key: str, cookie: str | None, form: Mapping[str, str]) -> bool:
    """Return whether cookie and form carry the same value and we signed it."""
    return _is_ours(secret_key, cookie) and holds(str(cookie), form)


def _is_ours(secret_key: str, cookie: str | None) -> bool:
    try:
        return bool(cookie) and bool(_serializer(secret_key).loads(str(cookie)))
    except BadSignature:
        return False


def _serializer(secret_key: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret_key, salt="console form before sign-in")
