"""The settings that a demo makes for itself and keeps, so that every other command in the same folder finds them."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from bot import settings
from bot.settings import DEMO_FILE

#: Made once, then kept: changing them would sign everybody out and break signatures under way.
KEPT = ("SECRET_KEY", "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN")
#: Where this start runs; taken anew from the environment each time.
GIVEN = ("TWILIO_API_URL", "PUBLIC_URL", "DATABASE_URL")


def ensure(var: Path, environ: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the demo's settings and write them to `var`. What `environ` names is taken; the rest is made, or kept from before.

    SettingsError, and nothing written, when a given one is malformed.
    """
    given = {name: value for name, value in (os.environ if environ is None else environ).items() if value}
    before = read(var)
    port = given.get("PORT", "8000")
    here = f"http://127.0.0.1:{port}"
    values = {name: given.get(name) or before.get(name) or _made(name) for name in KEPT}
    values |= {"SIMULATOR": "1", "PORT": port, "PUBLIC_URL": here, "TWILIO_API_URL": f"{here}/simulator/twilio"}
    values |= {name: given[name] for name in GIVEN if name in given}
    settings.load(values, var)
    _write(var, values)
    return values


def read(var: Path) -> dict[str, str]:
    """Return what an earlier start has kept; nothing when there was none."""
    path = var / DEMO_FILE
    lines = path.read_text().splitlines() if path.exists() else []
    return dict(line.split("=", 1) for line in lines if "=" in line)


def _made(name: str) -> str:
    return f"AC{secrets.token_hex(16)}" if name == "TWILIO_ACCOUNT_SID" else secrets.token_hex(32)


def _write(var: Path, values: Mapping[str, str]) -> None:
    """Write all or nothing, readable by the owner only: the file holds keys."""
    var.mkdir(parents=True, exist_ok=True)
    draft = var / f"{DEMO_FILE}.new"
    draft.touch(mode=0o600)
    draft.write_text("".join(f"{name}={value}\n" for name, value in values.items()))
    draft.replace(var / DEMO_FILE)
