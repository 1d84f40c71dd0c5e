"""The second peer of the sends: procrastinate, run by a Python of its own (see bench.send_peers), on the same PostgreSQL.

`procrastinate_peer.py DATABASE NUMBER WIDTH API ACCOUNT TOKEN FROM TO add|work`
"""

import asyncio
import base64
import http.client
import sys
import threading
from urllib.parse import urlencode, urlsplit

import procrastinate

DATABASE, NUMBER, WIDTH, API, ACCOUNT, TOKEN, FROM, TO, WHAT = sys.argv[1:]
app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=DATABASE))
HERE = threading.local()


@app.task(name="remind")
def remind(number: int) -> None:
    """One job: a text, posted over a connection that stays open. Procrastinate runs it on a thread."""
    parts = urlsplit(API)
    if not hasattr(HERE, "line"):
        HERE.line = http.client.HTTPConnection(parts.hostname or "", parts.port)
    body = urlencode({"To": TO, "From": FROM, "Body": f"How is your skin today? ({number})"})
    key = base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Authorization": f"Basic {key}"}
    HERE.line.request("POST", f"{parts.path}/2010-04-01/Accounts/{ACCOUNT}/Messages.json", body, headers)
    answer = HERE.line.getresponse()
    answer.read()
    if answer.status != 201:
        raise RuntimeError(f"the carrier said {answer.status}")


async def add() -> None:
    async with app.open_async():
        await app.schema_manager.apply_schema_async()
        await remind.batch_defer_async(*({"number": number} for number in range(int(NUMBER))))


async def work() -> None:
    async with app.open_async():
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        await asyncio.to_thread(sys.stdin.read)
        await app.run_worker_async(concurrency=int(WIDTH), wait=True, install_signal_handlers=False)


if __name__ == "__main__":
    asyncio.run(add() if WHAT == "add" else work())
