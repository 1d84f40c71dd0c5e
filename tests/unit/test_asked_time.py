"""Which time a text asks about, seen by a patient in London at 10 am on Wednesday 11 June 2025 unless told otherwise."""

from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.asked_time import AskedTime, resolve, resolve_all

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2025, 6, 11, 10, 0, tzinfo=LONDON)


def told(text, *, now=NOW, zone: ZoneInfo | str = LONDON):
    """The time that `text` asks about, which must be there."""
    asked = resolve(text, now=now, zone=zone)
    assert asked is not None
    return asked


def moment(asked: AskedTime) -> datetime:
    assert asked.at is not None
    return asked.at


def local(asked):
    return f"{moment(asked).astimezone(LONDON):%a %d %b %H:%M}"


FUTURE = {
    "can i go out tonight": "Wed 11 Jun 20:00",
    "ok to shower 2nite?": "Wed 11 Jun 20:00",
    "is wine ok this evening": "Wed 11 Jun 20:00",
    "can i swim tomorrow": "Thu 12 Jun 12:00",
    "tmrw?": "Thu 12 Jun 12:00",
    "gym tmw ok": "Thu 12 Jun 12:00",
    "and 2moro": "Thu 12 Jun 12:00",
    "tommorow then": "Thu 12 Jun 12:00",
    "tomorow": "Thu 12 Jun 12:00",
    "tomoz": "Thu 12 Jun 12:00",
    "tomorrow morning": "Thu 12 Jun 09:00",
    "tmrw afternoon": "Thu 12 Jun 15:00",
    "tomorrow night": "Thu 12 Jun 20:00",
    "tomorrow eve": "Thu 12 Jun 20:00",
    "tomorrow at 3pm": "Thu 12 Jun 15:00",
    "tomorrow 7.30am": "Thu 12 Jun 07:30",
    "day after tomorrow": "Fri 13 Jun 12:00",
    "on saturday": "Sat 14 Jun 12:00",
    "sat?": "Sat 14 Jun 12:00",
    "was wondering if i can swim sat": "Sat 14 Jun 12:00",
    "can i get it waxed saturday": "Sat 14 Jun 12:00",
    "want it threaded on saturday": "Sat 14 Jun 12:00",
    "party sat night": "Sat 14 Jun 20:00",
    "this friday": "Fri 13 Jun 12:00",
    "fri morning": "Fri 13 Jun 09:00",
    "thurs ok?": "Thu 12 Jun 12:00",
    "wait until monday": "Mon 16 Jun 12:00",
    "on sun": "Sun 15 Jun 12:00",
    "wensday": "Wed 18 Jun 12:00",
    "spin on tuesday at 6pm": "Tue 17 Jun 18:00",
    "a week on saturday": "Sat 21 Jun 12:00",
    "saturday week": "Sat 21 Jun 12:00",
    "meant sat in 2 weeks time": "Sat 28 Jun 12:00",
    "ok for wednesday in a week?": "Wed 18 Jun 12:00",
    "can i go in the sun in 1 week": "Wed 18 Jun 10:00",
    "not tomorrow, the day after": "Fri 13 Jun 12:00",
    "hold off one more full day then": "Thu 12 Jun 10:00",
    "this weekend": "Sat 14 Jun 12:00",
    "at the weekend": "Sat 14 Jun 12:00",
    "next weekend": "Sat 21 Jun 12:00",
    "maybe next week": "Wed 18 Jun 10:00",
    "next month": "Fri 11 Jul 10:00",
    "in 3 days": "Sat 14 Jun 10:00",
    "in three days": "Sat 14 Jun 10:00",
    "3 days time": "Sat 14 Jun 10:00",
    "in 3 days' time": "Sat 14 Jun 10:00",
    "in a couple of days": "Fri 13 Jun 10:00",
    "in a few days": "Sat 14 Jun 10:00",
    "in a week": "Wed 18 Jun 10:00",
    "in 2 wks": "Wed 25 Jun 10:00",
    "in a fortnight": "Wed 25 Jun 10:00",
    "in 2-3 days": "Fri 13 Jun 10:00",
    "if i leave it another 4 days": "Sun 15 Jun 10:00",
    "2 more days": "Fri 13 Jun 10:00",
    "i've a party saturday, makeup ok?": "Sat 14 Jun 12:00",
    "ive a wedding in 2 days": "Fri 13 Jun 10:00",
    "if i wait 2 days": "Fri 13 Jun 10:00",
    "2 days from now": "Fri 13 Jun 10:00",
    "in 2 hrs": "Wed 11 Jun 12:00",
    "in an hour": "Wed 11 Jun 11:00",
    "in half an hour": "Wed 11 Jun 10:30",
    "in 48h": "Fri 13 Jun 10:00",
    "nxt week": "Wed 18 Jun 10:00",
    "a week today": "Wed 18 Jun 10:00",
    "run at lunch?": "Wed 11 Jun 12:00",
    "in the evening": "Wed 11 Jun 20:00",
    "in 20 mins": "Wed 11 Jun 10:20",
    "on the 12th": "Thu 12 Jun 12:00",
    "the 3rd": "Thu 03 Jul 12:00",
    "12 December": "Fri 12 Dec 12:00",
    "dec 12th": "Fri 12 Dec 12:00",
    "1st of july": "Tue 01 Jul 12:00",
    "later today": "Wed 11 Jun 15:00",
    "this afternoon": "Wed 11 Jun 15:00",
    "in the morning": "Thu 12 Jun 09:00",
    "hot yoga at 6pm ok?": "Wed 11 Jun 18:00",
    "vape on saturday? it was done on monday": "Sat 14 Jun 12:00",
    "had it done monday can i run on friday": "Fri 13 Jun 12:00",
    "used retinol yesterday, can i again tomorrow": "Thu 12 Jun 12:00",
    "my appointment is booked for friday": "Fri 13 Jun 12:00",
}

PAST = {
    "used my scrub yesterday": "Tue 10 Jun 12:00",
    "went gym yday oops": "Tue 10 Jun 12:00",
    "wine last night": "Tue 10 Jun 20:00",
    "put makeup on this morning": "Wed 11 Jun 09:00",
    "on tuesday i went swimming": "Tue 10 Jun 12:00",
    "had botox on monday": "Mon 09 Jun 12:00",
    "ive a stinging face after retinol on monday": "Mon 09 Jun 12:00",
    "i've a bottle of wine sunday oops": "Sun 08 Jun 12:00",
    "i was at the gym saturday": "Sat 07 Jun 12:00",
    "been sore since sunday": "Sun 08 Jun 12:00",
    "last friday": "Fri 06 Jun 12:00",
    "last weekend": "Sat 07 Jun 12:00",
    "2 days ago": "Mon 09 Jun 10:00",
    "an hour ago i had a sauna": "Wed 11 Jun 09:00",
    "took ibuprofen on the 9th": "Mon 09 Jun 12:00",
    "sorer than it was yesterday": "Tue 10 Jun 12:00",
    "my treatment was tuesday": "Tue 10 Jun 12:00",
    "flew home saturday": "Sat 07 Jun 12:00",
    "i bumped it on sunday": "Sun 08 Jun 12:00",
}

SINCE_SESSION = {
    "what about after 8 days": 192,
    "after a week": 168,
    "after 72 hours": 72,
    "24 hours after treatment": 24,
    "2 weeks after my session": 336,
    "spa day booked for day 4": 96,
    "can i wear foundation on day 2": 48,
    "can i run day 3": 72,
    "is foundation ok on the 4th day": 96,
    "from the third day on": 72,
    "from day 5?": 120,
    "until day seven": 168,
    "at 48 hrs": 48,
    "24h later?": 24,
    "and 3 days after": 72,
    "when day 5 comes": 120,
}

NOW_OR_NO_TIME = [
    "do i leave it a day or carry on",
    "should i leave it another day",
    "do i wait 24 hours",
    "can i use it twice in 24 hours",
    "another day or keep going",
    "should have left it 24 more hours",
    "it was supposed to be another 24 hours",
    "can i swim", "its day 2", "im on day 3 now", "day 4 today", "a bit pink, day 3. normal?", "pink (day 2)",
    "for two days", "for 2 days now", "every 2 hrs", "3 sessions", "3 weeks on and still red",
    "in the sun", "sun cream", "on sun lounger", "sat in the sun", "we sat down", "i garden every monday",
    "on mondays i swim", "twice a day", "over the next 2 days", "in the last 2 days", "been 2 weeks", "38.6", "can i now", "",
    "can i use spf 30", "may i", "march into the gym", "is it 2 late", "wed like to know", "2 days old bruise",
    "its the 4th day", "it was gone in an hour", "must i really wait 3 weeks", "pushed thru it",
]  # fmt: skip


@pytest.mark.parametrize(("text", "when"), FUTURE.items(), ids=FUTURE)
def test_a_time_ahead(text, when):
    asked = told(text)
    assert (asked.kind, local(asked)) == ("future", when)


@pytest.mark.parametrize(("text", "when"), PAST.items(), ids=PAST)
def test_a_time_that_is_past(text, when):
    asked = told(text)
    assert (asked.kind, local(asked)) == ("past", when)


@pytest.mark.parametrize(("text", "hours"), SINCE_SESSION.items(), ids=SINCE_SESSION)
def test_a_time_counted_from_the_session(text, hours):
    asked = told(text)
    assert (asked.kind, asked.hours, asked.at) == ("since_session", hours, None)
    assert asked.when(NOW) == NOW + timedelta(hours=hours)


@pytest.mark.parametrize("text", NOW_OR_NO_TIME)
def test_what_names_no_other_time(text):
    assert resolve(text, now=NOW, zone=LONDON) is None


def test_a_whole_day_says_which_and_spans_it():
    asked = told("saturday")
    assert asked.day == date(2025, 6, 14)
    assert (asked.start, asked.end) == (datetime(2025, 6, 14, tzinfo=LONDON), datetime(2025, 6, 15, tzinfo=LONDON))
    assert told("saturday night").day is None


def test_every_time_is_there_in_the_order_told():
    found = resolve_all("had it done monday, can i run friday or saturday", now=NOW, zone=LONDON)
    assert [(asked.kind, local(asked)[:3]) for asked in found] == [("past", "Mon"), ("future", "Fri"), ("future", "Sat")]


def test_tonight_at_nine_in_the_evening_is_what_is_left_of_it():
    late = datetime(2025, 6, 11, 21, 0, tzinfo=LONDON)
    assert local(told("tonight", now=late)) == "Wed 11 Jun 22:00"


@pytest.mark.parametrize(
    ("hour", "text", "kind"),
    [
        (8, "can i run this morning", "future"),
        (13, "can i run this morning", "past"),
        (18, "this afternoon", "past"),
        (8, "i ran this morning", "past"),
    ],
)
def test_a_part_of_today_that_is_over_is_past(hour, text, kind):
    assert told(text, now=NOW.replace(hour=hour)).kind == kind


@pytest.mark.parametrize(("day", "when"), [(13, "Sat 14 Jun 12:00"), (14, "Sat 14 Jun 12:00"), (15, "Sun 15 Jun 12:00")])
def test_the_weekend_is_the_nearest_part_of_it_still_to_come(day, when):
    assert local(told("this weekend", now=NOW.replace(day=day))) == when


def test_a_weekday_named_on_that_day_is_the_next_one():
    assert local(told("can i swim wednesday")) == "Wed 18 Jun 12:00"


@pytest.mark.parametrize(("zone", "hour"), [("Europe/London", 11), ("America/New_York", 16), ("Asia/Tokyo", 3)])
def test_midday_is_the_patients_own(zone, hour):
    now = datetime(2025, 6, 11, 5, 0, tzinfo=timezone.utc)
    asked = told("tomorrow", now=now, zone=zone)
    assert moment(asked).astimezone(timezone.utc).hour == hour


def test_midday_tomorrow_is_midday_when_the_clocks_change_overnight():
    now = datetime(2025, 10, 25, 12, 0, tzinfo=LONDON)
    asked = told("tomorrow", now=now)
    assert moment(asked) - now.astimezone(timezone.utc) == timedelta(hours=25)
    assert moment(told("in a day", now=now)) - now.astimezone(timezone.utc) == timedelta(hours=24)


ZONES = st.sampled_from(
    ["Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Cairo", "Pacific/Apia"]
)
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2032, 1, 1), timezones=st.just(timezone.utc))  # noqa: DTZ001
SAID = st.sampled_from([*FUTURE, *PAST, *NOW_OR_NO_TIME])


@given(text=SAID, now=MOMENTS, zone=ZONES)
def test_the_future_is_ahead_and_the_past_behind(text, now, zone):
    for asked in resolve_all(text, now=now, zone=zone):
        if asked.at is None or asked.start is None or asked.end is None:
            assert asked.kind in ("since_session", "done_since")
            continue
        assert asked.at.utcoffset() == timedelta(0)
        assert asked.start <= asked.at <= asked.end
        assert asked.at > now if asked.kind == "future" else asked.at < now


@given(
    now=MOMENTS,
    zone=ZONES,
    said=st.sampled_from([("tomorrow", 12), ("tomorrow morning", 9), ("saturday night", 20), ("on friday afternoon", 15)]),
)
def test_the_wall_clock_is_right_in_every_zone_on_every_day(now, zone, said):
    asked = told(said[0], now=now, zone=zone)
    assert moment(asked).astimezone(ZoneInfo(zone)).hour == said[1]


@given(text=st.text(max_size=80), now=MOMENTS)
def test_any_text_can_be_asked(text, now):
    asked = resolve(text, now=now, zone="Europe/London")
    assert asked is None or isinstance(asked, AskedTime)


def test_at_lunch_said_at_lunch_is_of_today():
    noon = NOW + timedelta(hours=2)
    assert noon < moment(told("spray tan at lunch?", now=noon)) <= noon + timedelta(hours=1)
    assert moment(told("spray tan at lunch?", now=noon + timedelta(hours=3))) == noon + timedelta(days=1)
