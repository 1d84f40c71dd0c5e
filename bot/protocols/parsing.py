"""From YAML to a protocol, or to the list of everything that is wrong with it."""

import re
from collections.abc import Collection

from bot.protocols.document import Value, read
from bot.protocols.general_texts import GENERAL_TEXTS, SLIPS
from bot.protocols.protocol import Protocol, ProtocolError, Rule, Subject
from bot.protocols.vocabulary import QUESTIONS, SUBJECTS, VERDICTS, WINDOW_LEVELS
from bot.protocols.wording import (
    ALARM_SEPTETS,
    SHORT_SEPTETS,
    TEXT_SEPTETS,
    general_text_problems,
    question_problems,
    window_text_problems,
)

FOREVER = "forever"
#: Hours: nobody asks about a session of more than a year ago, so a window that begins later is a slip of the pen.
LATEST_START = 366 * 24.0
_HOURS = re.compile(r"(-?\d+(?:\.\d+)?)(h|d)?")
_SECTIONS = ("title", "subjects", "questions", "texts")
_SUBJECT_FIELDS = ("words", "source", "slip", "windows")
_WINDOW_FIELDS = ("start", "end", "verdict", "level", "ask", "source", "text", "short")
_WORDS_SEPTETS = 24


def parse(yaml_text: str) -> Protocol:
    """Return the protocol written in `yaml_text`. ProtocolError with every problem found when it cannot be used."""
    return assemble([read(yaml_text)])


def assemble(documents: list[Value]) -> Protocol:
    """Return the protocol written over several documents, each with some of the sections."""
    return _Assembly().build(documents)


def read_subject(name: str, value: Value) -> tuple[Subject | None, list[str]]:
    """Return one subject alone, as a form gives it, and all that is wrong with it; it can be used when nothing is."""
    assembly = _Assembly()
    subject = assembly.subject(name, value)
    return subject, assembly.problems


def hours_of(words: str) -> float | None:
    """Return the hours meant by "24", "24h" or "7d"; None for "forever". ValueError on anything else."""
    if words == FOREVER:
        return None
    match = _HOURS.fullmatch(words)
    if match is None:
        raise ValueError(words)
    return float(match[1]) * (24 if match[2] == "d" else 1)


class _Assembly:
    """One reading of a protocol; gathers problems instead of stopping at the first."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    def build(self, documents: list[Value]) -> Protocol:
        sections = self._sections(documents)
        title = self._plain(sections["title"].get("title"), "title")
        subjects = {name: self.subject(name, value) for name, value in sections["subjects"].items()}
        questions = {name: self._question(name, value) for name, value in sections["questions"].items()}
        texts = {name: self._general(name, value) for name, value in sections["texts"].items()}
        self._check_missing("subject", subjects, SUBJECTS, "patients ask about it, so it needs an answer")
        self._check_missing("question", questions, QUESTIONS, "replies ask it")
        needed = [name for name, text in GENERAL_TEXTS.items() if not text.may_lack]
        self._check_missing("text", texts, needed, "replies say it")
        if self.problems:
            raise ProtocolError(self.problems)
        return Protocol(title, {name: subject for name, subject in subjects.items() if subject}, questions, texts)

    def _check_missing(self, kind: str, found: Collection[str], wanted: Collection[str], why: str) -> None:
        self.problems += [f"{kind} {name} is missing: {why}" for name in wanted if name not in found]

    def _sections(self, documents: list[Value]) -> dict[str, dict[str, Value]]:
        sections: dict[str, dict[str, Value]] = {name: {} for name in _SECTIONS}
        for document in documents:
            for name, value in self._mapping(document, "the protocol", _SECTIONS).items():
                for key, part in {"title": value}.items() if name == "title" else self._mapping(value, name).items():
                    if key in sections[name]:
                        self._problem(part, f"{key!r} is there twice; first on {sections[name][key].where()}")
                    sections[name][key] = part
        return sections

    def subject(self, name: str, value: Value) -> Subject | None:
        """Return one subject; None when it has no windows that can be used."""
        if name not in SUBJECTS:
            self._problem(value, f"unknown subject {name!r}")
        fields = self._mapping(value, name, _SUBJECT_FIELDS)
        words = self._plain(fields.get("words"), f"{name}: words", default=name)
        for problem in window_text_problems(words, _WORDS_SEPTETS, changes=False):
            self._problem(fields.get("words", value), f"{name}: words: {problem}")
        slip = self._choice(fields.get("slip"), f"{name}: slip", SLIPS)
        source = self._plain(fields.get("source"), f"{name}: source", default="")
        windows = self._windows(name, fields.get("windows", value), source)
        return Subject(name, words, windows, slip) if windows else None

    def _windows(self, name: str, value: Value, source: str) -> tuple[Rule, ...]:
        if not isinstance(value.content, list) or not value.content:
            self._problem(value, f"{name}: needs a list of windows")
            return ()
        rules = [(item, self._rule(name, item, source)) for item in value.content]
        whole = [(item, rule) for item, rule in rules if rule is not None]
        if len(whole) == len(rules):
            self._check_continuity(name, whole)
        self._check_texts(name, whole, is_whole=len(whole) == len(rules))
        return tuple(rule for _, rule in whole)

    def _rule(self, name: str, item: Value, source: str) -> Rule | None:
        fields = self._mapping(item, f"{name}: a window", _WINDOW_FIELDS)
        before = len(self.problems)
        start, end = (self._hours(fields.get(side), item, f"{name}: {side}") for side in ("start", "end"))
        if start is None and "start" in fields and len(self.problems) == before:
            self._problem(fields["start"], f"{name}: start cannot be forever")
        verdict = self._choice(fields.get("verdict"), f"{name}: verdict", VERDICTS)
        level = self._choice(fields.get("level"), f"{name}: level", WINDOW_LEVELS) or "none"
        ask = self._choice(fields.get("ask"), f"{name}: ask", QUESTIONS)
        text, short = (self._plain(fields.get(key), f"{name}: {key}", at=item) for key in ("text", "short"))
        source = self._plain(fields.get("source"), f"{name}: source", default=source)
        if not source:
            self._problem(item, f"{name}: needs a source")
        if "verdict" not in fields:
            self._problem(item, f"{name}: needs a verdict")
        if len(self.problems) > before or start is None or verdict is None:
            return None
        return Rule(rule_id(name, start, end), name, start, end, verdict, text, short, level, source, ask)

    def _check_continuity(self, name: str, windows: list[tuple[Value, Rule]]) -> None:
        reached: float | None = 0.0
        for item, rule in windows:
            if rule.start < 0:
                self._problem(item, f"{name}: starts before the session, at {rule.start:g}h")
            elif rule.start > LATEST_START:
                self._problem(item, f"{name}: starts more than a year after the session, at {rule.start:g}h")
            elif reached is None or rule.start < reached:
                self._problem(item, f"{name}: overlaps the window before it, at {rule.start:g}h")
            elif rule.start > reached:
                self._problem(item, f"{name}: a gap from {reached:g}h to {rule.start:g}h")
            if rule.end is not None and rule.end <= rule.start:
                self._problem(item, f"{name}: ends before it starts, at {rule.end:g}h")
            reached = rule.end
        if reached is not None:
            self._problem(windows[-1][0], f"{name}: a gap from {reached:g}h; the last window must end {FOREVER}")

    def _check_texts(self, name: str, windows: list[tuple[Value, Rule]], is_whole: bool) -> None:
        for position, (item, rule) in enumerate(windows):
            # A window that could not be read may be the one with another verdict.
            changes = not is_whole or any(later.verdict != rule.verdict for _, later in windows[position + 1 :])
            longest = TEXT_SEPTETS if rule.level == "none" else ALARM_SEPTETS
            for key, text, limit in (("text", rule.text, longest), ("short", rule.short, SHORT_SEPTETS)):
                for problem in window_text_problems(text, limit, changes):
                    self._problem(_field(item, key), f"{rule.id}: {key}: {problem}")

    def _question(self, name: str, value: Value) -> str:
        if name not in QUESTIONS:
            self._problem(value, f"unknown question {name!r}")
        text = self._plain(value, name)
        self.problems += [f"{value.where()}: {name}: {problem}" for problem in question_problems(text)]
        return text

    def _general(self, name: str, value: Value) -> str:
        text = self._plain(value, name)
        if name not in GENERAL_TEXTS:
            self._problem(value, f"unknown text {name!r}")
            return text
        self.problems += [f"{value.where()}: {name}: {problem}" for problem in general_text_problems(text, GENERAL_TEXTS[name])]
        return text

    def _mapping(self, value: Value, what: str, allowed: tuple[str, ...] | None = None) -> dict[str, Value]:
        if not isinstance(value.content, dict):
            self._problem(value, f"{what} must be a mapping of names to values")
            return {}
        if allowed is not None:
            for key in value.content:
                if key not in allowed:
                    self._problem(value.content[key], f"{what}: unknown field {key!r}")
        return value.content

    def _plain(self, value: Value | None, what: str, default: str | None = None, at: Value | None = None) -> str:
        if value is None and default is not None:
            return default
        if value is None or not isinstance(value.content, str) or not value.content.strip():
            self._problem(value or at, f"{what} must be a text")
            return ""
        return " ".join(value.content.split())

    def _hours(self, value: Value | None, item: Value, what: str) -> float | None:
        words = self._plain(value, what, at=item)
        try:
            return hours_of(words) if words else None
        except ValueError:
            self._problem(value, f"{what} must be hours or days such as 24h or 7d, not {words!r}")
            return None

    def _choice(self, value: Value | None, what: str, allowed: tuple[str, ...]) -> str | None:
        if value is None:
            return None
        word = self._plain(value, what)
        if word and word not in allowed:
            self._problem(value, f"{what}: unknown word {word!r}; one of {', '.join(allowed)}")
            return None
        return word or None

    def _problem(self, value: Value | None, words: str) -> None:
        self.problems.append(f"{value.where()}: {words}" if value is not None else words)


def rule_id(subject: str, start: float | None, end: float | None) -> str:
    """Return the name of a window: "makeup@0-24", or "makeup@72-" for the last one."""
    return f"{subject}@{start:g}-{'' if end is None else format(end, 'g')}"


def _field(item: Value, key: str) -> Value:
    return item.content[key] if isinstance(item.content, dict) and key in item.content else item
