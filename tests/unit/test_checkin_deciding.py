"""Whether a due check-in goes out now: one decision with one reason."""

from datetime import datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.checkins import Due, Situation, decide, load_default_timeline, plan, silence
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
