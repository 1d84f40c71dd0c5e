"""What must hold between the parts of a timeline, told in words where it does not."""

from collections import Counter
from collections.abc import Iterable, Iterator
from string import Formatter

from bot.checkins.placing import answers_to, check_places, check_windows
from bot.checkins.timeline import Outcome, Question, Step, Timeline, Window
from bot.levels import LEVELS
from bot.sms_text import is_gsm7, segments

KINDS = ("score", "choice", "yes_no", "trend", "danger")
FOLLOW_UP_KINDS = ("trend", "screen", "you", "free")
#: placeholder -> the longest thing that may stand for it, for counting segments
PLACEHOLDERS = {
    "emergency_number": "0000000000", "clinic_phone": "+000000000000000", "by": "00:00 pm tomorrow",
}  # fmt: skip
#: the placeholders of a check-in itself: nothing is promised before anything has happened
STEP_PLACEHOLDERS = ("emergency_number", "clinic_phone")
#: texts that the code itself asks for
NEEDED = ("as_expected", "noted", "booking", "urgent", "not_read", "to_staff")
LONGEST = 2
ENDING = "Emergency? Call {emergency_number}. Not monitored 24/7."


def check(timeline: Timeline, daytime: Window | None = None) -> list[str]:
    """Return every problem of `timeline`, empty where it can be used; `daytime` is the clinic's own, where it is known."""
    windows = check_windows(timeline, daytime) if daytime else ()
    return [*_steps(timeline), *check_places(timeline), *windows, *_follow_ups(timeline), *_texts(timeline)]


def _steps(timeline: Timeline) -> Iterator[str]:
    if not timeline.steps:
        yield "steps: there should be at least one check-in"
    yield from _repeated("step", (step.slug for step in timeline.steps))
    for number, step in enumerate(timeline.steps):
        yield from _step(step, timeline, {earlier.slug for earlier in timeline.steps[:number]})


def _step(step: Step, timeline: Timeline, earlier: set[str]) -> Iterator[str]:
    place = f"step {step.slug}"
    yield from _message(f"{place}, text", step.text, STEP_PLACEHOLDERS)
    if not " ".join(step.text.split()).endswith(ENDING):
        yield f'{place}, text: should end with "{ENDING}"'
    if not step.questions:
        yield f"{place}: should ask at least one question"
    yield from _repeated(f"{place}, question", (question.id for question in step.questions))
    for question in step.questions:
        yield from _question(f"{place}, question {question.id}", question)
    for slug in step.no_reply_to:
        if slug not in earlier:
            yield f"{place}, no_reply_to: {slug!r} is not an earlier step"
    yield from _escalations(step, timeline, earlier)


def _question(place: str, question: Question) -> Iterator[str]:
    if question.kind not in KINDS:
        yield f"{place}: kind should be one of {', '.join(KINDS)}"
    if question.numeric and question.low >= question.high:
        yield f"{place}: low should be below high"
    if question.fine is not None and question.fine not in answers_to(question):
        yield f"{place}: fine {question.fine!r} is not an answer to it"
    for value in question.expect:
        if value not in answers_to(question):
            yield f"{place}: expect {value!r} is not an answer to it"


def _escalations(step: Step, timeline: Timeline, earlier: set[str]) -> Iterator[str]:
    asked = {question.id: question for question in step.questions}
    for number, row in enumerate(step.escalations, 1):
        place = f"step {step.slug}, escalation {number}"
        if row.when not in asked:
            yield f"{place}: when {row.when!r} is no question of this step"
            continue
        for value in row.among:
            if value not in answers_to(asked[row.when]):
                yield f"{place}: {value!r} is not an answer to {row.when}"
        if row.at_least_as is not None and row.at_least_as not in earlier:
            yield f"{place}: {row.at_least_as!r} is not an earlier step"
        yield from _outcome(place, row.outcome, timeline)


def _outcome(place: str, outcome: Outcome, timeline: Timeline) -> Iterator[str]:
    if outcome.level not in LEVELS[:-1]:
        yield f"{place}: level should be one of {', '.join(LEVELS[:-1])}"
    if outcome.reply not in timeline.texts:
        yield f"{place}: there is no text {outcome.reply!r}"
    if outcome.ask is not None and outcome.ask not in timeline.follow_ups:
        yield f"{place}: there is no follow-up {outcome.ask!r}"


def _follow_ups(timeline: Timeline) -> Iterator[str]:
    yield from _outcome("rising", timeline.rising.outcome, timeline)
    for follow_up in timeline.follow_ups.values():
        place = f"follow-up {follow_up.id}"
        if follow_up.kind not in FOLLOW_UP_KINDS:
            yield f"{place}: kind should be one of {', '.join(FOLLOW_UP_KINDS)}"
        elif missing := _expected(follow_up.kind) - set(follow_up.outcomes):
            yield f"{place}: no outcome for {', '.join(sorted(missing))}"
        if follow_up.text not in timeline.texts:
            yield f"{place}: there is no text {follow_up.text!r}"
        for answer, outcome in follow_up.outcomes.items():
            yield from _outcome(f"{place}, {answer}", outcome, timeline)
        if follow_up.named:
            yield from _outcome(f"{place}, names", follow_up.named, timeline)


def _expected(kind: str) -> set[str]:
    return {"trend": {"better", "same", "worse", "unclear"}, "free": {"told", "no"}}.get(kind, {"yes", "no", "unclear"})


def _texts(timeline: Timeline) -> Iterator[str]:
    for name in NEEDED:
        if name not in timeline.texts:
            yield f"texts: {name} is missing"
    for name, text in timeline.texts.items():
        yield from _message(f"texts, {name}", text, PLACEHOLDERS)


def _message(place: str, text: str, known: Iterable[str]) -> Iterator[str]:
    """Yield what keeps `text` from being a short message: its characters, its placeholders, its length."""
    try:
        names = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError:
        yield f"{place}: a brace without its other half"
        return
    if unknown := names - set(known):
        yield f"{place}: unknown placeholder {{{sorted(unknown)[0]}}}; known are {', '.join(known)}"
        return
    filled = text.format(**PLACEHOLDERS)
    if not is_gsm7(filled):
        strange = "".join(dict.fromkeys(letter for letter in filled if not is_gsm7(letter)))[:20]
        yield f"{place}: has characters that a plain SMS cannot carry (curly quotes, dashes, emoji): {strange}"
    elif segments(filled) > LONGEST:
        yield f"{place}: {segments(filled)} SMS segments, at most {LONGEST} ({len(filled):,} characters)"


def _repeated(place: str, names: Iterable[str]) -> Iterator[str]:
    for name, count in Counter(names).items():
        if count > 1:
            yield f"{place} {name}: there more than once"
