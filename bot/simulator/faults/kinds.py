"""What can go wrong at the carrier, where, and what an order for it may say."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot import phones
from bot.errors import InputError
from bot.simulator.faults import codes

#: Where a fault happens: when a text is handed over, when the carrier is asked about texts, when a phone texts the clinic.
SEND, LOOK, TEXT = "send", "look", "text"
#: When a phone hangs a picture on a text, and when the customer fetches one.
PICTURE, MEDIA = "picture", "media"
#: When, within one request: the line to the carrier is slow; it refuses; it has taken the text and goes on oddly.
LINE, DOOR, TAKEN = "line", "door", "taken"
MOST = 1000
LONGEST = 300

TIMEOUT_AFTER_ACCEPT, ERROR_500_AFTER_ACCEPT = "timeout_after_accept", "error_500_after_accept"
ERROR_429, ERROR_500, ERROR_CODE, OPTED_OUT = "error_429", "error_500", "error_code", "opted_out"
LATENCY, STALL = "latency", "stall"
DUPLICATE_CALLBACK, OUT_OF_ORDER_CALLBACK, UNDELIVERED = "duplicate_callback", "out_of_order_callback", "undelivered"
CALLBACK_BEFORE_RESPONSE, LOST_CALLBACK, LOST_WEBHOOK = "callback_before_response", "lost_callback", "lost_webhook"
MEDIA_ELSEWHERE, MEDIA_MISSING = "media_elsewhere", "media_missing"
MEDIA_TOO_LARGE, MEDIA_NO_PHOTO = "media_too_large", "media_no_photo"
#: Parameters that say which requests an order is for, not what happens to them.
WHEN = ("on", "to")
#: Not counted: these hold until they are cleared.
RATE_LIMIT, OPT_OUT_KEYWORDS, RANDOM = "rate_limit", "opt_out_keywords", "random"


@dataclass(frozen=True)
class Kind:
    """One way to fail: when, where (the first place unless an order says another; lasting ones have none), its parameters."""

    phase: str
    places: tuple[str, ...] = (SEND,)
    needs: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()

    @property
    def parameters(self) -> tuple[str, ...]:
        where = ("on",) if len(self.places) > 1 else ()
        return (*self.needs, *self.takes, *where, *(("to",) if SEND in self.places else ()))


@dataclass(frozen=True)
class Fault:
    """One failure about to happen. `seconds` of silence, Twilio's `code`, `retry_after` in seconds: where the kind has them.

    `reported`: the code comes with the last receipt of a text that was taken, though it would be a refusal by itself.
    """

    kind: str
    seconds: float | None = None
    code: int | None = None
    retry_after: int | None = None
    reported: bool = False

    @property
    def phase(self) -> str:
        return TAKEN if self.reported or self.code in codes.REPORTED else COUNTED[self.kind].phase


@dataclass(frozen=True)
class Order:
    """What somebody asked for: `count` failures of a kind, or a lasting one (`count` is 0)."""

    kind: str
    count: int
    parameters: dict[str, Any]

    @property
    def place(self) -> str:
        return str(self.parameters.get("on") or COUNTED[self.kind].places[0])

    @property
    def fault(self) -> Fault:
        return Fault(self.kind, **{name: value for name, value in self.parameters.items() if name not in WHEN})


COUNTED = {
    TIMEOUT_AFTER_ACCEPT: Kind(TAKEN, takes=("seconds",)),
    ERROR_429: Kind(DOOR, (SEND, LOOK), takes=("retry_after",)),
    ERROR_500: Kind(DOOR, (SEND, LOOK)),
    DUPLICATE_CALLBACK: Kind(TAKEN),
    OUT_OF_ORDER_CALLBACK: Kind(TAKEN),
    UNDELIVERED: Kind(TAKEN),
    ERROR_500_AFTER_ACCEPT: Kind(TAKEN),
    CALLBACK_BEFORE_RESPONSE: Kind(TAKEN),
    LOST_CALLBACK: Kind(TAKEN),
    ERROR_CODE: Kind(DOOR, needs=("code",), takes=("reported", "retry_after")),
    OPTED_OUT: Kind(DOOR),
    LATENCY: Kind(LINE, (SEND, LOOK), needs=("seconds",)),
    STALL: Kind(LINE, (SEND, LOOK), takes=("seconds",)),
    LOST_WEBHOOK: Kind(TAKEN, (TEXT,)),
    MEDIA_ELSEWHERE: Kind(TAKEN, (PICTURE,)),
    MEDIA_MISSING: Kind(TAKEN, (MEDIA,)),
    MEDIA_TOO_LARGE: Kind(TAKEN, (MEDIA,)),
    MEDIA_NO_PHOTO: Kind(TAKEN, (MEDIA,)),
}
LASTING = {
    RATE_LIMIT: Kind(DOOR, (), needs=("segments_per_second",), takes=("retry_after",)),
    OPT_OUT_KEYWORDS: Kind(DOOR, ()),
    RANDOM: Kind(DOOR, (), needs=("seed", "rate"), takes=("kinds", "seconds")),
    #: Of one phone: the carrier holds its STOP from now on.
    OPTED_OUT: Kind(DOOR, (), needs=("phone",), takes=("number",)),
}
KINDS = tuple(COUNTED)


def read(body: dict[str, Any]) -> Order:
    """Return the order that a request's JSON object makes. InputError, one clear sentence, on anything it cannot mean."""
    kind = body.get("kind")
    if not isinstance(kind, str) or kind not in {**COUNTED, **LASTING}:
        raise InputError(f"kind must be one of {', '.join(dict.fromkeys((*COUNTED, *LASTING)))}")
    lasts = kind not in COUNTED or (kind == OPTED_OUT and "phone" in body)
    form = LASTING[kind] if lasts else COUNTED[kind]
    parameters = {name: value for name, value in body.items() if name not in ("kind", "count")}
    _check(kind, form, parameters)
    return Order(kind, _no_count(body, kind) if lasts else _count(body), parameters)


def _check(kind: str, form: Kind, parameters: dict[str, Any]) -> None:
    if unknown := sorted(parameters.keys() - set(form.parameters)):
        allowed = f"only {', '.join(form.parameters)}" if form.parameters else "no parameters"
        raise InputError(f"{kind} takes {allowed}, not {unknown[0]}")
    for name in form.needs:
        if name not in parameters:
            raise InputError(f"{kind} needs {name}")
    for name, value in parameters.items():
        is_good, wanted = RULES[name]
        if not is_good(value):
            raise InputError(f"{name} must be {wanted}")


def _count(body: dict[str, Any]) -> int:
    count: Any = body.get("count")
    if not _is_whole(1, MOST)(count):
        raise InputError(f"count must be a whole number from 1 to {MOST}")
    return int(count)


def _no_count(body: dict[str, Any], kind: str) -> int:
    if "count" in body:
        raise InputError(f"{kind} lasts until the faults are cleared: it takes no count")
    return 0


def _is_whole(least: int, most: int) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _is_whole_of(known: tuple[int, ...]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and value in known


def _is_number(most: float) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= most


def _is_phone(value: Any) -> bool:
    try:
        return isinstance(value, str) and phones.parse(value) == value
    except InputError:
        return False


def _is_list_of_kinds(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, str) and one in COUNTED for one in value)


#: Of each parameter: whether a value will do, and what is wanted, in words.
RULES: dict[str, tuple[Callable[[Any], bool], str]] = {
    "seconds": (_is_number(LONGEST), f"a number of seconds above 0 and at most {LONGEST}"),
    "code": (_is_whole_of(codes.KNOWN), f"one of {', '.join(map(str, codes.KNOWN))}"),
    "reported": (lambda value: isinstance(value, bool), "true or false"),
    "retry_after": (_is_whole(1, 3600), "a whole number of seconds from 1 to 3600"),
    "on": (lambda value: value in (SEND, LOOK), f"{SEND} or {LOOK}"),
    "segments_per_second": (_is_whole(1, MOST), f"a whole number from 1 to {MOST}"),
    "seed": (_is_whole(-(2**63), 2**63 - 1), "a whole number"),
    "rate": (_is_number(1), "a number above 0 and at most 1"),
    "kinds": (_is_list_of_kinds, f"a list of some of {', '.join(COUNTED)}"),
    "to": (_is_phone, "the phone number of the only recipient whose texts are meant, such as +447700900123"),
    "phone": (_is_phone, "a phone number such as +447700900123"),
    "number": (_is_phone, "a phone number such as +447700900123"),
}
