"""The peer of the dialogue: the bot that `rasa init` makes, trained as it comes, with Rasa's own SQL tracker store."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from bench.load import Post, post
from bench.processes import FOLDER, BenchError, answers, await_true, free_port, started, surroundings

NAME = "`rasa init` bot, REST channel"
#: Trained once and kept: it depends on nothing of ours but the version of Rasa.
KEPT = FOLDER / "rasa_init"
TRACKERS = 'tracker_store:\n  type: SQL\n  dialect: "sqlite"\n  db: "trackers.db"\n'
#: What its small world understands.
TEXTS = ("hello", "i am feeling great", "so sad", "yes", "are you a bot?", "bye")


class Server:
    """The running bot."""

    def __init__(self, port: int, process: subprocess.Popen, seconds: float) -> None:
        #: From the start of the process to its first answer, in seconds.
        self.port, self.process, self.seconds = port, process, seconds

    def post(self, sender: str, text: str) -> Post:
        """Return the request of one text."""
        body = json.dumps({"sender": sender, "message": text}).encode()
        return post(self.port, "/webhooks/rest/webhook", body, "application/json")


def prepare() -> None:
    """Make and train the bot, unless an earlier run has."""
    if list(KEPT.glob("models/*.tar.gz")):
        return
    sys.stderr.write("making the peer: rasa init (a few minutes, once)\n")
    shutil.rmtree(KEPT, ignore_errors=True)
    KEPT.mkdir(parents=True)
    command = [sys.executable, "-m", "rasa", "init", "--no-prompt", "--init-dir", str(KEPT)]
    done = subprocess.run(command, env=surroundings(), cwd=KEPT, capture_output=True, text=True, check=False)
    if done.returncode or not list(KEPT.glob("models/*.tar.gz")):
        raise BenchError(f"rasa init failed: {done.stderr[-500:]}")


@contextmanager
def running() -> Iterator[Server]:
    """Run the bot with an empty tracker store until the block ends."""
    prepare()
    with TemporaryDirectory(dir=FOLDER) as name:
        folder, port = Path(name), free_port()
        (folder / "endpoints.yml").write_text(TRACKERS)
        shutil.copy(KEPT / "credentials.yml", folder)
        model = max(KEPT.glob("models/*.tar.gz"))
        where = ("--model", str(model), "--port", str(port), "--interface", "127.0.0.1")
        began = perf_counter()
        with started("-m", "rasa", "run", *where, folder=folder, environment={"LOG_LEVEL": "ERROR"}, name="rasa") as process:
            await_true(lambda: answers(f"http://127.0.0.1:{port}/"), process)
            yield Server(port, process, perf_counter() - began)
