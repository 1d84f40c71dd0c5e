"""The second factor: codes from an app on the phone (TOTP, RFC 6238), and recovery codes for a lost phone.

A code works once: the time step of the last one is kept, and no code of that step or an earlier one is taken again.
"""

import hmac
import secrets
from datetime import datetime

import pyotp
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from bot import log, sealed
from bot.errors import InputError
from bot.models import RecoveryCode, Staff
from bot.staff import digest

STEP_SECONDS = 30
DIGITS = 6
#: Steps that a phone's clock may be wrong by, either way.
DRIFT = 1
RECOVERY_CODES = 10
#: No letter that looks like another or like a digit; sixteen of them are 80 bits.
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
GROUPS, GROUP = 4, 4

WRONG_CODE = "That code is not right. Wait for the next one in the app, and check that the phone sets its time by itself."


def is_on(account: Staff) -> bool:
    """Return whether signing in to this account asks for a code."""
    return account.totp_confirmed_at is not None


def begin(account: Staff, secret_key: str) -> None:
    """Give an account a new secret, not yet in force. InputError when it has a second factor already."""
    if is_on(account):
        raise InputError("Your second factor is on already. Switch it off first to set up another phone.")
    account.totp_secret, account.totp_used_step = sealed.seal(secret_key, pyotp.random_base32()), None


def pending_secret(account: Staff, secret_key: str) -> str | None:
    """Return the secret that waits for its first code, None where none does."""
    return None if is_on(account) else _secret(account, secret_key)


def address(secret: str, account: Staff) -> str:
    """Return the otpauth address that an app reads from the QR code."""
    issuer = account.clinic.name.replace(":", " ")  # the address uses colons itself
    return _codes(secret).provisioning_uri(name=account.email, issuer_name=issuer)


def confirm(session: Session, account: Staff, secret_key: str, code: str, now: datetime) -> list[str]:
    """Put the waiting secret into force with its first code; return the recovery codes. InputError for a wrong one."""
    if is_on(account) or not _takes_app_code(account, secret_key, code, now):
        raise InputError(WRONG_CODE)
    account.totp_confirmed_at = now
    return renew_recovery_codes(session, account, now)


def passes(session: Session, account: Staff, secret_key: str, code: str, now: datetime) -> str | None:
    """Use a code up: return "app" or "recovery code" for a right one, None for a wrong one. The account's row is to be locked."""
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    if len(plain) == DIGITS:
        return "app" if _takes_app_code(account, secret_key, plain, now) else None
    return "recovery code" if _takes_recovery_code(session, account, plain, now) else None


def switch_off(session: Session, account: Staff) -> None:
    """Take the second factor away, its recovery codes with it."""
    account.totp_secret = account.totp_confirmed_at = account.totp_used_step = None
    _forget_codes(session, account)


def renew_recovery_codes(session: Session, account: Staff, now: datetime) -> list[str]:
    """Make new recovery codes and return them, for the only time; the old ones are worth nothing from now on."""
    _forget_codes(session, account)
    codes = [_recovery_code() for _ in range(RECOVERY_CODES)]
    session.add_all(RecoveryCode(staff_id=account.id, code_hash=digest(_plain(code)), created_at=now) for code in codes)
    return codes


def codes_left(session: Session, account: Staff) -> int:
    """Return how many recovery codes are unused."""
    unused = select(func.count()).select_from(RecoveryCode)
    return int(session.scalar(unused.where(RecoveryCode.staff_id == account.id, RecoveryCode.used_at.is_(None))) or 0)


def _takes_app_code(account: Staff, secret_key: str, code: str, now: datetime) -> bool:
    secret = _secret(account, secret_key)
    step = _step_of(secret, code, now) if secret else None
    if step is None or (account.totp_used_step is not None and step <= account.totp_used_step):
        return False
    account.totp_used_step = step
    return True


def _step_of(secret: str, code: str, now: datetime) -> int | None:
    """Return the time step that the code belongs to, the present one first."""
    present, codes = int(now.timestamp()) // STEP_SECONDS, _codes(secret)
    given = code.replace(" ", "").encode()
    steps = sorted(range(present - DRIFT, present + DRIFT + 1), key=lambda step: abs(step - present))
    return next((step for step in steps if hmac.compare_digest(codes.generate_otp(step).encode(), given)), None)


def _codes(secret: str) -> pyotp.TOTP:
    return pyotp.TOTP(secret, digits=DIGITS, interval=STEP_SECONDS)


def _takes_recovery_code(session: Session, account: Staff, plain: str, now: datetime) -> bool:
    mine = update(RecoveryCode).where(RecoveryCode.staff_id == account.id, RecoveryCode.code_hash == digest(plain))
    unused = mine.where(RecoveryCode.used_at.is_(None)).values(used_at=now)
    return int(session.execute(unused.execution_options(synchronize_session=False)).rowcount) == 1


def _forget_codes(session: Session, account: Staff) -> None:
    mine = delete(RecoveryCode).where(RecoveryCode.staff_id == account.id)
    session.execute(mine.execution_options(synchronize_session=False))


def _secret(account: Staff, secret_key: str) -> str | None:
    if not account.totp_secret:
        return None
    secret = sealed.unseal(secret_key, account.totp_secret)
    if secret is None:
        log.get().error("second factor cannot be read: SECRET_KEY was changed since it was set up", staff=account.id)
    return secret


def _recovery_code() -> str:
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(GROUP)) for _ in range(GROUPS))


def _plain(code: str) -> str:
    return code.replace("-", "")
