"""Where steps stand in time and whom they are for: after another step, within their own hours, only for some patients."""

from datetime import datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.checkins import (
    Answers,
    Condition,
    TimelineError,
    default_timeline_text,
    load_default_timeline,
    parse_timeline,
    plan,
    unmet,
)
from bot.checkins.conditions import told
from bot.checkins.daytime import Daytime

LONDON, LORD_HOWE = ZoneInfo("Europe/London"), ZoneInfo("Australia/Lord_Howe")
DAYTIME = (time(9), time(20))
DOCUMENT = default_timeline_text()


def timeline(*changes, daytime=None):
    """The default timeline with pieces of its document replaced."""
    document = DOCUMENT
    for old, new in changes:
        assert old in document
        document = document.replace(old, new, 1)
    return parse_timeline(document, daytime)


def with_48h(*lines, hours=48):
    """The default timeline whose 48h step has more fields."""
    return timeline(("offset_hours: 48\n", "".join(f"{line}\n    " for line in (f"offset_hours: {hours}", *lines)).rstrip(" ")))


def rows(found, performed_at, zone=LONDON, window=DAYTIME):
    return {row.step: row for row in plan(found, performed_at=performed_at, zone=zone, window=window, now=performed_at)}


def at(text, zone=LONDON):
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(timezone.utc)


# Placed after another step


def test_a_step_after_another_moves_with_it():
    found = with_48h("after: 24h", hours=20)
    assert found.offset_of(found.step("48h")) == timedelta(hours=44)
    planned = rows(found, at("2025-06-10T22:00"))
    assert planned["24h"].due_at == at("2025-06-12T09:00")  # moved out of the night
    assert planned["48h"].due_at == at("2025-06-13T09:00")  # twenty hours later is 05:00
    assert planned["48h"].reason == "20 hours after check-in 24h, moved 4 hours on into the clinic's daytime"


def test_steps_can_follow_each_other_in_a_chain():
    found = timeline(("offset_hours: 120\n", "after: day3\n    offset_hours: 48\n"),
                     ("offset_hours: 168\n", "after: day5\n    offset_hours: 48\n"))  # fmt: skip
    assert found.offset_of(found.step("day7")) == timedelta(hours=168)
    assert rows(found, at("2025-06-10T10:00"))["day7"].due_at == at("2025-06-17T10:00")


# Its own hours of the day


@pytest.mark.parametrize(
    ("between", "ended", "due"),
    [
        ('["09:00", "12:00"]', "2025-06-10T10:00", "2025-06-12T10:00"),
        ('["09:00", "12:00"]', "2025-06-10T13:00", "2025-06-13T09:00"),
        ('["16:00", "18:30"]', "2025-06-10T10:00", "2025-06-12T16:00"),
        ('["16:00", "18:30"]', "2025-06-10T18:30", "2025-06-13T16:00"),
    ],
    ids=["inside", "too late, so next morning", "too early, so in the afternoon", "the end is outside"],
)
def test_a_step_waits_for_its_own_hours(between, ended, due):
    assert rows(with_48h(f"between: {between}"), at(ended))["48h"].due_at == at(due)


def test_waiting_for_its_own_hours_is_told_and_so_is_waiting_too_long():
    morning, afternoon = with_48h('between: ["09:00", "12:00"]'), with_48h('between: ["16:00", "18:30"]')
    waited = rows(afternoon, at("2025-06-10T10:00"))["48h"]
    assert waited.reason == "48 hours after the session, moved 6 hours on into its times, 16:00 to 18:30"
    crowded = rows(morning, at("2025-06-10T13:00"))["48h"]  # 09:00 on day 3, where the next one follows at 13:00
    assert (crowded.status, crowded.reason) == ("skipped", "the next check-in follows within 6 hours")


@pytest.mark.parametrize(
    ("daytime", "expected"),
    [
        ((time(9), time(20)), (time(10), time(12))),
        ((time(11), time(20)), (time(11), time(12))),
        ((time(8), time(10, 30)), (time(10), time(10, 30))),
        ((time(13), time(20)), (time(13), time(20))),
    ],
    ids=["within the clinic's", "cut at its start", "cut at its end", "never meeting: the clinic's alone"],
)
def test_the_clinics_hours_are_never_left_even_when_it_changes_them_later(daytime, expected):
    step = with_48h('between: ["10:00", "12:00"]').step("48h")
    assert step.window(daytime) == expected


# Conditions

CONDITIONS = (
    "only_if:",
    "  - {step: 24h, question: pain, at_least: 4, at_most: 6}",
    '  - {step: 24h, question: danger, is: ["no"]}',
)


def test_conditions_are_told_in_words_where_the_row_is_planned():
    found = with_48h(*CONDITIONS)
    assert rows(found, at("2025-06-10T10:00"))["48h"].reason == (
        "48 hours after the session, sent only if pain at 24h is 4 to 6 and danger at 24h is no"
    )


def answered(step="24h", sent=("24h",), worried=(), **values):
    return Answers(values={step: values} if values else {}, sent=frozenset(sent), worried=frozenset(worried))


@pytest.mark.parametrize(
    ("condition", "answers", "expected"),
    [
        (Condition("answer", "24h", "pain", at_least=4), answered(pain=4), None),
        (Condition("answer", "24h", "pain", at_least=4), answered(pain=3), "only if pain at 24h is 4 or more: it was 3"),
        (Condition("answer", "24h", "pain", at_most=3), answered(pain=3), None),
        (Condition("answer", "24h", "pain", at_most=3), answered(pain=4), "only if pain at 24h is 3 or less: it was 4"),
        (Condition("answer", "24h", "pain", at_least=4, at_most=6), answered(pain=7), "only if pain at 24h is 4 to 6: it was 7"),
        (Condition("answer", "24h", "pain", at_least=4), answered(redness=9), "only if pain at 24h is 4 or more: no answer"),
        (Condition("answer", "24h", "pain", at_least=4), answered(sent=()), "only if pain at 24h is 4 or more: it was not sent"),
        (Condition("answer", "48h", "trend", among=("worse",)), answered("48h", ("48h",), trend="worse"), None),
        (Condition("answer", "48h", "trend", among=("worse", "same")), answered("48h", ("48h",), trend="better"),
         "only if trend at 48h is worse or same: it was better"),
        (Condition("no_answer", "24h"), answered(), None),
        (Condition("no_answer", "24h"), answered(pain=1), "only if 24h has no answer: it was answered"),
        (Condition("no_answer", "24h"), answered(sent=()), "only if 24h has no answer: it was not sent"),
        (Condition("worried"), answered(worried=("4h",)), None),
        (Condition("worried"), answered(pain=1), "only if an earlier answer was worrying: none was"),
        (Condition("worried", "24h"), answered(worried=("24h",)), None),
        (Condition("worried", "24h"), answered(worried=("4h",)), "only if the answer to 24h was worrying: it was not"),
    ],
)  # fmt: skip
def test_a_condition_that_does_not_hold_is_told_in_words(condition, answers, expected):
    step = with_48h("only_if: [{worried: true}]").step("48h")
    assert unmet(type(step)(**{**vars(step), "only_if": (condition,)}), answers) == expected


def test_every_condition_must_hold():
    step = with_48h(*CONDITIONS).step("48h")
    assert unmet(step, answered(pain=5, danger="no")) is None
    assert unmet(step, answered(pain=5, danger="yes")) == "only if danger at 24h is no: it was yes"
    assert unmet(step, answered(pain=2, danger="yes")) == "only if pain at 24h is 4 to 6: it was 2"


def test_a_step_without_conditions_is_for_everybody():
    step = load_default_timeline().step("48h")
    assert (unmet(step, Answers()), told(step)) == (None, "")


def test_a_conditional_step_waits_for_the_answers_that_it_looks_at():
    found = timeline(("offset_hours: 48\n", "offset_hours: 25\n    only_if: [{step: 24h, question: pain, at_least: 4}]\n"))
    planned = rows(found, at("2025-06-10T19:00"))  # 24 h on is 19:00, its answer needs time, and 22:00 is night
    assert planned["24h"].due_at == at("2025-06-11T19:00")
    assert planned["48h"].due_at == at("2025-06-12T09:00")


def test_a_conditional_step_neither_crowds_out_nor_cuts_short_what_everybody_gets():
    found = timeline(("offset_hours: 48\n", "offset_hours: 26\n    only_if: [{step: 24h, question: pain, at_least: 4}]\n"))
    row = rows(found, at("2025-06-10T10:00"))["24h"]
    assert (row.status, row.expires_at - row.due_at) == ("planned", timedelta(hours=20))


# What is wrong is told in words, with its line


@pytest.mark.parametrize(
    ("lines", "hours", "problem"),
    [
        ((), -3, "{field}: step 48h: offset_hours should be a whole number, 1 or more, found -3"),
        (("after: day9",), 24, "{added}: step 48h: after 'day9' is not a step of this timeline"),
        (("after: 48h",), 24, "{added}: step 48h: after goes round in a circle: 48h after 48h"),
        (("after: day3",), 24, "{added}: step 48h: after 'day3' comes later in the list: move this step below it"),
        (('between: ["07:00", "12:00"]',), 48,
         "{added}: step 48h: between 07:00 and 12:00 is not within the clinic's own times for check-ins, 09:00 to 20:00"),
        (("between: [10:00, 12:00]",), 48, "{added}: step 48h: between should be two times of one day in quotes, such as"),
        (('between: ["12:00", "10:00"]',), 48, "{added}: step 48h: between should be two times of one day in quotes"),
        (('between: ["25:00", "26:00"]',), 48, "{added}: step 48h: between should be two times of one day in quotes"),
        (('between: ["09:00+05:00", "12:00"]',), 48, "{added}: step 48h: between should be two times of one day in quotes"),
        ((), 26, "{slug}: step 48h: is 2 hours after step 24h, which would never be sent: crowded_hours is 6"),
        ((), 24, "{slug}: step 48h: should come later than step 24h"),
        (("only_if: [{step: day3, question: redness, at_least: 4}]",), 48, "condition 1: 'day3' is not an earlier step"),
        (("only_if: [{step: 24h, question: mood, at_least: 4}]",), 48, "question 'mood' is not asked by step 24h"),
        (("only_if: [{step: 24h, question: pain, at_least: 11}]",), 48, "condition 1: 11 is not an answer to pain"),
        (("only_if: [{step: 24h, question: pain, at_least: 6, at_most: 4}]",), 48, "condition 1: no answer is 6 to 4"),
        (("only_if: [{step: 24h, question: danger, at_least: 1}]",), 48, "danger is not answered by a number: use is"),
        (("only_if: [{step: 24h, question: pain}]",), 48, "should say which answer: is, at_least or at_most"),
        (("only_if: [{step: 24h, question: danger, is: [yes]}]",), 48, "write yes and no in quotes"),
        (("only_if: [{worried: 3}]",), 48, "condition 1: worried should be a text"),
        (("only_if: [{no_answer_to: day28}]",), 48, "condition 1: 'day28' is not an earlier step"),
        (("only_if: [{no_answer_to: 4h, at_least: 2}]",), 48, "condition 1: unknown field 'at_least'"),
        (("only_if: pain",), 48, "step 48h: only_if should be a list"),
        (("wait_hours: 1", "wait_hours: 2"), 48, "'wait_hours' is there twice, first on {added}"),
    ],
)  # fmt: skip
def test_a_step_that_cannot_be_placed_is_told_with_its_line(lines, hours, problem):
    field = 1 + DOCUMENT.splitlines().index("    offset_hours: 48")
    problem = (
        problem.replace("{field}", f"line {field}").replace("{added}", f"line {field + 1}").replace("{slug}", f"line {field - 1}")
    )
    with pytest.raises(TimelineError) as error:
        timeline(("offset_hours: 48\n", "\n    ".join((f"offset_hours: {hours}", *lines)) + "\n"), daytime=DAYTIME)
    assert any(problem in told for told in error.value.problems), error.value.problems


def test_a_circle_of_steps_is_told_in_words():
    with pytest.raises(TimelineError) as error:
        timeline(("offset_hours: 120\n", "after: day7\n    offset_hours: 10\n"),
                 ("offset_hours: 168\n", "after: day5\n    offset_hours: 10\n"))  # fmt: skip
    circles = [told.partition(": after goes ")[2] for told in error.value.problems]
    assert circles == ["round in a circle: day5 after day7 after day5", "round in a circle: day7 after day5 after day7"]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("Two weeks on:", "x" * 2000, "{text}: step day14, text: 15 SMS segments, at most 2 (2,1"),
        ("Two weeks on:", "Two “weeks” on:", "{text}: step day14, text: has characters that a plain SMS cannot carry"),
        ("Two weeks on:", "{by} on:", "{text}: step day14, text: unknown placeholder {by}; known are emergency_number"),
        ("slug: day14", "slug: Day 14", "{slug}: step Day 14: slug should be 1 to 32 small letters"),
        ("    offset_hours: 336", "\toffset_hours: 336", "{offset}: a tab: indent with spaces"),
        ('noted: "Thank you', 'noted: "Thank you {you}', "texts, noted: unknown placeholder {you}"),
    ],
    ids=["2,000 characters", "GSM-7", "placeholder", "slug", "tab", "reply"],
)
def test_a_text_that_cannot_be_sent_is_told_with_its_line(old, new, problem):
    first = 1 + DOCUMENT.splitlines().index("  - slug: day14")
    for number, name in enumerate(("slug", "offset", "expires", "text")):
        problem = problem.replace(f"{{{name}}}", f"line {first + number}")
    with pytest.raises(TimelineError) as error:
        timeline((old, new))
    assert any(problem in told for told in error.value.problems), error.value.problems


def test_two_steps_for_different_answers_may_share_an_hour():
    document = DOCUMENT.replace(
        "offset_hours: 120\n", "offset_hours: 168\n    only_if: [{step: 48h, question: trend, is: [worse]}]\n"
    )
    document = document.replace(
        "offset_hours: 168\n    expires", "offset_hours: 168\n    only_if: [{no_answer_to: 48h}]\n    expires"
    )
    assert len(parse_timeline(document).steps) == 9


# Whatever a clinic makes of it

ZONES = [LONDON, LORD_HOWE, ZoneInfo("America/New_York"), ZoneInfo("Pacific/Apia"), ZoneInfo("America/Santiago"), ZoneInfo("UTC")]
moments = st.datetimes(datetime(2020, 1, 1), datetime(2032, 1, 1), timezones=st.just(timezone.utc))  # noqa: DTZ001
windows = st.tuples(st.integers(0, 22), st.integers(1, 23)).filter(lambda w: w[0] < w[1]).map(lambda w: (time(w[0]), time(w[1])))
#: A change to any step: its hours, its own window, a condition; made on the values, which need not come from a document.
edits = st.lists(st.tuples(st.integers(0, 8), st.integers(1, 60), st.none() | windows, st.booleans(), st.booleans()), max_size=6)


def edited(changes):
    """The default timeline with steps changed; the order of its list is kept."""
    found = load_default_timeline()
    steps = list(found.steps)
    for number, hours, between, follows, conditional in changes:
        step, before = steps[number], steps[number - 1] if number else None
        values = {**vars(step), "between": between}
        if follows and before is not None:
            values |= {"after": before.slug, "offset": timedelta(hours=hours)}
        if conditional and before is not None:
            values |= {"only_if": (Condition("no_answer", before.slug),)}
        steps[number] = type(step)(**values)
    return type(found)(**{**vars(found), "steps": tuple(steps)})


@settings(max_examples=150, deadline=None)
@given(changes=edits, performed_at=moments, zone=st.sampled_from(ZONES), window=windows, age=st.integers(-50, 900))
def test_every_plan_of_every_timeline_keeps_the_rules(changes, performed_at, zone, window, age):
    found, now = edited(changes), performed_at + timedelta(hours=age)
    once = plan(found, performed_at=performed_at, zone=zone, window=window, now=now)
    assert once == plan(found, performed_at=performed_at, zone=zone, window=window, now=now)
    due = {row.step: row.due_at for row in once}
    for row, step in zip(once, found.steps, strict=True):
        assert Daytime(*window, zone).includes(row.due_at), "never outside the clinic's window"
        assert Daytime(*step.window(window), zone).includes(row.due_at), "nor outside the step's own"
        assert row.due_at >= (due[step.after] if step.after else performed_at) + step.offset, "never before it is due"
        assert row.status == "skipped" or now < row.expires_at
        assert len(row.reason) <= 200
        for earlier in step.looks_at():
            assert row.due_at >= due[earlier] + found.quiet, "an answer needs time"
    regular = [row for row in once if row.status == "planned" and not found.step(row.step).is_conditional]
    assert all(one.due_at + found.crowded <= two.due_at for one, two in zip(regular, regular[1:], strict=False))


@given(performed_at=moments, zone=st.sampled_from(ZONES), hours=st.integers(1, 40))
def test_a_step_after_another_keeps_its_distance_whatever_the_clocks_do(performed_at, zone, hours):
    found = edited([(4, hours, None, True, False)])
    whole_day = (time(0), time(23, 59))
    due = rows(found, performed_at, zone, whole_day)
    distance = due["day3"].due_at - due["reminder"].due_at
    assume(due["day3"].due_at.astimezone(zone).time() < time(23, 59))
    assert timedelta(hours=hours) <= distance <= timedelta(hours=hours, minutes=1)
