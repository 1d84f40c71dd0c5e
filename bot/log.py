"""Logs: one line per event on stderr, key=value. Ids only: never a text, never a phone number."""

import logging
import sys
from typing import TextIO, cast

import structlog

#: Libraries that tell too much at INFO; Twilio's client would print phone numbers.
TALKATIVE = ("twilio", "urllib3", "apscheduler", "alembic", "uvicorn.access", "httpx")


def configure(level: int = logging.INFO) -> None:
    """Set up logging for a process; call it once, at its start."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"], drop_missing=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(file=cast(TextIO, _Stderr())),
    )


class _Stderr:
    """Whatever stderr is at the time of writing: it may be replaced, and closed, while the process lives."""

    def write(self, text: str) -> int:
        return sys.stderr.write(text)

    def flush(self) -> None:
        sys.stderr.flush()


def get() -> structlog.stdlib.BoundLogger:
    """Return a logger: `get().info("sent", message=17)`."""
    return structlog.get_logger()


def kind_of(error: BaseException) -> str:
    """Return what an error may be called in a log. Its own text may quote a row, and rows hold what people wrote."""
    cause = getattr(error, "orig", None)
    return f"{type(error).__name__}({type(cause).__name__})" if cause else type(error).__name__
