"""What has been done already: judged at the moment it was done, met kindly, never called fine inside an avoid window."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.protocols import load_default
from bot.turn.answering import answer_topics
from tests.turns import care, turn

#: something done that is forbidden on the first two days and allowed by the fifth
DONE = (
    ("exercise/sweaty", "went to spin class"),
    ("exercise/sweaty", "i did a hiit session"),
    ("sauna", "sat in the sauna"),
    ("makeup", "i wore foundation"),
    ("makeup", "put concealer on"),
    ("swimming", "we swam in the hotel pool"),
    ("alcohol", "i drank two whiskies"),
    ("alcohol", "had a big glass of red"),
    ("shower/hot", "took a boiling shower"),
    ("hair_removal/shave", "shaved my chin"),
)
#: when, all within the first day of a session that is 150 hours ago
EARLY = (
    "the very evening of my appointment",
    "the same night",
    "the day i had it done",
    "on the way home from the clinic",
    "straight after my session",
    "the night of my session",
    "right after you did me",
    "on day 1",
    "two hours after my session",
    "before i read the leaflet",
)


@pytest.mark.parametrize(("done", "when", "intent"), list(product(DONE, EARLY, ("report_slip", "ask_may"))))
def test_it_is_judged_when_it_was_done_and_not_now(done, when, intent):
    subject, said = done
    told = answer_topics(turn(f"I confess {said} {when}", intent, subject, hours=150))
    assert [one.verdict for one in told.told] == ["avoid"], told.text
    assert "thanks for telling us" in told.text


@pytest.mark.parametrize(("done", "when"), list(product(DONE, ("just now", "5 minutes ago", "an hour ago"))))
def test_what_was_done_when_it_was_allowed_is_fine(done, when):
    subject, said = done
    told = answer_topics(turn(f"{said} {when}", "report_slip", subject, hours=200))
    assert [one.verdict for one in told.told][0] in ("ok", "caution")


@pytest.mark.parametrize(
    ("text", "hours", "verdict"),
    [
        ("had my brows tinted the day before yesterday", 150, "avoid"),
        ("i had wine last night", 40, "avoid"),
        ("i had wine last night", 60, "caution"),
        ("i had wine last night", 90, "ok"),
        ("i had wine yesterday", 30, "avoid"),
        ("drank wine 2 days ago", 60, "avoid"),
        ("drank wine 2 days ago", 100, "ok"),
        ("had wine at the weekend", 130, "avoid"),
        ("wine this morning oops", 50, "caution"),
        ("already had wine", 30, "avoid"),
    ],
)
def test_a_named_moment_counts(text, hours, verdict):
    subject = "hair_dye/treated" if "brows" in text else "alcohol"
    told = answer_topics(turn(text, "report_slip", subject, hours=hours))
    assert [one.verdict for one in told.told] == [verdict]


@settings(deadline=None)
@given(
    subject=st.sampled_from(sorted(load_default().subjects)),
    hours=st.floats(min_value=0.5, max_value=400),
    when=st.sampled_from(
        ["just now", "an hour ago", "yesterday", "2 days ago", "last night", "on day 1", "the same evening", "oops", ""]
    ),
)
def test_no_slip_is_kinder_than_the_hour_it_was_done(subject, hours, when):
    made = load_default()
    if subject.split("/")[0] in (
        "redness",
        "swelling",
        "bleeding",
        "dryness",
        "peeling",
        "itching",
        "warmth",
        "bruising",
        "breakout",
        "pigmentation",
        "pain",
    ):
        return
    told = answer_topics(turn(f"i already did it {when}", "report_slip", subject, hours=hours))
    now = made.rule(subject, hours).verdict
    if told.told and now == "avoid" and when in ("just now", "oops", ""):
        assert told.told[0].verdict == "avoid"


ASKED_AND_NOT_DONE = [
    ("semi permanent colour on my hair, away from face", "report_slip", "hair_dye", 80, "caution"),
    ("sunbed at day 9", "report_slip", "tanning/sunbed", 205, "avoid"),
    ("scalp needled yesterday, is a gentle shampoo allowed now", "ask_may", "cleansing/scalp", 30, "ok"),
    ("had it done on monday, can i drink now", "ask_may", "alcohol", 80, "ok"),
    ("i had my session two days ago, is wine ok", "ask_may", "alcohol", 50, "ok"),
    ("used retinol before my session last week, when can i again", "ask_when", "retinoid", 200, "caution"),
    ("used it yesterday, can i use foundation again tomorrow", "ask_may", "makeup", 60, "ok"),
    ("i was told no gym, is that still right", "ask_may", "exercise", 100, "ok"),
    ("you said no wine yesterday, and now?", "ask_may", "alcohol", 60, "ok"),
    ("pint ok", "ask_may", "alcohol", 50, "ok"),
    ("my friend used retinol after her session and was fine", "report_slip", "retinoid", 30, "avoid"),
    ("my nan says put butter on it", "report_slip", "moisturizer", 30, "ok"),
    ("waxed i mean", "report_slip", "hair_removal/wax", 30, "avoid"),
]


@pytest.mark.parametrize(("text", "intent", "subject", "hours", "verdict"), ASKED_AND_NOT_DONE)
def test_what_is_asked_is_no_slip(text, intent, subject, hours, verdict):
    told = answer_topics(turn(text, intent, subject, hours=hours))
    assert [one.verdict for one in told.told] == [verdict]
    assert "thanks for telling us" not in told.text


@pytest.mark.parametrize(
    "text", ["redder than it was yesterday, normal?", "it started yesterday, is it ok", "been red since last night"]
)
def test_how_the_skin_is_is_judged_now_whenever_it_began(text):
    told = answer_topics(turn(text, "ask_normal", "redness", known=care(hours=80)))
    assert told.told[0].rule == "redness@72-168"


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("bit of concealer then? got a date", "ask_may"),
        ("put foundation and spf on tomorrow, got a client meeting", "report_slip"),
        ("and put mineral makeup over it after?", "ask_may"),
        ("Actually no its 2 weeks from now, got my dates mixed up", "report_slip"),
        ("got 2 things: flaky nose. pick or leave?", "ask_what"),
        ("the wee tube the lassie gave me, dae i put it on afore bed", "ask_how"),
    ],
)
def test_what_is_to_come_is_no_slip(text, intent):
    told = answer_topics(turn(text, intent, "makeup", hours=76))
    assert "No panic" not in told.text


@pytest.mark.parametrize("text", ["had wine at lunch, party tomorrow", "used it last night, flying on sunday"])
def test_what_was_done_before_something_to_come_is_a_slip(text):
    assert "No panic" in answer_topics(turn(text, "report_slip", "alcohol", hours=10)).text
