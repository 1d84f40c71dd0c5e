"""Several answers made into one SMS reply: each subject named, the most serious first, nothing dropped, within three segments."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from bot.levels import LEVELS
from bot.protocols.vocabulary import SYMPTOMS
from bot.sms_text import SEPTETS_JOINED, septets, to_gsm7

#: Two segments: what a reply aims for. Three: what one about several subjects may take.
AIM = 2 * SEPTETS_JOINED
LIMIT = 3 * SEPTETS_JOINED

#: How the lists of a very long reply are headed, for things to do and for how the skin feels.
GROUPS = {"avoid": "Not yet", "caution": "With care", "ok": "Fine", "info": "Also asked"}
SYMPTOM_GROUPS = {"caution": "Keep an eye on", "ok": "To be expected", "info": "To be expected"}
#: More subjects than these are told as a list even where whole sentences would fit.
MANY = 6
THE_REST = "Please ask about the rest one at a time."


@dataclass(frozen=True)
class Answer:
    """One subject answered. `text` stands alone; `short` is for a reply about several subjects."""

    topic: str
    subject: str
    #: How a list calls the subject, such as "eye makeup".
    words: str
    #: avoid, caution, ok or info, at the time asked about or the time it was done.
    verdict: str
    text: str
    short: str
    rule_id: str
    #: none, review or urgent: what the window raises by itself when this is how things are now.
    level: str
    #: When the verdict next becomes another, aware UTC, exact; None when it stays.
    changes_at: datetime | None
    #: "from Thursday 6 pm", or "" where nothing changes.
    change_words: str = ""
    #: "For Saturday: " where the answer is for another time than now; `text` and `short` begin with it.
    lead: str = ""
    #: The kind words and first aid to someone who has already done it; `text` begins with them, `short` does not.
    opening: str = ""
    #: The triage question that goes with it: its name, and its wording.
    ask: str | None = None
    question: str = ""


def compose(answers: Sequence[Answer]) -> str:
    """Return one reply for `answers`: at most 306 septets for one subject, 459 for several; "" for none."""
    told = _without_reassurance(_without_repeats(answers))
    told.sort(key=lambda item: -LEVELS.index(item.level))
    if not told:
        return ""
    return _with_question(_several(told) if len(told) > 1 else told[0].text, told)


def _without_repeats(answers: Sequence[Answer]) -> list[Answer]:
    return list({(item.rule_id, item.text): item for item in answers}.values())


def _without_reassurance(answers: list[Answer]) -> list[Answer]:
    """Return the answers without "this is expected" where another of them needs a person: never both in one reply."""
    if all(item.level == "none" for item in answers):
        return answers
    return [item for item in answers if item.level != "none" or item.topic not in SYMPTOMS or item.verdict not in ("ok", "info")]


def _several(told: list[Answer]) -> str:
    """Return the fullest form that fits: whole texts in two segments, short ones in three, grouped lists, what fits of them."""
    whole, short = _texts(told), _shorts(told)
    if septets(to_gsm7(whole)) <= AIM:
        return whole
    drafts = (short, _grouped(told, times=True), _grouped(told, times=False))
    for draft in drafts[len(told) > MANY :]:
        if septets(to_gsm7(draft)) <= LIMIT:
            return draft
    return _cut(told)


def _texts(told: list[Answer]) -> str:
    return _joined(_once_led([(item.lead, item.text) for item in told]))


def _shorts(told: list[Answer]) -> str:
    return _joined([_opening(told), *_once_led([(item.lead, item.short) for item in told])])


def _opening(told: list[Answer]) -> str:
    """Return the kind words to a slip-up, once, however many there were."""
    return next((item.opening for item in told if item.opening), "")


def _once_led(parts: list[tuple[str, str]]) -> list[str]:
    """Return the texts with a "For Saturday: " that all of them share said only once."""
    leads = {lead for lead, _ in parts}
    if len(leads) != 1:
        return [text for _, text in parts]
    return [text if position == 0 else text.removeprefix(lead) for position, (lead, text) in enumerate(parts)]


def _grouped(told: list[Answer], times: bool) -> str:
    groups: dict[str, list[tuple[str, str]]] = {}
    for item in sorted(told, key=lambda item: (item.topic in SYMPTOMS, list(GROUPS).index(item.verdict))):
        titles = SYMPTOM_GROUPS if item.topic in SYMPTOMS else GROUPS
        groups.setdefault(titles[item.verdict], []).append((_named(item), _when(item) if times else ""))
    return _joined([f"{title}: {', '.join(_timed(named))}." for title, named in groups.items()])


def _timed(named: list[tuple[str, str]]) -> list[str]:
    """Return the names, with a time that several in a row share said once, after the last: "sun and exercise (from Friday)"."""
    shared = [(when, [name for name, _ in row]) for when, row in groupby(named, key=lambda pair: pair[1])]
    return [f"{_listed(names)}{when}" if when else ", ".join(names) for when, names in shared]


def _listed(names: list[str]) -> str:
    if any(" and " in name for name in names):  # "swimming, sauna and heat"
        return ", ".join(names)
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _named(item: Answer) -> str:
    day = f" {item.lead.removeprefix('For ').rstrip(': ')}" if item.lead else ""
    return f"{item.words}{day}"


def _when(item: Answer) -> str:
    """Return when it may be done after all, or how long care is needed, in brackets."""
    if not item.change_words or item.topic in SYMPTOMS or item.verdict not in ("avoid", "caution"):
        return ""
    return f" ({item.change_words})" if item.verdict == "avoid" else f" ({item.change_words.replace('from', 'until', 1)})"


def _cut(told: list[Answer]) -> str:
    """Return as many subjects as fit, and the request to ask for the rest; only a list no patient would write gets here."""
    for count in range(len(told) - 1, 0, -1):
        draft = _joined([_grouped(told[:count], times=False), THE_REST])
        if septets(to_gsm7(draft)) <= LIMIT:
            return draft
    return THE_REST


def _with_question(reply: str, told: list[Answer]) -> str:
    """Return the reply with one triage question, the danger question before any other, where there is room for it."""
    questions = sorted(((item.ask != "danger", item.question) for item in told if item.question), key=lambda pair: pair[0])
    if not questions:
        return reply
    room = LIMIT if len(told) > 1 and not questions[0][0] else AIM
    asking = f"{reply} {questions[0][1]}"
    return asking if septets(to_gsm7(asking)) <= room else reply


def _joined(parts: list[str]) -> str:
    return " ".join(part for part in parts if part)
