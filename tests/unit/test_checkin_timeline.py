"""The timeline document: the default one is complete, and a broken one is told in words."""

import pytest

from bot.checkins import TimelineError, default_timeline_text, load_default_timeline, parse_timeline
from bot.sms_text import is_gsm7, segments

TIMELINE = load_default_timeline()
SECTION_FIVE = {"4h": 4, "24h": 24, "48h": 48, "day3": 72, "day5": 120, "day7": 168, "day14": 336, "day28": 672}
FILLED = {"emergency_number": "112", "by": "10:30 am tomorrow", "clinic_phone": "+447700900123"}


def test_it_has_the_eight_steps_at_their_hours_and_one_reminder():
    regular = {step.slug: step.offset.total_seconds() / 3600 for step in TIMELINE.steps if not step.is_reminder}
    assert regular == SECTION_FIVE
    assert [step.no_reply_to for step in TIMELINE.steps if step.is_reminder] == [("24h", "48h")]


@pytest.mark.parametrize("step", TIMELINE.steps, ids=lambda step: step.slug)
def test_a_check_in_is_a_plain_short_message_that_ends_with_the_emergency_line(step):
    text = step.text.format(**FILLED)
    assert is_gsm7(text)
    assert segments(text) <= 2
    assert text.endswith("Emergency? Call 112. Not monitored 24/7.")


@pytest.mark.parametrize("name", TIMELINE.texts)
def test_every_text_is_plain_and_short(name):
    text = TIMELINE.say(name, **FILLED)
    assert is_gsm7(text)
    assert segments(text) <= 2


@pytest.mark.parametrize("slug", ["4h", "24h", "48h"])
def test_the_first_two_days_ask_the_danger_question(slug):
    step = TIMELINE.step(slug)
    assert "danger" in {question.id for question in step.questions}
    assert "rouble breathing, lip/eye swelling, fever, pus, blisters, or bad pain? Y/N" in " ".join(step.text.split())


@pytest.mark.parametrize(("slug", "tip"), [("24h", "SPF"), ("24h", "makeup"), ("day7", "retinol"), ("day14", "SPF")])
def test_tips_come_where_the_table_says(slug, tip):
    assert tip in TIMELINE.step(slug).text.split("Tip:")[1]


def test_a_text_that_asks_has_a_question_mark():
    asking = {follow_up.text for follow_up in TIMELINE.follow_ups.values()} | {
        name for name in TIMELINE.texts if name.startswith("ask_")
    }
    assert all("?" in TIMELINE.texts[name] for name in asking)


def test_only_what_is_expected_is_reassured():
    calming = ("expect", "normal", "usual", "nothing to worry")
    soothing = {name for name, text in TIMELINE.texts.items() if any(word in text.lower() for word in calming)}
    assert soothing <= {"as_expected", "booking"}


def test_an_unknown_step_is_a_key_error():
    with pytest.raises(KeyError):
        TIMELINE.step("day4")


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("offset_hours: 24\n", "offset_hours: soon\n", "step 24h: offset_hours should be a whole number, 1 or more"),
        ("offset_hours: 24\n", "offset_hours: 2\n", "step 24h: should come later than step 4h"),
        ("offset_hours: 24\n", "offset_hour: 24\n", "step 24h: unknown field 'offset_hour'"),
        ("slug: day5", "slug: day7", "step day7: there more than once"),
        ('is: ["yes"], level: urgent', "is: [yes], level: urgent", "write yes and no in quotes"),
        ("kind: trend, expect", "kind: mood, expect", "step 48h, question trend: kind should be one of"),
        ("fine: 1,", "fine: 9,", "step 4h, question feel: fine 9 is not an answer to it"),
        ("feel, is: [3], level: review", "feel, is: [3], level: dire", "level should be one of none, review, urgent"),
        ("ask: what_worries}", "ask: what_hurts}", "there is no follow-up 'what_hurts'"),
        ("reply: pain_high", "reply: pain_hi", "there is no text 'pain_hi'"),
        ("when: feel, is: [3]", "when: mood, is: [3]", "when 'mood' is no question of this step"),
        ("at_least_as: 24h", "at_least_as: day7", "'day7' is not an earlier step"),
        ("no_reply_to: [24h, 48h]", "no_reply_to: [24h, day9]", "step reminder, no_reply_to: 'day9' is not an earlier step"),
        ("Tip: acids, scrubs", "Tip: \u201cacids\u201d, scrubs", "step day7, text: has characters"),
        ("Two weeks on:", "Two weeks on:" + " very" * 60, "step day14, text: 4 SMS segments, at most 2"),
        ("(e.g. 2 Y)", "(e.g. 2 Y, {number})", "step day3, text: unknown placeholder {number}"),
        ("Two weeks on:", "Two weeks {on:", "step day14, text: a brace without its other half"),
        ("Four weeks on:", "Four weeks on. Emergency? Call {emergency_number}.", None),
        ("worse: {level: urgent", "bad: {level: urgent", "follow-up pain_trend: no outcome for worse"),
        ("  not_read:", "  not_red:", "texts: not_read is missing"),
        ("version: 1", "version: 2", "version should be 1"),
        ("crowded_hours: 6", "crowded_hours: -1", "crowded_hours should be a whole number, 0 or more"),
    ],
)  # fmt: skip
def test_a_broken_timeline_is_told_in_words(old, new, problem):
    document = default_timeline_text()
    assert old in document
    if problem is None:
        assert parse_timeline(document.replace(old, new, 1))
        return
    with pytest.raises(TimelineError) as error:
        parse_timeline(document.replace(old, new, 1))
    assert any(problem in told for told in error.value.problems), error.value.problems


def test_every_problem_is_told_at_once():
    broken = (
        default_timeline_text()
        .replace("offset_hours: 24\n", "offset_hours: x\n")
        .replace("offset_hours: 120\n", "offset_hours: y\n")
    )
    with pytest.raises(TimelineError) as error:
        parse_timeline(broken)
    assert len(error.value.problems) == 2


@pytest.mark.parametrize(
    "document",
    ["", "just words", "[1, 2]", "a: [", "steps: 4", "steps: [1]", "texts: []", "steps: {}", "a: *b", "!!python/object:x {}"],
)
def test_what_is_no_timeline_at_all_is_a_timeline_error(document):
    with pytest.raises(TimelineError) as error:
        parse_timeline(document)
    assert error.value.problems
