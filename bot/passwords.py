"""Passwords: argon2id, and what a password must be. Slow on purpose, so never inside a database transaction."""

from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from bot.errors import InputError

MIN_LENGTH, MAX_LENGTH = 12, 256
#: Fewer different characters than this is a key held down, not a password.
MIN_VARIETY = 5
#: An e-mail name of fewer letters is in many a good password by chance: "jo" in "major".
SHORTEST_NAME = 3

# 19 MiB and two passes: enough against guessing, small enough for a web process that is to stay under 150 MB.
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
#: A flood of sign-ins may use two cores' worth of memory and no more.
_turns = BoundedSemaphore(2)


def check(password: str, email: str) -> None:
    """Refuse a weak password: InputError with the sentence to show."""
    if len(password) < MIN_LENGTH:
        raise InputError(f"Use at least {MIN_LENGTH} characters. A few words that you remember make a good password.")
    if len(password) > MAX_LENGTH:
        raise InputError(f"Use at most {MAX_LENGTH} characters.")
    if len(set(password)) < MIN_VARIETY:
        raise InputError("Use more different characters. A few words that you remember make a good password.")
    name = email.split("@")[0].lower()
    if len(name) >= SHORTEST_NAME and name in password.lower():
        raise InputError("Leave your e-mail name out of the password.")


def make_hash(password: str) -> str:
    """Return the argon2id hash to store."""
    with _turns:
        return _hasher.hash(password)


def matches(stored: str | None, password: str) -> bool:
    """Return whether `password` is the stored one; takes as long when nothing is stored, so that time tells nothing."""
    try:
        with _turns:
            return _hasher.verify(stored or _nobody, password[:MAX_LENGTH]) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


_nobody = make_hash("the password of nobody")
