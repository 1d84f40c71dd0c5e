"""The rule of sending, lived through: whole lives of check-ins, by the real plan and the real decision, over a clock that jumps.

Whatever the zone, the clinic's daytime, the clock changes, the edits and the people do, a check-in is sent only when it may be,
and ends in exactly one way.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.checkins import Condition, Due, Timeline, decide, load_default_timeline, plan
from bot.checkins.daytime import Daytime
from bot.checkins.deciding import CHAT_LASTS, QUESTION_HOLDS
from bot.dispatch.batch import STATUS
from bot.dispatch.due_rows import Office, Row
from bot.dispatch.situations import Case, Known, StepTold, Talk

DEFAULT = load_default_timeline()
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
SESSION, PATIENT = 1, 1
ZONES = (
    "Europe/London", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kathmandu", "America/St_Johns",
    "Africa/Cairo", "Antarctica/Troll", "UTC",
)  # fmt: skip
#: An hour or a half before and after which the clocks of some of these zones change, and plain days.
DAYS = ("2025-03-29T22:30", "2025-10-25T20:00", "2025-03-08T23:30", "2025-11-01T12:00", "2025-04-05T11:00", "2025-06-10T15:30")


@dataclass
class Kept:
    """A check-in's row, and all that ever became of it."""

    step: str
    status: str
    reason: str
    due_at: datetime
    expires_at: datetime
    planned_for: datetime
    sent_at: datetime | None = None
    endings: list[str] = field(default_factory=list)

    @property
    def is_open(self):
        return self.status in ("planned", "held")


class Life:
    """One patient, one session, one clinic; `now` is the clock on the clinic's wall."""

    def __init__(self, timeline, performed_at, zone, window):
        self.timeline, self.performed_at, self.zone, self.window = timeline, performed_at, zone, window
        self.now = performed_at
        self.sends: list[Kept] = []
        self.talk, self.cases = Talk(), []
        self.stopped = self.discharged = self.paused = self.cancelled = self.number_is_bad = False
        self.consented = True
        self.rows = [Kept(row.step, row.status, row.reason, row.due_at, row.expires_at, row.due_at) for row in self.plan()]
        for row in self.rows:
            if not row.is_open:
                row.endings.append(row.reason)

    def plan(self):
        given = {"performed_at": self.performed_at, "zone": ZoneInfo(self.zone), "window": self.window, "now": self.now}
        return plan(self.timeline, **given)

    def plan_again(self):
        """Plan anew as an edit does: what has ended stays as it is."""
        for row, planned in zip(self.rows, self.plan(), strict=True):
            if row.is_open:
                row.due_at = row.planned_for = planned.due_at
                row.expires_at = planned.expires_at
                self.end(row, planned.status, planned.reason)

    def end(self, row, status, reason):
        row.status, row.reason = status, reason
        if not row.is_open:
            row.endings.append(reason)

    def known(self):
        told = [StepTold(row.step, row.status, row.due_at, row.expires_at, {}, row.sent_at) for row in self.rows]
        found = Known()
        found.steps[SESSION], found.talks[PATIENT] = told, self.talk
        found.cases[PATIENT] = [Case(level, True, self.now, True) for level in self.cases]
        return found

    def tick(self):
        """Look at what is due, one after the other, as the scheduler does, until nothing is."""
        for _ in range(len(self.rows)):
            due = [row for row in self.rows if row.is_open and row.due_at <= self.now]
            if not due:
                return
            self.look_at(min(due, key=lambda row: row.due_at))

    def look_at(self, row):
        office = Office(1, "+442079460000", "999", *self.window)
        marks = (self.stopped, self.paused, self.discharged, self.consented, self.cancelled)
        dates = [self.now if mark else None for mark in marks]
        code = "21211" if self.number_is_bad else None
        seen = Row(1, 1, SESSION, PATIENT, row.step, row.due_at, row.expires_at, self.zone, *dates, None, code)
        situation = self.known().situation(seen, office, self.timeline, self.now)
        due = Due(self.timeline.step(row.step), row.due_at, row.expires_at)
        found = decide(due, situation, self.now, quiet=self.timeline.quiet)
        assert found == decide(due, situation, self.now, quiet=self.timeline.quiet)
        assert found.reason
        if found.action == "send":
            self.send(row)
        elif found.action == "hold":
            assert self.now < found.until <= row.expires_at
            row.status, row.reason, row.due_at = "held", found.reason, found.until
        else:
            self.end(row, STATUS[found.action], found.reason)

    def send(self, row):
        self.may_send(row)
        self.end(row, "sent", "sent")
        row.sent_at = self.talk.last_check_in_at = self.now
        self.sends.append(row)

    def may_send(self, row):
        """Hold a send against every promise of the rule, in words of its own."""
        step, now = self.timeline.step(row.step), self.now
        daytime = Daytime(*step.window(self.window), ZoneInfo(self.zone))
        local = now.astimezone(ZoneInfo(self.zone)).time()
        assert self.window[0] <= local < self.window[1], "outside the window"
        assert row.planned_for <= now, "before it was due"
        assert now < row.expires_at, "after its time"
        assert daytime.includes(daytime.closing(now) - timedelta(seconds=1)), "until after the daytime"
        assert daytime.closing(now) - now >= MINUTE, "with no time left to arrive"
        assert not (self.stopped or self.discharged or self.cancelled), "to somebody who has left"
        assert not self.number_is_bad, "to a number that cannot be texted"
        assert not (self.paused or self.talk.is_taken_over or self.talk.is_waiting), "into a conversation"
        assert not set(self.cases) & {"urgent", "emergency"}, "cheerfully into an emergency"
        assert self.talk.asked_at is None or now >= self.talk.asked_at + QUESTION_HOLDS, "over a question of ours"
        assert self.talk.talked_at is None or now >= self.talk.talked_at + CHAT_LASTS, "into a chat"
        assert all(now >= other.sent_at + self.timeline.quiet for other in self.sends), "too soon after the last"
        places = [step.slug for step in self.timeline.steps]
        assert all(places.index(other.step) < places.index(row.step) for other in self.sends), "out of order"

    # What people and clocks do.

    def stop(self, _):
        self.stopped = True

    def discharge(self, _):
        self.discharged = True

    def cancel(self, _):
        self.cancelled = True

    def pause(self, _):
        self.paused = not self.paused

    def find_bad_number(self, _):
        self.number_is_bad = not self.number_is_bad

    def take_over(self, _):
        self.talk.is_taken_over = not self.talk.is_taken_over

    def write(self, _):
        self.talk.is_waiting = True
        self.talk.last_inbound_at = self.talk.talked_at = self.now

    def answer(self, number):
        self.talk.is_waiting, self.talk.talked_at = False, self.now
        self.talk.asked_at = self.now if number % 2 else None

    def raise_case(self, number):
        self.cases = [*self.cases, ("review", "urgent", "emergency")[number % 3]]

    def resolve(self, _):
        self.cases = []

    def jump(self, number):
        self.now += (number - 40) * HOUR  # up to 40 hours back, and some days on

    def move_zone(self, number):
        self.zone = ZONES[number % len(ZONES)]
        self.plan_again()

    def move_window(self, number):
        self.window = WINDOWS[number % len(WINDOWS)]
        self.plan_again()

    def move_session(self, number):
        self.performed_at += (number - 60) * HOUR / 2
        self.plan_again()


WINDOWS = (
    (time(9), time(20)), (time(10), time(17)), (time(0), time(23, 59)), (time(1), time(2)), (time(18), time(22)),
    (time(2, 30), time(3)),
)  # fmt: skip
DEEDS = (
    "write", "answer", "raise_case", "resolve", "take_over", "pause", "jump", "move_zone", "move_window", "move_session", "stop",
    "discharge", "cancel",
)  # fmt: skip
GENTLE = (*DEEDS[:10], "find_bad_number")


def conditions(number):
    """Conditions on steps before the one at `number`: without an answer, or that any answer was worrying."""
    silent = st.integers(0, number - 1).map(lambda place: Condition("no_answer", DEFAULT.steps[place].slug))
    return silent | st.just(Condition("worried"))


@st.composite
def timelines(draw) -> Timeline:
    """The default steps at other offsets, some with hours of their own, some only for the worried or the silent."""
    gaps = draw(st.lists(st.integers(2, 60), min_size=len(DEFAULT.steps), max_size=len(DEFAULT.steps)))
    steps = []
    for number, step in enumerate(DEFAULT.steps):
        changed = {"offset": sum(gaps[: number + 1]) * HOUR, "lifetime": draw(st.sampled_from((4, 8, 20, 48))) * HOUR}
        if draw(st.integers(0, 4)) == 0:
            changed["between"] = draw(st.sampled_from(((time(10), time(12)), (time(17), time(19, 30)))))
        if number and not step.is_reminder and draw(st.booleans()):
            changed["only_if"] = (draw(conditions(number)),)
        steps.append(replace(step, **changed))
    quiet = draw(st.sampled_from((0, 1, 3, 6, 12))) * HOUR
    return replace(DEFAULT, steps=tuple(steps), quiet=quiet, crowded=draw(st.sampled_from((0, 2, 6))) * HOUR)


@st.composite
def lives(draw) -> Life:
    performed_at = datetime.fromisoformat(draw(st.sampled_from(DAYS))).replace(tzinfo=timezone.utc)
    performed_at += draw(st.integers(0, 200)) * 15 * MINUTE
    timeline = draw(st.one_of(st.just(DEFAULT), timelines()))
    return Life(timeline, performed_at, draw(st.sampled_from(ZONES)), draw(st.sampled_from(WINDOWS)))


deeds = st.lists(st.tuples(st.sampled_from(GENTLE), st.integers(0, 130)), max_size=12)
pauses = st.lists(st.integers(1, 70), min_size=12, max_size=12)
LONG = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def live(life, done, waits):
    """Let people do things now and then, with a tick every few minutes in between, now and then with the scheduler away."""
    for (deed, number), wait in zip(done, waits, strict=False):
        until = life.now + wait * HOUR
        while life.now < until:
            life.tick()
            life.now += 10 * MINUTE if wait % 7 else 4 * HOUR
        if wait % 3 == 0:  # at the very moment at which something falls due
            life.now = min((row.due_at for row in life.rows if row.is_open and row.due_at > life.now), default=life.now)
        getattr(life, deed)(number)
        life.tick()


def end_of(life):
    """Let time run until every row is over."""
    life.now = max([life.now, *(row.expires_at for row in life.rows)])
    life.tick()


@LONG
@given(life=lives(), done=deeds, waits=pauses)
def test_no_check_in_is_sent_but_when_it_may_be_and_each_ends_once(life, done, waits):
    live(life, done, waits)
    end_of(life)
    assert not [row.step for row in life.rows if row.is_open]
    assert all(len(row.endings) == 1 and row.endings[0] for row in life.rows)


@LONG
@given(life=lives(), before=deeds, waits=pauses, last=st.sampled_from(("stop", "discharge", "cancel")), after=deeds)
def test_after_stop_discharge_or_cancellation_nothing_goes_out(life, before, waits, last, after):
    live(life, before, waits)
    getattr(life, last)(0)
    gone = len(life.sends)
    live(life, after, waits)
    end_of(life)
    assert len(life.sends) == gone


@LONG
@given(life=lives(), waits=pauses)
def test_a_quiet_life_is_sent_whatever_its_hours_allow_and_the_rest_has_a_reason(life, waits):
    live(life, [("resolve", 0)] * 12, waits)
    end_of(life)
    for row in life.rows:
        assert row.status in ("sent", "skipped", "expired") and row.reason


@LONG
@given(life=lives(), done=deeds, waits=pauses, number=st.integers(0, 30))
def test_planning_twice_changes_nothing(life, done, waits, number):
    live(life, done[:number], waits)
    assert life.plan() == life.plan()
    life.plan_again()
    before = [replace(row, endings=list(row.endings)) for row in life.rows]
    life.plan_again()
    assert life.rows == before


@LONG
@given(life=lives(), away=st.integers(24, 400))
def test_after_an_outage_no_more_than_one_goes_out_at_once(life, away):
    life.tick()
    life.now += away * HOUR
    before = len(life.sends)
    life.tick()
    life.now += MINUTE
    life.tick()
    allowed = 1 if life.timeline.quiet else len(life.rows)
    assert len(life.sends) - before <= allowed


@pytest.mark.parametrize("window", [(time(20), time(9)), (time(9), time(9))], ids=["across midnight", "never"])
def test_a_window_across_midnight_is_refused(window):
    with pytest.raises(ValueError, match="open before it closes"):
        Life(DEFAULT, datetime(2025, 6, 10, 12, tzinfo=timezone.utc), "UTC", window)
