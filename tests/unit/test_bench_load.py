"""The clients of the benchmarks, against a small server that counts."""

import asyncio
import socket
import threading
from collections.abc import Iterator

import pytest

from bench.load import fire, post
from bench.texts import LONGEST, long_text


class Counter:
    """Answers 200, and 503 to whatever says "no"; keeps the bodies."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.loop = asyncio.new_event_loop()
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            self.port = found.getsockname()[1]

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await self.head(reader):
            length = int(head.lower().split("content-length:")[1].split("\r\n")[0])
            body = await reader.readexactly(length)
            self.bodies.append(body)
            status = "503 Away" if body == b"no" else "200 OK"
            writer.write(f"HTTP/1.1 {status}\r\nContent-Length: 2\r\n\r\nok".encode())
        writer.close()

    async def head(self, reader: asyncio.StreamReader) -> str:
        try:
            return (await reader.readuntil(b"\r\n\r\n")).decode()
        except (asyncio.IncompleteReadError, ConnectionError):
            return ""


@pytest.fixture
def counter() -> Iterator[Counter]:
    found = Counter()
    server = found.loop.run_until_complete(asyncio.start_server(found.answer, "127.0.0.1", found.port))
    thread = threading.Thread(target=found.loop.run_forever, daemon=True)
    thread.start()
    yield found
    found.loop.call_soon_threadsafe(server.close)
    found.loop.call_soon_threadsafe(found.loop.stop)
    thread.join(5)


def posts(counter: Counter, *bodies: bytes):
    return [post(counter.port, "/sms/inbound", body, "text/plain", X_Signature="s") for body in bodies]


def test_every_post_is_sent_once_whatever_the_number_of_clients(counter):
    answers = fire(counter.port, posts(counter, *(str(number).encode() for number in range(30))), clients=7)
    assert sorted(map(int, counter.bodies)) == list(range(30))
    assert (len(answers.took), answers.refused) == (30, 0)


def test_a_refused_post_is_counted_and_not_timed(counter):
    answers = fire(counter.port, posts(counter, b"yes", b"no", b"yes"), clients=1)
    assert (len(answers.took), answers.refused) == (2, 1)


def test_a_round_ends_when_its_seconds_are_over(counter):
    answers = fire(counter.port, posts(counter, b"yes", b"yes"), clients=1, seconds=0)
    assert (len(answers.took), counter.bodies) == (0, [])


def test_a_header_goes_out_with_hyphens(counter):
    (one,) = posts(counter, b"yes")
    assert b"\r\nX-Signature: s\r\n" in one.raw


def test_the_long_text_is_as_long_as_a_carrier_passes_on():
    assert len(long_text()) == LONGEST == 1600
