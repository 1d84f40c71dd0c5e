"""What stands where a phone number stood."""

import secrets
import string

#: No number begins with it, so nothing that takes a phone number takes a placeholder.
MARK = "~"
LETTERS = 15


def new() -> str:
    """Return a placeholder as long as the column of a phone number: unguessable, and nothing that could be dialled or texted."""
    return MARK + "".join(secrets.choice(string.ascii_letters) for _ in range(LETTERS))


def is_placeholder(phone: str) -> bool:
    """Return whether this stands for the number of somebody who was erased."""
    return phone.startswith(MARK)
