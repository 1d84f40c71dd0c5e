"""What a clinic may set: every slip told in words at its field, and nothing lost between words and settings."""

from copy import deepcopy
from datetime import date, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.clinic_settings import (
    ClinicSettings,
    Offered,
    OnCallPerson,
    SettingsProblems,
    advice,
    as_given,
    differences,
    fingerprint,
    read,
)

HARLEY = {
    "name": "Harley Skin Studio",
    "phone": "+447700900000",
    "timezone": "Europe/London",
    "country": "GB",
    "numbers": {"emergency": "999", "urgent": "111", "crisis": "Samaritans 116 123"},
    "opening_hours": {"monday": "09:00-18:00", "tuesday": "9:00 - 18.00", "saturday": "10:00-13:00", "sunday": "closed"},
    "holidays": {"2026-12-25": "Christmas Day"},
    "on_call": [
        {"name": "Nina Frost", "phone": "07700 900999", "email": "Nina@Example.com"},
        {"name": "Omar Said", "phone": "+447700900998"},
    ],
    "languages": ["en", "pl"],
    "sending_window": "09:00-20:00",
    "procedures": [{"slug": "microneedling", "name": "Microneedling"}, {"slug": "facial", "name": "Facial"}],
    "default_procedure": "microneedling",
}


def harley(**changed):
    return {**deepcopy(HARLEY), **changed}


def problems_of(given):
    with pytest.raises(SettingsProblems) as refused:
        read(given)
    return refused.value.problems


def test_settings_are_read_from_words():
    found = read(HARLEY)
    assert found.opening_hours == {1: (time(9), time(18)), 2: (time(9), time(18)), 6: (time(10), time(13))}
    assert found.holidays == {date(2026, 12, 25): "Christmas Day"}
    assert found.on_call == (
        OnCallPerson("Nina Frost", "+447700900999", "nina@example.com"), OnCallPerson("Omar Said", "+447700900998"),
    )  # fmt: skip
    assert found.window == (time(9), time(20))
    assert found.procedures == (Offered("facial", "Facial"), Offered("microneedling", "Microneedling"))


SLIPS = [
    ({"name": " "}, ("name",), "must be filled in"),
    ({"name": "x" * 121}, ("name",), "at most 120"),
    ({"name": "Harley\u202eSkin"}, ("name",), "cannot be shown"),
    ({"phone": "12"}, ("phone",), "not a phone number"),
    ({"timezone": "Europe/Londres"}, ("timezone",), "not a time zone"),
    ({"timezone": "../../etc/passwd"}, ("timezone",), "not a time zone"),
    ({"country": "XX"}, ("country",), "no emergency number is on file"),
    ({"numbers": {"emergency": "nine nine nine"}}, ("numbers", "emergency"), "must be digits"),
    ({"numbers": {"emergency": ""}}, ("numbers", "emergency"), "must be filled in"),
    ({"numbers": {"emergency": "999", "urgent": "the desk"}}, ("numbers", "urgent"), "a number that can be called"),
    ({"numbers": {"emergency": "999", "crisis": "116 123 ☎"}}, ("numbers", "crisis"), "plain SMS"),
    ({"numbers": {"emergency": "999", "fire": "998"}}, ("numbers", "fire"), "not a setting"),
    ({"opening_hours": {"monday": "9 to 5"}}, ("opening_hours", "monday"), "written as 09:00-18:00 or closed"),
    ({"opening_hours": {"monday": "18:00-09:00"}}, ("opening_hours", "monday"), "ends at 09:00, before it begins"),
    ({"opening_hours": {"monday": "09:00-25:00"}}, ("opening_hours", "monday"), "not a time of day"),
    ({"opening_hours": {"monday": "closed"}}, ("opening_hours",), "open on one day at least"),
    ({"opening_hours": {"funday": "09:00-18:00"}}, ("opening_hours", "funday"), "not a setting"),
    ({"holidays": {"25.12.2026": "Christmas"}}, ("holidays", "25.12.2026"), "write it as 2026-12-25"),
    ({"holidays": {"2026-02-30": "Never"}}, ("holidays", "2026-02-30"), "not a date"),
    ({"holidays": {"2026-12-25": ""}}, ("holidays", "2026-12-25"), "must be filled in"),
    ({"holidays": ["2026-12-25"]}, ("holidays",), "must be dates with their names"),
    ({"on_call": [{"name": "Nina", "phone": "+447700900000"}]}, ("on_call", 0, "phone"), "another number than the clinic's own"),
    ({"on_call": [{"name": "", "phone": "+447700900999"}]}, ("on_call", 0, "name"), "must be filled in"),
    ({"on_call": [{"name": "Nina", "phone": "+447700900999", "email": "nina"}]}, ("on_call", 0, "email"), "not an e-mail"),
    ({"on_call": [HARLEY["on_call"][0], HARLEY["on_call"][0]]}, ("on_call", 1, "phone"), "in the list already"),
    ({"on_call": "Nina"}, ("on_call",), "must be a list"),
    ({"on_call": [{"name": "Nina", "phone": "0770"}]}, ("on_call", 0, "phone"), "too few or too many digits for a mobile"),
    ({"languages": []}, ("languages",), "one language at least"),
    ({"languages": ["english"]}, ("languages", 0), "not the code of a language"),
    ({"languages": ["en", "EN"]}, ("languages", 1), "in the list already"),
    ({"sending_window": "20:00-09:00"}, ("sending_window",), "before it begins"),
    ({"sending_window": "09:00-09:00"}, ("sending_window",), "before it begins"),
    ({"sending_window": "09:00-10:59"}, ("sending_window",), "at least 2 hours long; this is 119 minutes"),
    ({"sending_window": "closed"}, ("sending_window",), "a beginning and an end"),
    ({"procedures": []}, ("procedures",), "one procedure at least"),
    ({"procedures": [{"slug": "Deep Peel", "name": "Deep peel"}]}, ("procedures", 0, "slug"), "cannot be a short name"),
    ({"procedures": [{"slug": "peel", "name": "A"}, {"slug": "peel", "name": "B"}]}, ("procedures", 1, "slug"), "already"),
    ({"default_procedure": "botox"}, ("default_procedure",), "'botox' is not offered; choose one of facial, microneedling"),
    ({"colour": "blue"}, ("colour",), "not a setting"),
    ({"name": None}, ("name",), "must be filled in"),
    ({"name": ["a", "list"]}, ("name",), "must be filled in"),
    ({"numbers": "999"}, ("numbers",), "must have emergency, urgent, crisis"),
]


@pytest.mark.parametrize(("changed", "path", "told"), SLIPS, ids=[f"{path}: {told}" for _, path, told in SLIPS])
def test_a_slip_is_told_at_its_field(changed, path, told):
    assert told in problems_of(harley(**changed))[path]


def test_every_slip_is_told_at_once():
    found = problems_of(harley(name="", timezone="Moon", sending_window="9-10"))
    assert set(found) == {("name",), ("timezone",), ("sending_window",)}


def test_a_window_of_exactly_two_hours_is_allowed():
    assert read(harley(sending_window="09:00-11:00")).window == (time(9), time(11))


def test_a_clinic_may_have_nobody_on_call_and_no_line_for_urgent_advice():
    found = read(harley(on_call=[], numbers={"emergency": "112", "urgent": "none"}))
    assert (found.on_call, found.urgent_line, found.crisis_line) == ((), None, None)


def test_numbers_without_a_country_code_are_read_in_the_clinics_country():
    american = harley(country="US", phone="(617) 555-0123", numbers={"emergency": "911"}, on_call=[])
    assert read(american).phone == "+16175550123"


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"numbers": {"emergency": "112"}}, "not the usual one of United Kingdom (999)"),
        ({"numbers": {"emergency": "999"}}, "No crisis line is set"),
        ({"on_call": []}, "Nobody is on call"),
        ({"name": "Piel Bonita Señorita ☀"}, "cost about double"),
        ({"name": "The Harley Street Skin and Laser Studio"}, "one more segment"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_is_allowed_but_odd_is_said(changed, told):
    assert any(told in sentence for sentence in advice(read(harley(**changed))))


def test_usual_settings_need_no_advice():
    assert advice(read(HARLEY)) == []


def test_changes_are_told_one_by_one():
    after = read(harley(
        sending_window="10:00-20:00", holidays={"2026-12-26": "Boxing Day"}, languages=["en"],
        numbers={"emergency": "999", "urgent": "", "crisis": "Samaritans 116 123"},
    ))  # fmt: skip
    assert [change.in_words() for change in differences(read(HARLEY), after)] == [
        "line for urgent advice: removed 111",
        "holiday 2026-12-25: removed Christmas Day",
        "holiday 2026-12-26: added Boxing Day",
        "languages: en, pl becomes en",
        "sending window: 09:00-20:00 becomes 10:00-20:00",
    ]


def test_phone_numbers_stay_out_of_the_record():
    after = read(harley(phone="+447700900001", on_call=[HARLEY["on_call"][1]]))
    changes = differences(read(HARLEY), after)
    assert {change.what: change.for_the_record() for change in changes} == {"phone": "changed", "on call": "changed"}


def test_a_new_order_on_call_is_a_change():
    after = read(harley(on_call=HARLEY["on_call"][::-1]))
    assert [change.what for change in differences(read(HARLEY), after)] == ["on call"]


def test_the_fingerprint_tells_settings_apart():
    assert fingerprint(read(HARLEY)) == fingerprint(read(harley()))
    assert fingerprint(read(HARLEY)) != fingerprint(read(harley(sending_window="09:00-19:00")))


moments = st.times().map(lambda moment: moment.replace(second=0, microsecond=0))
spans = st.tuples(moments, moments).filter(lambda pair: pair[0] < pair[1])
windows = spans.filter(lambda pair: (pair[1].hour * 60 + pair[1].minute) - (pair[0].hour * 60 + pair[0].minute) >= 120)
names = st.text(st.characters(codec="utf-8", categories=("L", "N", "P")), min_size=1, max_size=40)
slugs = st.from_regex(r"[a-z0-9][a-z0-9-]{0,10}[a-z0-9]", fullmatch=True)
offers = st.dictionaries(slugs, names, min_size=1, max_size=5)
people = st.dictionaries(
    st.integers(100, 999).map("+447700900{}".format), st.tuples(names, st.sampled_from([None, "a@b.example"])), max_size=4
)


@st.composite
def any_settings(draw):
    offered = draw(offers)
    return ClinicSettings(
        name=draw(names),
        phone="+447700900000",
        timezone=draw(st.sampled_from(["Europe/London", "America/New_York", "Australia/Lord_Howe"])),
        country=draw(st.sampled_from(["GB", "US", "DE"])),
        emergency_number=draw(st.sampled_from(["999", "112", "999 or 112"])),
        urgent_line=draw(st.sampled_from([None, "111", "NHS 111"])),
        crisis_line=draw(st.sampled_from([None, "988"])),
        opening_hours=draw(st.dictionaries(st.integers(1, 7), spans, min_size=1)),
        holidays=draw(st.dictionaries(st.dates(), names, max_size=5)),
        on_call=tuple(OnCallPerson(name, phone, email) for phone, (name, email) in draw(people).items()),
        languages=tuple(draw(st.lists(st.sampled_from(["en", "es", "ar", "pl"]), min_size=1, unique=True))),
        window=draw(windows),
        default_procedure=draw(st.sampled_from(sorted(offered))),
        procedures=tuple(sorted(Offered(slug, name) for slug, name in offered.items())),
    )


@settings(deadline=None)
@given(any_settings())
def test_settings_in_words_read_to_the_same_settings(found):
    assert read(as_given(found)) == found
    assert differences(found, read(as_given(found))) == []


scraps = st.none() | st.booleans() | st.integers() | st.text(max_size=12)
junk = st.recursive(scraps, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8)


@settings(deadline=None)
@given(st.sampled_from(sorted(HARLEY)), junk)
def test_no_words_whatever_break_the_reading(field, words):
    try:
        read(harley(**{field: words}))
    except SettingsProblems as refused:
        assert all(path[0] in HARLEY and sentence for path, sentence in refused.problems.items())
