"""The databases of the benchmark of pages: on SQLite kept under var/bench for the next run, on PostgreSQL made anew."""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import Engine

from bench.large_clinic import LARGE, SMALL, Size, build
from bench.processes import FOLDER, ROOT
from bot.db import make_engine, migrate
from tests.postgres import PostgresMissing, address, private_cluster

KEPT = FOLDER / "pages"
SIZES = {"large": LARGE, "small": SMALL}
#: Whatever makes the rows: where any of it has changed, a kept database is made anew.
MAKERS = (
    "bench/large_clinic.py", "bench/clinic_rows.py", "tests/console_world.py", "tests/console_walk.py",
    "bot/migrations/versions/*.py", "bot/protocols/*.yml", "bot/checkins/*.yml",
)  # fmt: skip


@dataclass(frozen=True)
class Pair:
    """The large clinic and the small one on one kind of database, and which of their rows the names in addresses stand for."""

    kind: str
    large: Engine
    small: Engine
    names: dict[str, Any]


@contextmanager
def pairs() -> Iterator[list[Pair]]:
    """Yield a pair on SQLite and, where PostgreSQL is installed, one there. What a run writes is gone afterwards."""
    with ExitStack() as stack:
        found = [_pair("SQLite", stack, {name: _copied(stack, name, size) for name, size in SIZES.items()})]
        try:
            folder = stack.enter_context(private_cluster())
            found.append(_pair("PostgreSQL", stack, {name: _made(folder, name, size) for name, size in SIZES.items()}))
        except PostgresMissing:
            pass
        yield found


def _pair(kind: str, stack: ExitStack, made: dict[str, tuple[Engine, dict[str, Any]]]) -> Pair:
    for engine, _ in made.values():
        stack.callback(engine.dispose)
    return Pair(kind, made["large"][0], made["small"][0], made["large"][1])


def _copied(stack: ExitStack, name: str, size: Size) -> tuple[Engine, dict[str, Any]]:
    """Return a copy of a kept database: pages write lines into the audit book, and every run is to find the same."""
    kept = _kept(name, size)
    copy = KEPT / f"{name}-{os.getpid()}.db"
    shutil.copy(kept, copy)
    for end in ("", "-wal", "-shm"):
        stack.callback(Path(f"{copy}{end}").unlink, missing_ok=True)
    return make_engine(f"sqlite:///{copy}"), json.loads(kept.with_suffix(".json").read_text())


def _kept(name: str, size: Size) -> Path:
    """Return the file of the database of this size, made if there is none of today's making."""
    KEPT.mkdir(parents=True, exist_ok=True)
    path = KEPT / f"{name}-{_mark()}.db"
    if path.with_suffix(".json").exists():
        return path
    for old in KEPT.glob(f"{name}-*"):
        old.unlink()
    engine, names = _filled(f"sqlite:///{path}", size)
    with engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    path.with_suffix(".json").write_text(json.dumps(names))
    return path


def _made(folder: Path, name: str, size: Size) -> tuple[Engine, dict[str, Any]]:
    cluster = make_engine(address(folder, "postgres"))
    with cluster.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    cluster.dispose()
    return _filled(address(folder, name), size)


def _filled(url: str, size: Size) -> tuple[Engine, dict[str, Any]]:
    migrate(url)
    engine = make_engine(url)
    return engine, build(engine, size).names


def _mark() -> str:
    makers = sorted(path for pattern in MAKERS for path in ROOT.glob(pattern))
    return hashlib.sha256(b"".join(path.read_bytes() for path in makers)).hexdigest()[:12]
