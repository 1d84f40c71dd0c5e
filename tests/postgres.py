"""A PostgreSQL cluster of our own: made in a temporary folder, reached by a socket in it, gone afterwards.

`python -m tests.postgres COMMAND…` runs a command beside such a cluster, with its address in DATABASE_URL.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from glob import glob
from pathlib import Path
from typing import Any

#: Nothing here has to survive a power cut, so nothing waits for the disk.
HASTY = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "listen_addresses=", "max_connections=100")
START_SECONDS = 30


class PostgresMissing(RuntimeError):
    """PostgreSQL's programs are not on this machine."""


def address(folder: Path, database: str) -> str:
    """Return the URL of `database` in the cluster whose socket lies in `folder`."""
    return f"postgresql://postgres@/{database}?host={folder}"


@contextmanager
def private_cluster() -> Iterator[Path]:
    """Start a cluster, yield the folder of its socket, stop it. PostgresMissing when the programs are not there."""
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="postgres-"))
    try:
        _own(folder)
        _run(programs / "initdb", "-D", folder / "data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
        server = _start(programs, folder)
        try:
            _await(programs, folder, server)
            yield folder
        finally:
            server.send_signal(signal.SIGINT)  # PostgreSQL's fast stop: it does not wait for clients
            server.wait(START_SECONDS)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path:
    """Return the folder of the newest initdb: Debian keeps one per version, others have it on the path."""
    debian = sorted(glob("/usr/lib/postgresql/*/bin/initdb"), key=lambda path: float(Path(path).parts[4]))
    found = debian[-1] if debian else shutil.which("initdb")
    if found is None:
        raise PostgresMissing("PostgreSQL is not installed (Debian: apt install postgresql)")
    return Path(found).parent


def _as_server() -> dict[str, Any]:
    """Return how to start a process as somebody who is not root: PostgreSQL refuses to run as root."""
    if os.getuid() != 0:
        return {}
    names = {user.pw_name for user in pwd.getpwall()}
    user = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _own(folder: Path) -> None:
    identity = _as_server()
    if identity:
        os.chown(folder, identity["user"], identity["group"])


def _run(*command: Any) -> None:
    words = [str(word) for word in command]
    done = subprocess.run(words, capture_output=True, text=True, cwd="/", check=False, **_as_server())
    if done.returncode:
        raise RuntimeError(f"{words[0]} failed: {done.stderr}")


def _start(programs: Path, folder: Path) -> subprocess.Popen:
    options = [word for setting in (*HASTY, f"unix_socket_directories={folder}") for word in ("-c", setting)]
    # A test run that is killed cannot stop its server, so the kernel does.
    leash = ["setpriv", "--pdeathsig", "INT"] if shutil.which("setpriv") else []
    with (folder / "log").open("w") as log:
        return subprocess.Popen(
            [*leash, str(programs / "postgres"), "-D", str(folder / "data"), *options],
            stdout=log, stderr=log, cwd="/", start_new_session=True, **_as_server(),
        )  # fmt: skip


def _await(programs: Path, folder: Path, server: subprocess.Popen) -> None:
    deadline = time.monotonic() + START_SECONDS
    question = [str(programs / "pg_isready"), "-q", "-h", str(folder)]
    while subprocess.run(question, check=False).returncode:
        if server.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"PostgreSQL did not start: {(folder / 'log').read_text()}")
        time.sleep(0.1)


def main(command: list[str]) -> int:
    """Run `command` beside a cluster; return its exit status."""
    with private_cluster() as folder:
        environment = {**os.environ, "DATABASE_URL": address(folder, "postgres")}
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
