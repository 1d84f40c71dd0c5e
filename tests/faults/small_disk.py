"""A PostgreSQL database on a disk of its own, which can be filled: a folder in memory, mounted by root."""

import errno
import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text
from sqlalchemy.engine.url import make_url

from tests.postgres import _own

#: Enough for the database, and little enough to be full at once.
SIZE = "96m"
BLOCK = b"\0" * 8192


class MayNotMount(RuntimeError):
    """Only root makes a disk."""


@contextmanager
def on_small_disk(url: str) -> Iterator[Path]:
    """Move the database of `url`, to which nobody is connected, to a small disk for a while; yield the folder of that."""
    if os.getuid() != 0:
        raise MayNotMount("only root may mount a disk")
    folder = Path(tempfile.mkdtemp(prefix="small-disk-"))
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", folder], check=True)
    try:
        _own(folder)
        with _administrator(url) as execute:
            execute(f"CREATE TABLESPACE small LOCATION '{folder}'")
            try:
                execute(f'ALTER DATABASE "{make_url(url).database}" SET TABLESPACE small')
                yield folder
            finally:
                execute(f'DROP DATABASE "{make_url(url).database}" WITH (FORCE)')
                execute("DROP TABLESPACE small")
    finally:
        subprocess.run(["umount", folder], check=True)
        folder.rmdir()


@contextmanager
def filled(folder: Path) -> Iterator[None]:
    """Fill the disk of `folder` to the last block for a while."""
    junk = folder / "junk"
    try:
        with junk.open("wb", buffering=0) as file, suppress_full():
            while True:
                file.write(BLOCK)
        yield
    finally:
        junk.unlink()


@contextmanager
def suppress_full() -> Iterator[None]:
    """Go on where a disk is full."""
    try:
        yield
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise


@contextmanager
def _administrator(url: str) -> Iterator[Any]:
    """Yield what executes a statement outside of any transaction, in another database than that of `url`."""
    engine = create_engine(make_url(url).set(database="postgres"), future=True, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield lambda statement: connection.execute(text(statement))
    engine.dispose()
