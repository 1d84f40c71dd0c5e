"""Whether a due check-in goes out now: one decision with one reason."""

from dataclasses import replace
from datetime import datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.checkins import (
    Answers,
    Condition,
    Due,
    Situation,
    decide,
    load_default_timeline,
    plan,
    silence,
    silent_after_worry,
)
from bot.checkins.daytime import Daytime

TIMELINE = load_default_timeline()
LONDON = ZoneInfo("Europe/London")
WINDOW = (time(9), time(20))
DUE = datetime(2025, 6, 11, 9, 0, tzinfo=timezone.utc)  # 10 am in London
QUIET = timedelta(hours=3)


def due(slug="24h", *, due_at=DUE, hours=20):
    return Due(TIMELINE.step(slug), due_at, due_at + timedelta(hours=hours))


def situation(**changes):
    return Situation(zone=LONDON, window=WINDOW, **changes)


def test_a_due_check_in_is_sent():
    assert decide(due(), situation(), DUE).action == "send"


@pytest.mark.parametrize(
    ("changes", "after", "action", "reason", "until"),
    [
        ({"opted_out": True}, 0, "skip", "the patient has opted out", None),
        ({"staff_have_taken_over": True}, 0, "hold", "staff are writing with the patient", 0.5),
        ({"open_level": "urgent"}, 0, "hold", "an urgent case is open", 0.5),
        ({"open_level": "emergency"}, 0, "hold", "an emergency case is open", 0.5),
        ({"inbound_waiting": True}, 0, "hold", "a text from the patient is being answered first", 1 / 12),
        ({}, -1, "hold", "not due yet", 0),
        ({}, 10.5, "hold", "outside the clinic's daytime", 20),
        ({"last_check_in_at": DUE - timedelta(hours=1)}, 0, "hold", "another check-in went out less than 3 hours ago", 2),
        ({}, 20, "expire", "its time has passed before it could be sent", None),
        ({"open_level": "urgent"}, 20, "expire", "its time has passed: an urgent case is open", None),
        ({"opted_out": True}, 30, "skip", "the patient has opted out", None),
        ({"replied": frozenset({"24h"})}, 0, "skip", "already answered", None),
        ({"open_level": "review"}, 0, "send", "due, within the clinic's daytime", None),
        ({"discharged": True}, 30, "skip", "the clinic has ended this patient's aftercare", None),
        ({"session_cancelled": True}, 0, "skip", "the session was cancelled", None),
        ({"paused": True}, 0, "hold", "staff have paused the check-ins", 0.5),
        ({"paused": True}, 20, "expire", "its time has passed: staff have paused the check-ins", None),
        ({"asked_at": DUE - timedelta(hours=3.75)}, 0, "hold", "a question of ours waits for its answer", 0.25),
        ({"asked_at": DUE - timedelta(hours=1)}, 0, "hold", "a question of ours waits for its answer", 0.5),
        ({"asked_at": DUE - timedelta(hours=4)}, 0, "send", "due, within the clinic's daytime", None),
        ({"talked_at": DUE - timedelta(minutes=4)}, 0, "hold", "the patient is in conversation", 0.1),
        ({"talked_at": DUE - timedelta(minutes=10)}, 0, "send", "due, within the clinic's daytime", None),
        ({"talked_at": DUE + timedelta(days=2)}, 0, "hold", "the patient is in conversation", 1 / 6),
        ({"last_check_in_at": DUE + timedelta(days=2)}, 0, "hold", "another check-in went out less than 3 hours ago", 3),
        ({"goes_before": frozenset({"4h"})}, 0, "hold", "4h goes out before it", 0.5),
        ({"gone_after": frozenset({"48h"})}, 0, "skip", "48h, which comes after it, has gone out already", None),
        ({"last_check_in_at": DUE - timedelta(hours=3)}, 0, "send", "due, within the clinic's daytime", None),
    ],
)  # fmt: skip
def test_what_comes_first_is_the_reason(changes, after, action, reason, until):
    decision = decide(due(), situation(**changes), DUE + timedelta(hours=after))
    assert (decision.action, decision.reason) == (action, reason)
    assert decision.until == (None if until is None else DUE + timedelta(hours=until))


@pytest.mark.parametrize(
    ("sent", "replied", "action", "reason"),
    [
        ({"24h", "48h"}, set(), "send", "due, within the clinic's daytime"),
        ({"24h", "48h"}, {"24h"}, "skip", "no reminder needed: 24h was answered"),
        ({"24h", "48h"}, {"48h"}, "skip", "no reminder needed: 48h was answered"),
        ({"48h"}, set(), "skip", "no reminder needed: not all of the check-ins before it were sent"),
    ],
)
def test_a_reminder_is_for_those_who_answered_neither(sent, replied, action, reason):
    decision = decide(due("reminder"), situation(sent=frozenset(sent), replied=frozenset(replied)), DUE)
    assert (decision.action, decision.reason) == (action, reason)


WORRIED = replace(TIMELINE.step("48h"), only_if=(Condition("worried", "24h"),))


@pytest.mark.parametrize(
    ("answers", "changes", "action", "reason"),
    [
        (Answers(sent=frozenset({"24h"}), worried=frozenset({"24h"})), {}, "send", "due, within the clinic's daytime"),
        (Answers(sent=frozenset({"24h"})), {}, "skip", "only if the answer to 24h was worrying: it was not"),
        (Answers(), {"inbound_waiting": True}, "hold", "a text from the patient is being answered first"),
    ],
    ids=["met", "not met", "a text that may be the answer"],
)
def test_conditions_are_judged_when_it_would_go(answers, changes, action, reason):
    check_in = Due(WORRIED, DUE, DUE + timedelta(hours=20))
    decision = decide(check_in, situation(answers=answers, **changes), DUE)
    assert (decision.action, decision.reason) == (action, reason)


def test_a_step_with_its_own_times_waits_for_them():
    check_in = Due(replace(TIMELINE.step("24h"), between=(time(12), time(14))), DUE, DUE + timedelta(hours=20))
    decision = decide(check_in, situation(), DUE)
    assert (decision.action, decision.reason, decision.until) == ("hold", "outside its own times", DUE + timedelta(hours=2))


@pytest.mark.parametrize(
    ("moment", "closes"),
    [
        ("2025-06-11T19:59", "2025-06-11T20:00"),
        ("2025-06-11T09:00", "2025-06-11T20:00"),
        ("2025-10-26T00:30", "2025-10-26T20:00"),
    ],
    ids=["a minute before", "in the morning", "the night the clocks go back"],
)
def test_when_a_daytime_closes(moment, closes):
    opened = Daytime(time(0), time(20), LONDON)
    found = opened.closing(datetime.fromisoformat(moment).replace(tzinfo=LONDON))
    assert found == datetime.fromisoformat(closes).replace(tzinfo=LONDON)


@pytest.mark.parametrize(
    ("hours", "replied", "worried", "found"),
    [
        (4, {"24h"}, {"24h"}, ("24h", "48h")),
        (3.9, {"24h"}, {"24h"}, None),
        (9, {"24h"}, set(), None),
        (9, {"24h", "48h"}, {"24h"}, None),
        (9, {"4h", "24h"}, {"4h"}, None),
        (9, set(), {"24h"}, None),
    ],
    ids=["at once", "not yet", "calm", "replied since", "calm since", "never replied"],
)
def test_silence_after_a_worrying_answer_does_not_wait_for_a_reminder(hours, replied, worried, found):
    sent = {"4h": DUE - timedelta(hours=44), "24h": DUE - timedelta(hours=24), "48h": DUE}
    now = DUE + timedelta(hours=hours)
    assert silent_after_worry(sent=sent, replied=frozenset(replied), worried=frozenset(worried), now=now) == found


@pytest.mark.parametrize(
    ("hours", "replied", "over", "told"),
    [
        (13, set(), set(), "no reply to 24h, 48h, reminder"),
        (11, set(), set(), None),
        (13, {"reminder"}, set(), None),
        (13, {"24h"}, set(), None),
    ],
)
def test_silence_after_the_reminder_is_for_staff(hours, replied, over, told):
    sent = {"24h": DUE - timedelta(hours=30), "48h": DUE - timedelta(hours=6), "reminder": DUE}
    found = silence(TIMELINE, sent=sent, replied=frozenset(replied), over=frozenset(over), now=DUE + timedelta(hours=hours))
    assert found == told


def test_silence_is_for_staff_even_where_the_reminder_could_not_be_sent():
    sent = {"24h": DUE - timedelta(hours=24), "48h": DUE}
    later = DUE + timedelta(hours=12)
    assert silence(TIMELINE, sent=sent, replied=frozenset(), over=frozenset({"reminder"}), now=later) == "no reply to 24h, 48h"
    assert silence(TIMELINE, sent=sent, replied=frozenset(), over=frozenset(), now=later) is None


zones = st.sampled_from(["Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Cairo"]).map(
    ZoneInfo
)
windows = st.tuples(st.integers(0, 22), st.integers(1, 23)).filter(lambda w: w[0] < w[1]).map(lambda w: (time(w[0]), time(w[1])))
moments = st.datetimes(datetime(2024, 1, 1), datetime(2026, 1, 1), timezones=st.just(timezone.utc))  # noqa: DTZ001
slugs = st.sampled_from([step.slug for step in TIMELINE.steps])
sets = st.frozensets(slugs)
situations = st.builds(
    Situation, zone=zones, window=windows, opted_out=st.booleans(), staff_have_taken_over=st.booleans(),
    open_level=st.sampled_from(["none", "review", "urgent", "emergency"]),
    inbound_waiting=st.booleans(),
    last_check_in_at=st.none() | st.timedeltas(timedelta(hours=-48), timedelta(0)).map(lambda ago: DUE + ago),
    sent=sets, replied=sets,
)  # fmt: skip


@given(slug=slugs, situation=situations, now=st.timedeltas(timedelta(hours=-30), timedelta(hours=60)).map(lambda by: DUE + by))
def test_a_decision_keeps_the_rules(slug, situation, now):
    check_in = due(slug)
    decision = decide(check_in, situation, now)
    assert decision == decide(check_in, situation, now)
    assert decision.reason
    assert decision.action in ("send", "hold", "skip", "expire")
    assert (decision.until is not None) == (decision.action == "hold")
    if decision.until is not None:
        assert now < decision.until <= check_in.expires_at
    if decision.action == "send":
        assert check_in.due_at <= now < check_in.expires_at
        assert Daytime(situation.window[0], situation.window[1], situation.zone).includes(now)
        assert not (situation.opted_out or situation.staff_have_taken_over or situation.inbound_waiting)
        assert situation.last_check_in_at is None or now - situation.last_check_in_at >= QUIET


@given(
    performed_at=moments, zone=zones, window=windows, busy=st.lists(st.integers(0, 680), max_size=4), replied=sets,
)  # fmt: skip
def test_four_weeks_lived_through_send_each_check_in_once_in_order_and_within_its_time(performed_at, zone, window, busy, replied):
    rows = plan(TIMELINE, performed_at=performed_at, zone=zone, window=window, now=performed_at)
    sent, ended = _live(rows, performed_at, zone, window, busy, replied)
    assert {row.step for row in rows} == set(sent) | set(ended)
    assert not set(sent) & set(ended)
    moments = [sent[step.slug] for step in TIMELINE.steps if step.slug in sent]
    assert all(later - earlier >= QUIET for earlier, later in zip(moments, moments[1:], strict=False))


def _live(rows, performed_at, zone, window, busy, replied):
    """Look at every waiting row every half hour for five weeks; at the hours in `busy` staff hold the conversation for a day."""
    sent: dict[str, datetime] = {}
    ended = {row.step: row.reason for row in rows if row.status == "skipped"}
    now = performed_at
    while now < performed_at + timedelta(days=34) and len(sent) + len(ended) < len(rows):
        hour = (now - performed_at) / timedelta(hours=1)
        taken = any(start <= hour < start + 24 for start in busy)
        for row in rows:
            if row.step in sent or row.step in ended or row.due_at > now:
                continue
            standing = Situation(
                zone=zone, window=window, staff_have_taken_over=taken, last_check_in_at=max(sent.values(), default=None),
                sent=frozenset(sent), replied=replied & frozenset(sent),
            )  # fmt: skip
            decision = decide(Due(TIMELINE.step(row.step), row.due_at, row.expires_at), standing, now)
            if decision.action == "send":
                sent[row.step] = now
            elif decision.action != "hold":
                ended[row.step] = decision.reason
        now += timedelta(minutes=30)
    return sent, ended
