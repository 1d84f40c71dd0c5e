"""Families of wordings for one time, each said thirty ways or more; a patient in London, Wednesday 11 June 2025, 10 am."""

from datetime import datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.asked_time import resolve

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2025, 6, 11, 10, 0, tzinfo=LONDON)


def local(text, now=NOW):
    asked = resolve(text, now=now, zone=LONDON)
    assert asked is not None and asked.at is not None, asked
    return f"{asked.at.astimezone(LONDON):%a %d %b %H:%M}"


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("once its been 2 days can the shower be hot again", 48),
        ("after the 3 day mark is the pool fine", 72),
        ("when ive hit a full week can i use lactic acid", 168),
        ("can i swim once ive passed the 72 hour mark", 72),
        ("once the first 48 hours are over", 48),
        ("gym when the 3 days are up?", 72),
        ("if i wait the full 3 days is sauna ok", 72),
        ("when a week is up can i have a peel", 168),
        ("so 8 days is safe?", 192),
        ("and after the 2 days?", 48),
    ],
)
def test_how_far_it_has_come_is_counted_from_the_session(text, hours):
    asked = resolve(text, now=NOW, zone=LONDON)
    assert asked is not None and (asked.kind, asked.hours) == ("since_session", hours)


@pytest.mark.parametrize(
    "text", ["it's been 2 days can i run", "been 3 days now", "it was fine once id hit 3 days", "the 2nd one but running"]
)
def test_how_far_it_is_already_is_no_time_to_come(text):
    assert resolve(text, now=NOW, zone=LONDON) is None


ASKS = ("can i swim {}", "so {} then", "{} ok?", "and {}?", "is a run fine {} or not", "whats the word on wine {}")

#: wording -> the moment it means
AHEAD = {
    "in 5 hours": "Wed 11 Jun 15:00",
    "5 hours from now": "Wed 11 Jun 15:00",
    "in 4 days": "Sun 15 Jun 10:00",
    "4 days from now": "Sun 15 Jun 10:00",
    "and after 4 days from now": "Sun 15 Jun 10:00",
    "4 days on from today": "Sun 15 Jun 10:00",
    "hot baths of a friday, ok in 4 days": "Sun 15 Jun 10:00",
    "in 4 days time": "Sun 15 Jun 10:00",
    "if i hold off another 4 days": "Sun 15 Jun 10:00",
    "in two nights": "Fri 13 Jun 10:00",
    "the week after next": "Wed 25 Jun 10:00",
    "early next week": "Wed 18 Jun 10:00",
    "a fortnight from today": "Wed 25 Jun 10:00",
    "the weekend after next": "Sat 21 Jun 12:00",
    "next weekend": "Sat 21 Jun 12:00",
    "the following weekend": "Sat 21 Jun 12:00",
    "a week on thursday": "Thu 19 Jun 12:00",
    "thursday week": "Thu 19 Jun 12:00",
    "a week from thursday": "Thu 19 Jun 12:00",
    "two weeks on saturday": "Sat 28 Jun 12:00",
    "a fortnight on saturday": "Sat 28 Jun 12:00",
    "saturday fortnight": "Sat 28 Jun 12:00",
    "saturday after next": "Sat 21 Jun 12:00",
    "a week tomorrow": "Thu 19 Jun 12:00",
    "on saturday": "Sat 14 Jun 12:00",
    "first thing tomorrow": "Thu 12 Jun 09:00",
    "first thing on monday": "Mon 16 Jun 09:00",
    "late friday": "Fri 13 Jun 20:00",
    "the evening of the 12th": "Thu 12 Jun 20:00",
    "before my wedding on the 12th": "Thu 12 Jun 12:00",
    "the day before my party on the 20th": "Thu 19 Jun 12:00",
    "the night before the wedding on saturday": "Fri 13 Jun 12:00",
    "the day after my birthday on friday": "Sat 14 Jun 12:00",
    "a week before my holiday on the 28th": "Sat 21 Jun 12:00",
    "after work": "Wed 11 Jun 20:00",
    "before bed": "Wed 11 Jun 20:00",
    "later": "Wed 11 Jun 15:00",
    "when i wake up": "Thu 12 Jun 09:00",
    "tonight": "Wed 11 Jun 20:00",
}


@pytest.mark.parametrize(("wording", "when"), AHEAD.items(), ids=AHEAD)
def test_a_time_to_come_is_the_same_however_the_question_is_put(wording, when):
    assert {local(asks.format(wording)) for asks in ASKS} == {when}


DAY_N = tuple(product(
    ("on day {}", "on the {}th day", "when i get to day {}", "once i reach day {}", "once its day {}", "by day {}",
     "after day {}", "from day {}", "when day {} comes", "until day {}"),
    (5, 6, 8, 9),
))  # fmt: skip


@pytest.mark.parametrize(("wording", "day"), DAY_N)
def test_a_day_counted_from_the_session(wording, day):
    for asks in ("{} can i do lengths in the pool", "can i do it again {}?", "and {}?"):
        asked = resolve(asks.format(wording.format(day)), now=NOW, zone=LONDON)
        assert asked is not None and (asked.kind, asked.hours) == ("since_session", 24.0 * day)


@pytest.mark.parametrize(
    "text", ["ive got to day 5 and its dry", "made it to day 6", "its day 5", "im on day 4, ok?", "day 3 now"]
)
def test_the_day_that_it_is_is_no_other_time(text):
    assert resolve(text, now=NOW, zone=LONDON) is None


TAKEN_BACK = {
    "not tonight, tomorrow": "Thu 12 Jun 12:00",
    "not tomorrow, saturday": "Sat 14 Jun 12:00",
    "saturday not tomorrow": "Sat 14 Jun 12:00",
    "tomorrow, sorry, saturday": "Sat 14 Jun 12:00",
    "tonight no wait tomorrow night": "Thu 12 Jun 20:00",
    "friday i mean saturday": "Sat 14 Jun 12:00",
    "friday.. actually sunday morning": "Sun 15 Jun 09:00",
    "in 2 days sorry 3 days time": "Sat 14 Jun 10:00",
    "rather than today, friday": "Fri 13 Jun 12:00",
    "instead of tomorrow can i go monday": "Mon 16 Jun 12:00",
    "not this weekend but next weekend": "Sat 21 Jun 12:00",
    "scrap tomorrow, thursday night": "Thu 12 Jun 20:00",
    "not evening, morning": "Thu 12 Jun 09:00",
    "morning not evening": "Thu 12 Jun 09:00",
    "not in the morning, in the evening": "Wed 11 Jun 20:00",
    "i meant morning": "Thu 12 Jun 09:00",
    "no i mean evening": "Wed 11 Jun 20:00",
    "sorry i meant saturday": "Sat 14 Jun 12:00",
    "why not tomorrow": "Thu 12 Jun 12:00",
    "if not tonight then tomorrow?": "Wed 11 Jun 20:00",
    "not until friday?": "Fri 13 Jun 12:00",
    "not even tomorrow?": "Thu 12 Jun 12:00",
    "not tomorrow?": "Thu 12 Jun 12:00",
    "make that saturday": "Sat 14 Jun 12:00",
    "never mind tonight, what about thursday": "Thu 12 Jun 12:00",
    "forget tomorrow. on sunday?": "Sun 15 Jun 12:00",
    "mornings not nights": "Thu 12 Jun 09:00",
    "the 14th, typo, the 15th": "Sun 15 Jun 12:00",
    "monday or rather tuesday": "Tue 17 Jun 12:00",
    "tomorrow make it friday": "Fri 13 Jun 12:00",
}  # fmt: skip


@pytest.mark.parametrize(("text", "when"), TAKEN_BACK.items(), ids=TAKEN_BACK)
def test_what_is_denied_or_taken_back_is_not_meant(text, when):
    assert local(text) == when


#: wording -> (from, until) hours after the session within which it was done
DONE = {
    "the very evening of my appointment": (0, 12),
    "the same night": (0, 12),
    "the evening i had it done": (0, 12),
    "the night of my session": (0, 12),
    "that first night": (0, 12),
    "the same evening as the treatment": (0, 12),
    "the same day": (0, 16),
    "the day of my appointment": (0, 16),
    "the day i had it done": (0, 16),
    "on the way home": (0, 3),
    "on my way home from the clinic": (0, 3),
    "straight after my session": (0, 3),
    "right after the needling": (0, 3),
    "just after you did me": (0, 3),
    "as soon as i got home": (0, 3),
    "straight after": (0, 3),
    "in the car home": (0, 3),
    "the minute i left": (0, 3),
    "the next day": (8, 40),
    "the following morning": (8, 40),
    "the day after my treatment": (8, 40),
    "the very next morning": (8, 40),
    "3 hours after my session": (3, 3),
    "a day after my treatment": (24, 24),
    "two hours after the needling": (2, 2),
    "on day 1": (0, 24),
    "on day 2": (24, 48),
    "on the third day": (48, 72),
    "before i read the leaflet": (0, 200),
    "before i checked with you": (0, 200),
}  # fmt: skip


@pytest.mark.parametrize(("wording", "hours"), DONE.items(), ids=DONE)
def test_what_was_done_at_a_time_that_only_the_session_dates(wording, hours):
    performed_at = NOW - timedelta(hours=200)
    for told in ("i drank two whiskies {}", "i put foundation on {}", "confession: {} i went to spin", "i used a scrub {} sorry"):
        asked = resolve(told.format(wording), now=NOW, zone=LONDON)
        assert asked is not None and asked.is_past, told.format(wording)
        assert asked.hours_when(performed_at, NOW) == hours, told.format(wording)


BACK = {
    "the day before yesterday": "Mon 09 Jun",
    "the night before last": "Mon 09 Jun",
    "yesterday": "Tue 10 Jun",
    "last night": "Tue 10 Jun",
    "yesterday evening": "Tue 10 Jun",
    "2 days ago": "Mon 09 Jun",
    "two nights ago": "Mon 09 Jun",
    "a couple of days back": "Mon 09 Jun",
    "on monday": "Mon 09 Jun",
    "last monday": "Mon 09 Jun",
    "monday night": "Mon 09 Jun",
    "this morning": "Wed 11 Jun",
    "an hour ago": "Wed 11 Jun",
    "earlier": "Wed 11 Jun",
    "earlier today": "Wed 11 Jun",
    "just now": "Wed 11 Jun",
    "half an hour ago": "Wed 11 Jun",
    "at the weekend": "Sat 07 Jun",
    "last weekend": "Sat 07 Jun",
    "the weekend before last": "Sat 31 May",
    "a week ago": "Wed 04 Jun",
    "last week": "Wed 04 Jun",
    "on the 9th": "Mon 09 Jun",
    "at 8am": "Wed 11 Jun",
    "late last night": "Tue 10 Jun",
    "3 days ago": "Sun 08 Jun",
    "on saturday": "Sat 07 Jun",
    "a fortnight ago": "Wed 28 May",
    "last thursday": "Thu 05 Jun",
    "ten days ago": "Sun 01 Jun",
}  # fmt: skip


@pytest.mark.parametrize(("wording", "day"), BACK.items(), ids=BACK)
def test_what_was_done_on_a_day_before(wording, day):
    for told in ("i had wine {}", "i shaved {} oops", "she dyed my brows {}", "{} i went swimming"):
        asked = resolve(told.format(wording), now=NOW, zone=LONDON)
        assert asked is not None and asked.is_past and asked.at is not None, told.format(wording)
        assert f"{asked.at.astimezone(LONDON):%a %d %b}" == day, told.format(wording)


@given(
    wording=st.sampled_from([*AHEAD, *TAKEN_BACK]),
    now=st.datetimes(datetime(2020, 1, 1), datetime(2032, 1, 1), timezones=st.just(ZoneInfo("UTC"))),  # noqa: DTZ001
    zone=st.sampled_from(["Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia"]),
)
def test_a_time_to_come_is_ahead_in_every_zone_and_across_every_change_of_the_clocks(wording, now, zone):
    asked = resolve(wording, now=now, zone=zone)
    assert asked is not None and asked.kind == "future" and asked.at is not None and asked.at > now


@given(
    wording=st.sampled_from([*DONE, *BACK]),
    hours=st.floats(min_value=0, max_value=2000),
    now=st.datetimes(datetime(2020, 1, 1), datetime(2032, 1, 1), timezones=st.just(ZoneInfo("UTC"))),  # noqa: DTZ001
)
def test_what_was_done_lies_between_the_session_and_now(wording, hours, now):
    asked = resolve(f"i had wine {wording}", now=now, zone="Europe/London")
    assert asked is not None
    first, last = asked.hours_when(now - timedelta(hours=hours), now)
    assert 0 <= first <= last and (not asked.is_past or last <= hours + 1e-6)


@pytest.mark.parametrize(("days", "hours"), [(1, 25), (2, 49), (7, 169)])
def test_a_day_to_come_keeps_its_midday_when_the_clocks_go_back(days, hours):
    before = datetime(2025, 10, 25, 12, 0, tzinfo=LONDON)
    named = {1: "tomorrow", 2: "on monday", 7: "saturday"}[days]
    asked = resolve(f"can i run {named}", now=before, zone=LONDON)
    assert asked is not None and asked.at is not None
    assert asked.at - before.astimezone(ZoneInfo("UTC")) == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("what if i wait a full week from now", "Wed 18 Jun 10:00"),
        ("ok n if they push it back a month", "Fri 11 Jul 10:00"),
        ("wedding is in 3 wks can i get lashes tinted tmrw", "Thu 12 Jun 12:00"),
        ("got botox pencilled in for a week today", "Wed 18 Jun 10:00"),
        ("this time tomorrow am i alright for a hot shower", "Thu 12 Jun 12:00"),
        ("ok and the week after, a proper run?", "Wed 18 Jun 10:00"),
        ("appt was this morning. hot tub on friday?", "Fri 13 Jun 12:00"),
    ],
)
def test_times_as_they_are_said_around_other_words(text, moment):
    assert local(text) == moment


@pytest.mark.parametrize("text", ["typo, day 15", "i meant day 15", "make that day 15"])
def test_a_day_put_right_is_a_day_to_come(text):
    asked = resolve(text, now=NOW, zone=LONDON)
    assert asked is not None and (asked.kind, asked.hours) == ("since_session", 360)


@pytest.mark.parametrize(
    "text",
    [
        "2 hrs off the week. vit c now?",
        "i shouldnt use my HA til tmrw then should i",
        "stag do in the morning, can i put self tan on now?",
        "got needled yesterday, is a bath ok",
        "it was done at 9 today, 7 hours back. sun cream?",
        "one week tomorrow since my needling, pool ok?",
    ],
)
def test_a_time_that_has_not_come_is_not_asked_about(text):
    assert resolve(text, now=NOW, zone=LONDON) is None
