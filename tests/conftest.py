"""What every test may ask for: a clock that stands still, and, at the end of a run, a loud word on what was left out."""

import os
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, NoReturn

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

#: A Thursday morning in spring, before any summer time begins.
THURSDAY_MORNING = datetime(2026, 3, 5, 10, 0, tzinfo=timezone.utc)

#: A developer's own settings must not reach a test, nor a test a developer's own database.
SETTINGS = (
    "DATABASE_URL", "PUBLIC_URL", "PORT", "SECRET_KEY", "SIMULATOR",
    "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_API_URL",
    "SMTP_URL", "MAIL_FROM", "OPERATOR_EMAIL", "SEGMENTS_PER_SECOND", "METRICS_TOKEN", "FAULT_POINT",
)  # fmt: skip
for _name in SETTINGS:
    os.environ.pop(_name, None)

# No test is timed: on a busy machine an example may take any time. All else is as the profile in use has it.
settings.register_profile("untimed", settings.get_profile(settings.get_current_profile_name()), deadline=None)
settings.load_profile("untimed")

#: How a test that could not be run says so.
LEFT_OUT = "LEFT OUT for want of"


class FixedClock:
    """A clock that shows the same moment until it is moved."""

    def __init__(self, now: datetime = THURSDAY_MORNING) -> None:
        if now.tzinfo is None:
            raise ValueError("a clock needs a moment with a zone")
        self._now = now.astimezone(timezone.utc)

    def now(self) -> datetime:
        """Return the moment, aware UTC."""
        return self._now

    def advance(self, step: timedelta | None = None, **units: float) -> datetime:
        """Move on by `step`, or by units as in `advance(hours=4)`; return the new moment."""
        self._now += timedelta(**units) if step is None else step
        return self._now


@pytest.fixture
def clock() -> FixedClock:
    """A clock that stands at Thursday 5 March 2026, 10:00 UTC."""
    return FixedClock()


@pytest.fixture(scope="module")
def browser() -> "Iterator[Chrome]":
    """A headless Chromium for the tests of one module; tests.browser says what can be done with it."""
    from tests.browser import BrowserMissing, chromium

    try:
        with chromium() as page:
            yield page
    except BrowserMissing as missing:
        leave_out("Chromium", str(missing))


def leave_out(what: str, why: str) -> NoReturn:
    """Skip the test for want of `what`, and say so at the end of the run. In continuous integration: fail."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} is needed here: {why}", pytrace=False)
    pytest.skip(f"{LEFT_OUT} {what}: {why}")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name what was left out; the reports know it in whichever process the test ran."""
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = {str(report.longrepr[2]) for report in skipped if isinstance(report.longrepr, tuple)}
    for reason in sorted(reason for reason in reasons if LEFT_OUT in reason):
        terminalreporter.write_line(f"!!! {reason.removeprefix('Skipped: ')}", red=True, bold=True)
