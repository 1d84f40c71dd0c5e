"""The form of one step: what is in its fields as typed, and what that means for the document."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.checkins import Timeline
from bot.web.console.timelines.names import name_of

#: Conditions that a form holds; more can be written in the document.
MOST_CONDITIONS = 6
OPERATORS = {"at_least": "is at least", "at_most": "is at most", "is": "is one of"}
NUMBERS = {"offset_hours": "Hours", "expires_after_hours": "Worth sending for", "wait_hours": "Wait",
           "review_after_hours": "Case for review"}  # fmt: skip
LONGEST = 4000


@dataclass(frozen=True)
class Condition:
    """One line of conditions: `what` such as "answer:24h:pain", "no_answer:24h" or "worried:", then how and with what."""

    what: str = ""
    operator: str = "at_least"
    value: str = ""


@dataclass(frozen=True)
class Raised:
    """One row of what answers raise, as far as the form changes it."""

    level: str
    at_least: str
    at_most: str


@dataclass(frozen=True)
class TypedStep:
    """Every field of the form as text; `no_reply_to` has the steps that are ticked."""

    text: str
    numbers: Mapping[str, str]
    after: str
    opens: str
    closes: str
    no_reply_to: tuple[str, ...]
    conditions: tuple[Condition, ...]
    raised: tuple[Raised, ...]


def of_values(values: Mapping[str, Any]) -> TypedStep:
    """Return the form of a step as the document has it."""
    between = values.get("between") or ["", ""]
    return TypedStep(
        text=str(values.get("text", "")).strip(),
        numbers={name: str(values.get(name, "")) for name in NUMBERS},
        after=str(values.get("after", "")),
        opens=str(between[0]),
        closes=str(between[1]),
        no_reply_to=tuple(values.get("no_reply_to", ())),
        conditions=tuple(_condition(each) for each in values.get("only_if", ())),
        raised=tuple(_raised(row) for row in values.get("escalations", ())),
    )


def of_form(form: Mapping[str, str], values: Mapping[str, Any]) -> TypedStep:
    """Return what a posted form holds; `values` says how many rows the step's table has."""
    conditions = (Condition(*(form.get(f"c{n}.{part}", "") for part in ("what", "op", "value"))) for n in range(MOST_CONDITIONS))
    rows = range(len(values.get("escalations", ())))
    return TypedStep(
        text=form.get("text", "")[:LONGEST].replace("\r\n", "\n"),
        numbers={name: form.get(name, "").strip() for name in NUMBERS},
        after=form.get("after", ""),
        opens=form.get("opens", "").strip(),
        closes=form.get("closes", "").strip(),
        no_reply_to=tuple(name.removeprefix("reminds.") for name in form if name.startswith("reminds.")),
        conditions=tuple(each for each in conditions if each.what),
        raised=tuple(Raised(*(form.get(f"e{n}.{part}", "").strip() for part in ("level", "at_least", "at_most"))) for n in rows),
    )


def meant(typed: TypedStep) -> tuple[dict[str, Any], list[str]]:
    """Return the fields of the document that the form means, None for one that is to go, and what cannot be understood."""
    problems: list[str] = []
    fields: dict[str, Any] = {name: _number(label, typed.numbers[name], problems) for name, label in NUMBERS.items()}
    fields |= {
        "text": typed.text,
        "after": typed.after or None,
        "between": [typed.opens, typed.closes] if typed.opens or typed.closes else None,
        "no_reply_to": list(typed.no_reply_to) or None,
        "only_if": [_written(each, problems) for each in typed.conditions] or None,
    }
    if bool(typed.opens) != bool(typed.closes):
        problems.append("Own times of the day need both a beginning and an end, or neither.")
    return fields, problems


def rows_meant(typed: TypedStep, values: Mapping[str, Any]) -> tuple[dict[int, dict[str, Any]], list[str]]:
    """Return what the form changes in the rows of the step's table, and what cannot be understood."""
    problems: list[str] = []
    found: dict[int, dict[str, Any]] = {}
    for number, (row, new) in enumerate(zip(values.get("escalations", ()), typed.raised, strict=False)):
        changed: dict[str, Any] = {"level": new.level} if new.level and new.level != row.get("level") else {}
        for name in ("at_least", "at_most"):
            given = getattr(new, name)
            if name in row and given != str(row[name]):
                changed[name] = _number(f"Limit of {row.get('when', 'an answer')}", given, problems)
        if changed:
            found[number] = changed
    return found, problems


def differing(fields: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return only the fields that are not as the document has them already."""
    return {name: value for name, value in fields.items() if value != _plain(name, values.get(name))}


def _plain(name: str, value: Any) -> Any:
    return value.strip() if name == "text" and isinstance(value, str) else value


def choices(timeline: Timeline, slug: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return what a condition of the step `slug` may look at, grouped by step: (name, [(value, words)])."""
    found = [("Any check-in before", [("worried:", "an earlier answer was worrying")])]
    for step in timeline.steps:
        if step.slug == slug:
            break
        name = name_of(timeline, step.slug)
        asked = [(f"answer:{step.slug}:{question.id}", f"{name}: {question.id.replace('_', ' ')}") for question in step.questions]
        more = [(f"no_answer:{step.slug}", f"{name}: no answer"), (f"worried:{step.slug}", f"{name}: the answer was worrying")]
        found.append((name, [*asked, *more]))
    return found


def _condition(written: Mapping[str, Any]) -> Condition:
    if "no_answer_to" in written:
        return Condition(f"no_answer:{written['no_answer_to']}")
    if "worried" in written:
        return Condition("worried:" if written["worried"] is True else f"worried:{written['worried']}")
    what = f"answer:{written.get('step', '')}:{written.get('question', '')}"
    operator = next((name for name in OPERATORS if name in written), "at_least")
    value = written.get(operator, "")
    return Condition(what, operator, ", ".join(str(each) for each in value) if isinstance(value, list) else str(value))


def _written(condition: Condition, problems: list[str]) -> dict[str, Any]:
    kind, _, rest = condition.what.partition(":")
    if kind == "no_answer":
        return {"no_answer_to": rest}
    if kind == "worried":
        return {"worried": rest or True}
    step, _, question = rest.partition(":")
    told: dict[str, Any] = {"step": step, "question": question}
    if condition.operator == "is":
        values = [each.strip() for each in condition.value.split(",") if each.strip()]
        return {**told, "is": [int(each) if each.isdecimal() else each for each in values]}
    return {**told, condition.operator: _number(f"Condition on {question}", condition.value.strip(), problems)}


def _raised(row: Mapping[str, Any]) -> Raised:
    return Raised(str(row.get("level", "")), str(row.get("at_least", "")), str(row.get("at_most", "")))


def _number(label: str, given: str, problems: list[str]) -> int | None:
    """Return a whole number, None for an empty field; anything else is a problem told in words."""
    if not given:
        return None
    try:
        return int(given)
    except ValueError:
        problems.append(f"{label}: {given!r} is not a whole number.")
        return None
