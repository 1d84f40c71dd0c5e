"""Why a case was opened, for the panel beside its conversation: rules and reader, what was understood, what was answered."""

from dataclasses import dataclass

from bot import reasons
from bot.models import Escalation, Message
from bot.web.console import codes, marks

#: What is told of a text on which the reader's word is not on file.
NOT_YET = "The rules found this; the reader has not read it yet."
NEVER = "No reading by the reader is on file for this text."


@dataclass(frozen=True)
class Fired:
    """A rule of the gate that fired, in words, and its name."""

    words: str
    name: str
    is_combination: bool


@dataclass(frozen=True)
class Reading:
    """What the companion made of a text and did about it."""

    phrases: list[str]
    rules: list[Fired]
    #: What the combinations among them found, in words.
    together: list[str]
    #: The reader's view; None where it has none on file, then `agreement` says so.
    reader: reasons.ReaderView | None
    agreement: str
    #: The act in words and how sure ("91%", "" where nothing was read), and the topics.
    act: str
    sureness: str
    topics: list[str]
    #: Topics that only the texts before it made plain, each with how likely: "Exercise (93%)".
    heard: list[str]
    answer: "Answer | None"


@dataclass(frozen=True)
class Answer:
    """What the companion answered: rules of the protocol and their version, both empty where the answer came from neither."""

    rules: list[dict[str, str]]
    protocol: str


def reading(case: Escalation, reply: Message | None, version: int | None) -> Reading | None:
    """Return how the text that opened a case was read; None for a case without one.

    `reply` is what the companion answered, None while it has not; `version` the number of the protocol that it answered from.
    """
    message = case.message
    if message is None:
        return None
    explanation = message.explanation
    flags = marks.flags_of(explanation)
    view, rules = reasons.reader_view(explanation), _fired(flags)
    return Reading(
        phrases=marks.phrases(message.text, flags),
        rules=rules,
        together=[rule.words for rule in rules if rule.is_combination],
        reader=view,
        agreement=reasons.agreement(explanation) or (NOT_YET if message.status == "received" else NEVER),
        act=reasons.act_words(message.intent) if message.intent else "",
        sureness=codes.percent(explanation.get("confidence")),
        topics=[codes.subject(name) for name in message.topics],
        heard=codes.heard(explanation),
        answer=_answer(reply, version) if reply else None,
    )


def _fired(flags: list[marks.Flag]) -> list[Fired]:
    """Return the rules that fired, each once, combinations first: they tell the most."""
    names = dict.fromkeys(str(flag["rule"]) for flag in flags if flag.get("rule"))
    fired = [Fired(reasons.rule_words(name), name, reasons.is_combination(name)) for name in names]
    return sorted(fired, key=lambda one: not one.is_combination)


def _answer(reply: Message, version: int | None) -> Answer:
    rules = [codes.answered(answer) for answer in reply.answers]
    return Answer(rules, f"protocol version {version}" if version and rules else "")
