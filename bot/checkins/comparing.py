"""What is different between two timelines, in words that a clinician can approve."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from bot.checkins import conditions
from bot.checkins.bad_answers import answer_words
from bot.checkins.timeline import Step, Timeline

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Change:
    """One difference. `step` is a slug, "" for what holds for all steps; `kind` is added, dropped, when, text, answers or rules.

    `before` and `after` have the two texts where a text was changed, else "".
    """

    step: str
    kind: str
    words: str
    before: str = ""
    after: str = ""


def changes(before: Timeline, after: Timeline) -> list[Change]:
    """Return every difference that a patient or the staff could notice, in the order of the new steps; none for the same."""
    old = {step.slug: step for step in before.steps}
    new = {step.slug: step for step in after.steps}
    found = [_dropped(step) for slug, step in old.items() if slug not in new]
    for slug, step in new.items():
        found += _step(old[slug], step, before, after) if slug in old else [_added(step)]
    return [*found, *_reordered(before, after), *_rules(before, after), *_texts(before, after)]


def placed(step: Step) -> str:
    """Return when a step falls due, in words: "24 hours after the session", "6 hours after check-in 48h"."""
    return f"{step.offset // HOUR} hours after {f'check-in {step.after}' if step.after else 'the session'}"


def hours_of_day(step: Step) -> str:
    """Return a step's own times of the day in words."""
    return f"between {step.between[0]:%H:%M} and {step.between[1]:%H:%M}" if step.between else "at any time of the clinic's day"


def condition_words(step: Step) -> str:
    """Return who gets a step, in words."""
    told = [f"{' and '.join(step.no_reply_to)} had no reply"] if step.no_reply_to else []
    told += [conditions.told(step)] if step.only_if else []
    return f"only if {' and '.join(told)}" if told else "to everybody"


def _added(step: Step) -> Change:
    return Change(step.slug, "added", f"new: {placed(step)}, {condition_words(step)}", "", step.text)


def _dropped(step: Step) -> Change:
    return Change(step.slug, "dropped", f"no longer sent ({placed(step)})", step.text, "")


def _step(old: Step, new: Step, before: Timeline, after: Timeline) -> Iterator[Change]:
    """Yield what changed about one step."""
    if placed(old) != placed(new):
        yield Change(new.slug, "when", f"{placed(new)} instead of {placed(old)}")
    elif after.place_of(new) != before.place_of(old):
        yield Change(new.slug, "when", f"moves with check-in {new.after}")
    for words in (hours_of_day, condition_words, _lifetime, _waiting):
        if words(old) != words(new):
            yield Change(new.slug, "when", f"{words(new)}, before: {words(old)}")
    if old.text != new.text:
        yield Change(new.slug, "text", "the text is another", old.text, new.text)
    if old.questions != new.questions:
        yield Change(new.slug, "answers", _questions(old, new))
    if old.escalations != new.escalations:
        yield from _raised(old, new)


def _raised(old: Step, new: Step) -> Iterator[Change]:
    """Yield what bad answers raise now and no longer."""
    was, now = ([_row(step, number) for number in range(len(step.escalations))] for step in (old, new))
    for words in now:
        if words not in was:
            yield Change(new.slug, "answers", words)
    for words in was:
        if words not in now:
            yield Change(new.slug, "answers", f"no longer: {words}")
    if sorted(was) == sorted(now):
        yield Change(new.slug, "answers", "what bad answers raise is in another order")


def _row(step: Step, number: int) -> str:
    row = step.escalations[number]
    asks = f" and asks {row.outcome.ask}" if row.outcome.ask else ""
    return f"{row.when} {answer_words(row, step)}: {row.outcome.level}, replies {row.outcome.reply}{asks} ({row.outcome.reason})"


def _lifetime(step: Step) -> str:
    return f"worth sending for {step.lifetime // HOUR} hours"


def _waiting(step: Step) -> str:
    if not (step.wait or step.review_after):
        return "no waiting"
    return f"waits {step.wait // HOUR} hours, a case for review {step.review_after // HOUR} hours later"


def _questions(old: Step, new: Step) -> str:
    asked = {question.id: question for question in old.questions}
    now = {question.id: question for question in new.questions}
    told = [f"asks {name} too" for name in now if name not in asked]
    told += [f"no longer asks {name}" for name in asked if name not in now]
    told += [f"reads the answer to {name} differently" for name in now if name in asked and now[name] != asked[name]]
    return ", ".join(told) or "asks in another order"


def _reordered(before: Timeline, after: Timeline) -> Iterator[Change]:
    """Yield a change of order among steps that are in both."""
    new, old = [step.slug for step in after.steps], [step.slug for step in before.steps]
    if (now := [slug for slug in new if slug in old]) != [slug for slug in old if slug in new]:
        yield Change("", "rules", f"another order: {', '.join(now)}")


def _rules(before: Timeline, after: Timeline) -> Iterator[Change]:
    for name, old, new in (
        ("a step this close before the next one is not sent", before.crowded, after.crowded),
        ("at most one check-in in this time", before.quiet, after.quiet),
    ):
        if old != new:
            yield Change("", "rules", f"{name}: {new // HOUR} hours instead of {old // HOUR}")
    if before.rising != after.rising:
        yield Change("", "answers", "what scores raise that rise twice in a row has changed")
    for name in sorted({*before.follow_ups, *after.follow_ups}):
        if before.follow_ups.get(name) != after.follow_ups.get(name):
            verb = "new" if name not in before.follow_ups else "dropped" if name not in after.follow_ups else "changed"
            yield Change("", "answers", f"further question {name}: {verb}")


def _texts(before: Timeline, after: Timeline) -> Iterator[Change]:
    for name in sorted({*before.texts, *after.texts}):
        old, new = before.texts.get(name, ""), after.texts.get(name, "")
        if old != new:
            yield Change("", "text", f"reply {name}", old, new)
