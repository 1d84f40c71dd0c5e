"""Two timelines beside each other: every difference in words that a clinician can approve."""

import pytest

from bot.checkins import default_timeline_text, load_default_timeline, parse_timeline
from bot.checkins.comparing import changes

DOCUMENT = default_timeline_text()


def after(*pieces):
    """Return the differences from the default timeline after pieces of its document were replaced."""
    document = DOCUMENT
    for old, new in pieces:
        assert old in document
        document = document.replace(old, new, 1)
    return changes(load_default_timeline(), parse_timeline(document))


def without_day5():
    start, end = DOCUMENT.index("  - slug: day5"), DOCUMENT.index("  - slug: day7")
    return DOCUMENT[:start] + DOCUMENT[end:]


def test_the_same_timeline_has_no_differences():
    assert after() == []
    assert after(("# The default", "# Another comment. The default")) == []


@pytest.mark.parametrize(
    ("old", "new", "step", "kind", "words"),
    [
        ("offset_hours: 120", "offset_hours: 130", "day5", "when",
         "130 hours after the session instead of 120 hours after the session"),
        ("offset_hours: 120", "after: day3\n    offset_hours: 48", "day5", "when",
         "48 hours after check-in day3 instead of 120 hours after the session"),
        ("offset_hours: 120", 'offset_hours: 120\n    between: ["10:00", "12:00"]', "day5", "when",
         "between 10:00 and 12:00, before: at any time of the clinic's day"),
        ("offset_hours: 120", "offset_hours: 120\n    only_if: [{no_answer_to: day3}]", "day5", "when",
         "only if day3 has no answer, before: to everybody"),
        ("no_reply_to: [24h, 48h]", "no_reply_to: [48h]", "reminder", "when",
         "only if 48h had no reply, before: only if 24h and 48h had no reply"),
        ("expires_after_hours: 8", "expires_after_hours: 9", "4h", "when",
         "worth sending for 9 hours, before: worth sending for 8 hours"),
        ("review_after_hours: 12", "review_after_hours: 10", "reminder", "when",
         "waits 6 hours, a case for review 10 hours later, before: waits 6 hours, a case for review 12 hours later"),
        ("Two weeks on:", "A fortnight on:", "day14", "text", "the text is another"),
        ("expect: [better, same], words: [skin]}", "expect: [better], words: [skin]}", "48h", "answers",
         "reads the answer to trend differently"),
        ("{when: marks, is: [\"yes\"], level: review", "{when: marks, is: [\"yes\"], level: urgent", "day14", "answers",
         "marks yes: urgent, replies review (new marks, bumps or lines after two weeks)"),
        ("crowded_hours: 6", "crowded_hours: 5", "", "rules",
         "a step this close before the next one is not sent: 5 hours instead of 6"),
        ("quiet_hours: 3", "quiet_hours: 4", "", "rules", "at most one check-in in this time: 4 hours instead of 3"),
        ("urgent_from: 7", "urgent_from: 8", "", "answers", "what scores raise that rise twice in a row has changed"),
        ("reason: \"pain is easing\"", "reason: \"pain eases\"", "", "answers", "further question pain_trend: changed"),
        ("noted: \"Thank you, noted.", "noted: \"Thanks, noted.", "", "text", "reply noted"),
    ],
    ids=lambda value: str(value)[:40],
)  # fmt: skip
def test_each_difference_is_told_in_words(old, new, step, kind, words):
    assert (step, kind, words) in [(each.step, each.kind, each.words) for each in after((old, new))]


def test_a_changed_text_brings_both_texts():
    change = after(("Two weeks on:", "A fortnight on:"))[0]
    assert (change.before[:14], change.after[:15]) == ("Two weeks on: ", "A fortnight on:")


def test_a_step_that_follows_another_is_said_to_move_with_it():
    assert [(each.step, each.words) for each in after(("offset_hours: 48\n", "offset_hours: 60\n"))] == [
        ("48h", "60 hours after the session instead of 48 hours after the session"),
        ("reminder", "moves with check-in 48h"),
    ]


def test_added_and_dropped_steps_are_told_with_their_texts():
    shorter = parse_timeline(without_day5())
    dropped, added = changes(load_default_timeline(), shorter)[0], changes(shorter, load_default_timeline())[0]
    assert (dropped.step, dropped.kind, dropped.words) == ("day5", "dropped", "no longer sent (120 hours after the session)")
    assert (added.step, added.kind, added.words) == ("day5", "added", "new: 120 hours after the session, to everybody")
    assert dropped.before == added.after != ""


def test_a_row_of_the_table_that_is_gone_is_told():
    gone = after(
        (
            '      - {when: happy, at_most: 2, level: review, reason: "unhappy with the result at four weeks", reply: unhappy}\n',
            "",
        )
    )
    assert [each.words for each in gone] == [
        "no longer: happy 1 to 2: review, replies unhappy (unhappy with the result at four weeks)"
    ]
