"""How long the carrier waits for the acknowledgement of a text, under load."""

import socket
from dataclasses import replace
from datetime import timedelta
from itertools import count, cycle, islice
from statistics import median
from urllib.parse import urlencode

from bench import rasa_init
from bench.house import ACCOUNT, CLINIC_PHONE, House, houses, web
from bench.load import Answers, Post, fire, post
from bench.processes import await_true, free_port, megabytes, started
from bench.result import Result, percentile
from bench.texts import ORDINARY
from bot import sms
from bot.clock import SystemClock

#: One at a time is how texts come on an ordinary day; 200 at once is an outage of the carrier that ends.
CLIENTS = (1, 50, 200)
POSTS, WARM_UP = 2000, 100
#: Rasa answers inside the request; the same number would take minutes.
POSTS_TO_RASA = 300
PATIENTS = 500
SHARES = (0.5, 0.99)
FLOOR = "bare handler: signature, one row"
FORM = "application/x-www-form-urlencoded"
#: The answers by number of clients.
Rounds = dict[int, Answers]
_sids = count(1)


def run() -> list[Result]:
    """Measure on every database there is, then beside Rasa's own channel."""
    results = list[Result]()
    with houses() as built:
        for house in built:
            ours, floor, memory = _side_by_side(house)
            results += [*_beside(house.kind, ours, floor, FLOOR), *_in_all(house.kind, ours, floor)]
            if house.kind == "SQLite":
                on_sqlite = ours
                results.append(Result("memory of web after the load", "MB", memory))
    return results + _beside("SQLite", on_sqlite, _rasa(), rasa_init.NAME)


def _beside(kind: str, ours: Rounds, peer: Rounds, name: str) -> list[Result]:
    return [
        Result(f"acknowledgement, {clients} clients, p{share * 100:.0f}, {kind}", "ms",
               percentile(ours[clients].took, share), percentile(peer[clients].took, share), name)
        for clients in CLIENTS for share in SHARES
    ]  # fmt: skip


def _in_all(kind: str, ours: Rounds, floor: Rounds) -> list[Result]:
    refused = [float(sum(one.refused for one in rounds.values())) for rounds in (ours, floor)]
    pace = [median(one.per_second for one in rounds.values()) for rounds in (ours, floor)]
    return [
        Result(f"texts taken in, {kind}", "per second", pace[0], pace[1], FLOOR),
        Result(f"posts not answered 200, {kind}", "posts", refused[0], refused[1], FLOOR),
    ]


def _side_by_side(house: House) -> tuple[Rounds, Rounds, float]:
    """Take the product and the bare handler by turns: a busy minute of the machine falls on both. Ours, its, our MB."""
    now = SystemClock().now()
    phones = house.enroll(PATIENTS, now - timedelta(hours=30), now)
    bare = replace(house, settings=replace(house.settings, port=free_port()))
    beside = started("-m", "bench.floor", folder=bare.folder, environment=bare.environment, name="floor")
    with web(house) as process_id, beside as floor:
        await_true(lambda: _listens(bare), floor)
        for each in (house, bare):
            fire(each.settings.port, texts(each, phones, WARM_UP), 10)
        both = [(_round(house, phones, clients), _round(bare, phones, clients)) for clients in CLIENTS]
        ours, its = ({clients: pair[side] for clients, pair in zip(CLIENTS, both, strict=True)} for side in (0, 1))
        return ours, its, megabytes(process_id)


def _round(house: House, phones: list[str], clients: int) -> Answers:
    return fire(house.settings.port, texts(house, phones, POSTS), clients)


def _listens(house: House) -> bool:
    with socket.socket() as attempt:
        return attempt.connect_ex(("127.0.0.1", house.settings.port)) == 0


def texts(house: House, phones: list[str], number: int) -> list[Post]:
    """Return so many signed posts, as the carrier sends them, from these phones in turn."""
    pairs = zip(cycle(phones), cycle(ORDINARY), strict=False)
    return [signed(house, phone, words) for phone, words in islice(pairs, number)]


def signed(house: House, phone: str, words: str) -> Post:
    """Return one text as the carrier posts it."""
    form = {
        "MessageSid": f"SM{next(_sids):032x}", "AccountSid": ACCOUNT, "From": phone, "To": CLINIC_PHONE, "Body": words,
        "NumMedia": "0", "NumSegments": "1", "FromCity": "", "FromCountry": "GB", "ToCountry": "GB", "ApiVersion": "2010-04-01",
    }  # fmt: skip
    signature = sms.sign(house.settings, f"{house.settings.public_url}/sms/inbound", form)
    return post(house.settings.port, "/sms/inbound", urlencode(form).encode(), FORM, X_Twilio_Signature=signature)


def _rasa() -> Rounds:
    server = rasa_init.server()
    return {clients: fire(server.port, _to_rasa(server, clients), clients) for clients in CLIENTS}


def _to_rasa(server: rasa_init.Server, clients: int) -> list[Post]:
    words = cycle(rasa_init.TEXTS)
    return [server.post(f"{clients}-{number}", next(words)) for number in range(POSTS_TO_RASA)]
