"""Clients that post as fast as they are answered: a fixed number of connections, each waiting for its answer.

Written on bare streams: on the machine that serves, an HTTP library would cost more than what is measured.
"""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

#: Seconds for one answer, and for a round of posts.
TIMEOUT, LONGEST = 60.0, 15.0


@dataclass(frozen=True)
class Post:
    """One request, ready to be written."""

    raw: bytes


def post(port: int, path: str, body: bytes, kind: str, **headers: str) -> Post:
    """Return a request to this machine with `body` of content type `kind`."""
    lines = [f"POST {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", f"Content-Type: {kind}", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return Post("\r\n".join([*lines, "", ""]).encode("ascii") + body)


@dataclass
class Answers:
    """What came back: the milliseconds to each 200, in order, how many said anything else, and the seconds of the round."""

    took: list[float] = field(default_factory=list)
    refused: int = 0
    seconds: float = 0.0

    @property
    def per_second(self) -> float:
        """How many were answered 200 in a second of the round."""
        return len(self.took) / self.seconds


def fire(port: int, posts: list[Post], clients: int, seconds: float = LONGEST) -> Answers:
    """Post over `clients` connections, none of them begun after `seconds`."""
    return asyncio.run(_fire(port, posts, clients, seconds))


async def _fire(port: int, posts: list[Post], clients: int, seconds: float) -> Answers:
    left, answers, began = iter(posts), Answers(), time.perf_counter()
    await asyncio.gather(*(_client(port, left, answers, began + seconds) for _ in range(clients)))
    answers.seconds = time.perf_counter() - began
    return answers


async def _client(port: int, left: Iterator[Post], answers: Answers, until: float) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        while (began := time.perf_counter()) < until and (one := next(left, None)) is not None:
            writer.write(one.raw)
            status = await asyncio.wait_for(_status(reader), TIMEOUT)
            if status == 200:
                answers.took.append((time.perf_counter() - began) * 1000)
            else:
                answers.refused += 1
    finally:
        writer.close()


async def _status(reader: asyncio.StreamReader) -> int:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower().split("\r\n")
    length = next((int(line.partition(":")[2]) for line in head if line.startswith("content-length:")), 0)
    await reader.readexactly(length)
    return int(head[0].split()[1])
