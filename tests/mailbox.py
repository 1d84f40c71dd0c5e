"""A mail server that keeps what it is given: enough SMTP for one plain e-mail at a time."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_string
from email.message import Message
from typing import Any


@dataclass
class Mailbox:
    """Where it listens, and the e-mails it took."""

    url: str = ""
    #: Extensions that it offers, such as "AUTH PLAIN".
    extensions: tuple[str, ...] = ()
    #: Recipients that it turns away.
    unknown: tuple[str, ...] = ()
    taken: list[Message] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    #: Every line that it was told before the text of an e-mail.
    told: list[str] = field(default_factory=list)


@contextmanager
def mailbox(**how: Any) -> Iterator[Mailbox]:
    """Run one on a free port of this machine."""
    box = Mailbox(**how)
    handler = type("Handler", (_Conversation,), {"box": box})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        box.url = f"smtp://127.0.0.1:{server.server_address[1]}"
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield box
        server.shutdown()


class _Conversation(socketserver.StreamRequestHandler):
    box: Mailbox

    def handle(self) -> None:
        self._say("220 mailbox")
        while line := self.rfile.readline().decode().strip():
            self.box.told.append(line)
            word = line.split()[0].upper()
            if word == "DATA":
                self._say("354 go on")
                self._take()
            elif word == "EHLO":
                lines = ["mailbox", *self.box.extensions]
                for each in lines[:-1]:
                    self._say(f"250-{each}")
                self._say(f"250 {lines[-1]}")
            elif word == "RCPT" and any(address in line for address in self.box.unknown):
                self._say("550 nobody here")
            elif word == "QUIT":
                return self._say("221 bye")
            else:
                self._say("250 fine")

    def _take(self) -> None:
        lines: list[str] = []
        while (line := self.rfile.readline().decode().rstrip("\r\n")) != ".":
            lines.append(line.removeprefix("."))
        message = message_from_string("\n".join(lines))
        self.box.taken.append(message)
        self.box.recipients.append(message["To"])
        self._say("250 taken")

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())
