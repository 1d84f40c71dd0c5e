"""The peer of the dialogue: the bot that `rasa init` makes, trained as it comes, with Rasa's own SQL tracker store."""

import json
import shutil
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from bench.load import Post, fire, post
from bench.processes import FOLDER, BenchError, answers, await_true, free_port, megabytes, started, surroundings

NAME = "`rasa init` bot, REST channel"
#: Trained once and kept: it depends on nothing of ours but the version of Rasa.
KEPT = FOLDER / "rasa_init"
TRACKERS = 'tracker_store:\n  type: SQL\n  dialect: "sqlite"\n  db: "trackers.db"\n'
#: What its small world understands.
TEXTS = ("hello", "i am feeling great", "so sad", "yes", "are you a bot?", "bye")
_running = ExitStack()


@dataclass
class Server:
    """The running bot. `seconds` passed from its start to its first answer, and it held `memory` MB then."""

    port: int
    seconds: float
    memory: float

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


@lru_cache(maxsize=1)
def server() -> Server:
    """Return the running bot, started by whoever asks first: loading it costs more than most of what is measured with it."""
    prepare()
    folder, port = Path(_running.enter_context(TemporaryDirectory(dir=FOLDER))), free_port()
    (folder / "endpoints.yml").write_text(TRACKERS)
    shutil.copy(KEPT / "credentials.yml", folder)
    model = max(KEPT.glob("models/*.tar.gz"))
    where = ("--model", str(model), "--port", str(port), "--interface", "127.0.0.1")
    began = perf_counter()
    command = started("-m", "rasa", "run", *where, folder=folder, environment={"LOG_LEVEL": "ERROR"}, name="rasa")
    process = _running.enter_context(command)
    await_true(lambda: answers(f"http://127.0.0.1:{port}/"), process)
    found = Server(port, perf_counter() - began, megabytes(process.pid))
    fire(port, [found.post("warm-up", one) for one in TEXTS], 1)
    return found


def stop() -> None:
    """End the bot, if it was ever started."""
    _running.close()
    server.cache_clear()
