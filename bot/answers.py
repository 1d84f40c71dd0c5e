"""What a patient is told about one subject, for their own hour: the protocol's rule with its times said in their zone."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone, tzinfo

from bot.local_time import HALF_HOUR, day_words, hour_words, local, moment_words, not_after, not_before
from bot.protocols import Protocol, Rule
from bot.reply import Answer, compose

__all__ = ["Answer", "answer", "compose"]

#: Below this many hours fresh skin gets no moisturiser of the patient's own, not even after a slip-up.
FIRST_DAY = 24


@dataclass(frozen=True)
class _Moment:
    """The times one answer turns on, all aware UTC."""

    performed_at: datetime
    at: datetime
    now: datetime
    zone: str | tzinfo
    day: date | None

    def hours(self, moment: datetime) -> float:
        """Return hours since the session; a time before it counts as its end."""
        return max(0.0, (moment - self.performed_at).total_seconds() / 3600)

    def today(self) -> date:
        return local(self.now, self.zone).date()

    def is_later(self) -> bool:
        """Return whether the answer is for a time to come rather than for now."""
        return self.at - self.now > HALF_HOUR or (self.day is not None and self.day > self.today())


def answer(
    protocol: Protocol,
    subject: str,
    *,
    performed_at: datetime,
    at: datetime,
    zone: str | tzinfo,
    already_done: bool = False,
    now: datetime | None = None,
    day: date | None = None,
) -> Answer:
    """Return what the protocol tells about `subject` at the time `at`, in the words of the patient's `zone`.

    `performed_at` (end of the session), `at` (what the verdict is for, or when it was done) and `now` (default `at`) are aware.
    `day` is the local date where a whole day is meant. `already_done` answers a slip-up: the verdict of the hour it was done,
    with what to do now. ValueError on naive times, KeyError on an unknown topic.
    """
    moment = _Moment(_utc(performed_at), _utc(at), _utc(now or at), zone, day)
    rule = protocol.rule(subject, moment.hours(moment.at))
    if already_done and rule.verdict in ("avoid", "caution") and protocol.subject(subject).slip:
        return _slip_answer(protocol, rule, moment)
    return _plain_answer(protocol, rule, moment)


def _plain_answer(protocol: Protocol, rule: Rule, moment: _Moment) -> Answer:
    lead, later = _lead(protocol, rule, moment), moment.is_later()
    changes_at = _changes_at(protocol, rule, moment)
    ask = None if later else rule.ask
    return Answer(
        topic=rule.subject.split("/")[0],
        subject=rule.subject,
        words=protocol.subject(rule.subject).words,
        verdict=rule.verdict,
        text=lead + _worded(rule.text, changes_at, moment),
        short=lead + _worded(rule.short, changes_at, moment),
        rule_id=rule.id,
        # How skin would look next week is a forecast, not a sign that somebody has to see today.
        level="none" if later else rule.level,
        changes_at=changes_at,
        change_words=_worded("{from}", changes_at, moment),
        lead=lead,
        ask=ask,
        question=protocol.question(ask) if ask else "",
    )


def _slip_answer(protocol: Protocol, done: Rule, moment: _Moment) -> Answer:
    """Return the answer to someone who did it while `done` held: no scolding, first aid, and what holds now."""
    current = protocol.rule(done.subject, moment.hours(moment.now))
    changes_at = _changes_at(protocol, current, moment)
    opening = _opening(protocol, done.subject, moment)
    # An "ok by now" after the kind words would sound as if it had been all right to do.
    short = _worded(current.short, changes_at, moment) if current.verdict in ("avoid", "caution") else ""
    return Answer(
        topic=done.subject.split("/")[0],
        subject=done.subject,
        words=protocol.subject(done.subject).words,
        verdict=done.verdict,
        text=f"{opening} {short}".strip(),
        short=short,
        rule_id=done.id,
        level=done.level,
        changes_at=changes_at,
        change_words=_worded("{from}", changes_at, moment),
        opening=opening,
        ask="danger",
        question=protocol.question("danger"),
    )


def _opening(protocol: Protocol, subject: str, moment: _Moment) -> str:
    slip = protocol.subject(subject).slip
    if slip == "slip_skin" and moment.hours(moment.now) < FIRST_DAY:
        slip = "slip_skin_first_day"
    return protocol.text(slip) if slip else ""


def _changes_at(protocol: Protocol, rule: Rule, moment: _Moment) -> datetime | None:
    change = protocol.next_change(rule.subject, rule.start)
    return moment.performed_at + timedelta(hours=change.start) if change else None


def _worded(text: str, changes_at: datetime | None, moment: _Moment) -> str:
    """Return `text` with {from} and {until} said; what never changes has neither, the protocol's checks see to it."""
    if changes_at is None:
        return "" if text == "{from}" else text
    when = moment_words(not_before(changes_at, moment.zone), moment.today())
    return text.format_map({"from": f"from {when}", "until": f"until {when}"})


def _lead(protocol: Protocol, rule: Rule, moment: _Moment) -> str:
    """Return the words that say for when this answer is, where that is not now; what is told now and then is for neither."""
    if not moment.is_later() or (rule.verdict == "info" and protocol.rule(rule.subject, moment.hours(moment.now)) == rule):
        return ""
    if moment.day is None:
        return f"For {moment_words(not_after(moment.at, moment.zone), moment.today())}: "
    since = _changed_that_day(protocol, rule, moment)
    return f"For {day_words(moment.day, moment.today())}{f', from {since}' if since else ''}: "


def _changed_that_day(protocol: Protocol, rule: Rule, moment: _Moment) -> str:
    """Return the hour at which the verdict became what it is, where that is within the day asked about; else ""."""
    before = [other for other in protocol.subject(rule.subject).windows if other.start < rule.start]
    if not before or before[-1].verdict == rule.verdict:
        return ""
    began = not_before(moment.performed_at + timedelta(hours=rule.start), moment.zone)
    return hour_words(began) if began.date() == moment.day else ""


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("answers need aware times")
    return moment.astimezone(timezone.utc)
