"""Typed settings, read once at the start from the environment; anything missing or malformed stops the start by name."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from bot import fault_points
from bot.clock import Clock, ShiftedClock, SystemClock
from bot.errors import SettingsError

VAR = Path("var")
#: What simulator mode made for itself; read only while no Twilio account is named in the environment.
DEMO_FILE = "demo.env"
TWILIO_API = "https://api.twilio.com"
#: This machine itself: what is said here need not be encrypted.
AT_HOME = (("http", "localhost"), ("http", "127.0.0.1"))
#: A token that cannot be guessed by trying.
SHORTEST_TOKEN = 24

#: What a usual long number may send; the simulator's has no limit unless one is set.
SEGMENTS_PER_SECOND = "10"


@dataclass(frozen=True)
class Settings:
    """Everything a process needs to know about its surroundings."""

    database_url: str
    public_url: str
    port: int
    secret_key: str
    twilio_account_sid: str
    #: The first signs what we send; any of them may have signed what we receive, while tokens rotate.
    twilio_auth_tokens: tuple[str, ...]
    twilio_api_url: str
    simulator: bool
    var: Path
    #: Another system that is told of alerts, and the secret that signs what it is told.
    alert_webhook_url: str | None = None
    alert_webhook_secret: str | None = None
    #: Where e-mail leaves from; without one the console shows links instead of sending them.
    smtp_url: str | None = None
    mail_from: str | None = None
    #: Who is told by e-mail when the carrier makes us hold texts.
    operator_email: str | None = None
    #: How many segments each of our numbers may send a second; 0 for as many as there are.
    segments_per_second: float = 0
    #: What a monitoring system must show to read /metrics; without one there is no such page.
    metrics_token: str | None = None
    #: Where photos that patients send are kept: no part of what the web process serves by itself.
    photo_dir: Path = VAR / "photos"
    #: Where a process of a rehearsal dies; never beside a real carrier.
    fault_point: str | None = None

    def clock(self) -> Clock:
        """Return the clock that this installation lives by: moved time only beside the simulator."""
        return ShiftedClock(self.var / "clock") if self.simulator else SystemClock()


def load(environ: Mapping[str, str] | None = None, var: Path = VAR) -> Settings:
    """Read the settings. SettingsError names the first one that is missing or malformed."""
    values = _values(environ, var)
    return Settings(
        database_url=_database_url(values, var),
        public_url=_url(values, "PUBLIC_URL"),
        port=_port(values),
        secret_key=_secret_key(values),
        twilio_account_sid=_account_sid(values),
        twilio_auth_tokens=_tokens(values),
        twilio_api_url=_url(values, "TWILIO_API_URL", TWILIO_API),
        simulator=values.get("SIMULATOR") == "1",
        var=var,
        smtp_url=_smtp_url(values),
        mail_from=_mail_from(values),
        operator_email=_operator_email(values),
        segments_per_second=_segments_per_second(values),
        alert_webhook_url=_alert_webhook_url(values),
        alert_webhook_secret=_secret(values, "ALERT_WEBHOOK_SECRET"),
        metrics_token=_secret(values, "METRICS_TOKEN"),
        photo_dir=Path(values.get("PHOTO_DIR") or var / "photos").absolute(),
        fault_point=_fault_point(values),
    )


def database_url(environ: Mapping[str, str] | None = None, var: Path = VAR) -> str:
    """Return only the database address, for commands that need nothing else."""
    return _database_url(_values(environ, var), var)


def load_clock(environ: Mapping[str, str] | None = None, var: Path = VAR) -> Clock:
    """Return the clock for a command: the demo's while a demo lives in `var`, else the machine's."""
    simulator = _values(environ, var).get("SIMULATOR") == "1"
    return ShiftedClock(var / "clock") if simulator else SystemClock()


def _values(environ: Mapping[str, str] | None, var: Path) -> dict[str, str]:
    """Return what is set; the environment outranks what a demo has kept."""
    given = dict(os.environ if environ is None else environ)
    return {**_demo_values(given, var), **{name: value for name, value in given.items() if value}}


def _demo_values(given: Mapping[str, str], var: Path) -> dict[str, str]:
    path = var / DEMO_FILE
    if given.get("TWILIO_ACCOUNT_SID") or not path.exists():
        return {}
    return dict(line.split("=", 1) for line in path.read_text().splitlines() if "=" in line)


def _need(values: Mapping[str, str], name: str, how: str) -> str:
    if not values.get(name):
        raise SettingsError(f"{name} is not set: {how}")
    return values[name]


def _database_url(values: Mapping[str, str], var: Path) -> str:
    url = values.get("DATABASE_URL") or f"sqlite:///{(var / 'aftercare.db').absolute()}"
    # Hosting services still hand out the old spelling, which SQLAlchemy no longer knows.
    url = url.replace("postgres://", "postgresql://", 1) if url.startswith("postgres://") else url
    if not url.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg2://")):
        raise SettingsError("DATABASE_URL must begin with sqlite:/// or postgresql://")
    return url


def _url(values: Mapping[str, str], name: str, default: str | None = None) -> str:
    value = values.get(name) or default or _need(values, name, "give the address that Twilio calls, such as https://aftercare.example.com")
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise SettingsError(f"{name} must be a full address such as https://aftercare.example.com, not {value!r}")
    return value.rstrip("/")


def _port(values: Mapping[str, str]) -> int:
    value = values.get("PORT") or "8000"
    if not value.isdigit() or not 0 < int(value) < 65536:
        raise SettingsError(f"PORT must be a whole number from 1 to 65535, not {value!r}")
    return int(value)


def _secret_key(values: Mapping[str, str]) -> str:
    key = _need(values, "SECRET_KEY", "make one with: python -c 'import secrets; print(secrets.token_hex(32))'")
    if len(key) < 32:
        raise SettingsError("SECRET_KEY is too short: use at least 32 characters")
    return key


def _account_sid(values: Mapping[str, str]) -> str:
    sid = _need(values, "TWILIO_ACCOUNT_SID", "copy it from the Twilio console, or start with --simulator")
    if not (sid.startswith("AC") and len(sid) == 34):
        raise SettingsError("TWILIO_ACCOUNT_SID must be AC followed by 32 characters")
    return sid


def _tokens(values: Mapping[str, str]) -> tuple[str, ...]:
    given = _need(values, "TWILIO_AUTH_TOKEN", "copy it from the Twilio console; several may be given, comma separated")
    tokens = tuple(token.strip() for token in given.split(",") if token.strip())
    if not tokens:
        raise SettingsError("TWILIO_AUTH_TOKEN holds no token")
    return tokens


def _smtp_url(values: Mapping[str, str]) -> str | None:
    value = values.get("SMTP_URL")
    if not value:
        return None
    parts = urlsplit(value)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or not _is_port(parts):
        # The value itself may hold a password.
        raise SettingsError("SMTP_URL must look like smtp://user:password@mail.example.com:587 (smtps:// for TLS from the start)")
    return value


def _is_port(parts: SplitResult) -> bool:
    try:
        return parts.port is None or parts.port > 0
    except ValueError:
        return False


def _mail_from(values: Mapping[str, str]) -> str | None:
    if not values.get("SMTP_URL"):
        return None
    value = _need(values, "MAIL_FROM", "say whom e-mails come from, such as Aftercare <aftercare@example.com>")
    if "@" not in parseaddr(value)[1] or not value.isprintable():
        raise SettingsError(f"MAIL_FROM must be an e-mail address such as Aftercare <aftercare@example.com>, not {value!r}")
    return value


def _fault_point(values: Mapping[str, str]) -> str | None:
    order = values.get("FAULT_POINT")
    if order and values.get("SIMULATOR") != "1":
        raise SettingsError("FAULT_POINT ends processes on purpose: it is for rehearsals beside the simulator only")
    if order:
        fault_points.read(order)
    return order or None


def _operator_email(values: Mapping[str, str]) -> str | None:
    value = values.get("OPERATOR_EMAIL")
    if value and ("@" not in parseaddr(value)[1] or not value.isprintable()):
        raise SettingsError(f"OPERATOR_EMAIL must be an e-mail address such as operator@example.com, not {value!r}")
    if value and not values.get("SMTP_URL"):
        raise SettingsError("OPERATOR_EMAIL needs SMTP_URL: say which server takes e-mails")
    return value or None


def _segments_per_second(values: Mapping[str, str]) -> float:
    default = "0" if values.get("SIMULATOR") == "1" else SEGMENTS_PER_SECOND
    value = values.get("SEGMENTS_PER_SECOND") or default
    if not value.replace(".", "", 1).isdigit():
        raise SettingsError(f"SEGMENTS_PER_SECOND must be a number such as 10, or 0 for no limit, not {value!r}")
    return float(value)


def _alert_webhook_url(values: Mapping[str, str]) -> str | None:
    value = values.get("ALERT_WEBHOOK_URL")
    if not value:
        return None
    parts = urlsplit(value)
    if not parts.hostname or not _is_port(parts) or not (parts.scheme == "https" or (parts.scheme, parts.hostname) in AT_HOME):
        # The value itself may hold a key.
        raise SettingsError("ALERT_WEBHOOK_URL must begin with https:// (http:// only for this machine itself)")
    _need(values, "ALERT_WEBHOOK_SECRET", "the other system knows by it that an alert is ours")
    return value


def _secret(values: Mapping[str, str], name: str) -> str | None:
    token = values.get(name)
    if token and (len(token) < SHORTEST_TOKEN or not token.isascii() or not token.isprintable() or " " in token):
        raise SettingsError(f"{name} must be at least {SHORTEST_TOKEN} plain letters, digits and signs, without spaces")
    return token or None
