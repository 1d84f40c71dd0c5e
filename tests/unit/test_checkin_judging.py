"""What a reply leads to: the escalation table of the clinical reference, section 5, with the rulings of its section 7."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.checkins import Context, judge, judge_followup, load_default_timeline, read, read_followup, unread

TIMELINE = load_default_timeline()


def judged(slug, values, **more):
    return judge(TIMELINE.step(slug), values, **more)


TABLE = [
    # slug, values, level, ask
    ("4h", {"feel": 1, "danger": "no"}, "none", None),
    ("4h", {"feel": 2, "danger": "no"}, "none", None),
    ("4h", {"feel": 3, "danger": "no"}, "review", "what_worries"),
    ("4h", {"feel": 1, "danger": "yes"}, "urgent", "which_sign"),
    ("4h", {"feel": 3, "danger": "yes"}, "urgent", "which_sign"),
    ("24h", {"redness": 6, "pain": 3, "danger": "no"}, "none", None),
    ("24h", {"redness": 3, "pain": 4, "danger": "no"}, "none", "pain_trend"),
    ("24h", {"redness": 3, "pain": 6, "danger": "no"}, "none", "pain_trend"),
    ("24h", {"redness": 3, "pain": 7, "danger": "no"}, "urgent", None),
    ("24h", {"redness": 7, "pain": 0, "danger": "no"}, "none", "redness_trend"),
    ("24h", {"redness": 8, "pain": 5, "danger": "no"}, "none", "pain_trend"),
    ("24h", {"redness": 0, "pain": 0, "danger": "yes"}, "urgent", "which_sign"),
    ("24h", {"pain": 10}, "urgent", None),
    ("48h", {"trend": "better", "danger": "no"}, "none", None),
    ("48h", {"trend": "same", "danger": "no"}, "none", None),
    ("48h", {"trend": "worse", "danger": "no"}, "review", "u1_screen"),
    ("48h", {"trend": "better", "danger": "yes"}, "urgent", "which_sign"),
    ("day3", {"redness": 3, "swelling_gone": "yes"}, "none", None),
    ("day3", {"redness": 4, "swelling_gone": "yes"}, "none", "redness_trend"),
    ("day3", {"redness": 1, "swelling_gone": "no"}, "review", "swelling_trend"),
    ("day5", {"flaking": "yes", "blisters": "no"}, "none", None),
    ("day5", {"flaking": "no", "blisters": "no"}, "none", None),
    ("day5", {"flaking": "no", "blisters": "yes"}, "urgent", "spots_or_blisters"),
    ("day5", {"flaking": "no", "blisters": "mild"}, "none", "blisters_check"),
    ("day7", {"normal": "yes"}, "none", None),
    ("day7", {"normal": "no"}, "review", "whats_left"),
    ("day14", {"marks": "no"}, "none", None),
    ("day14", {"marks": "yes"}, "review", None),
    ("day28", {"happy": 3, "lumps": "no", "book": "no"}, "none", None),
    ("day28", {"happy": 2, "lumps": "no", "book": "no"}, "review", None),
    ("day28", {"happy": 5, "lumps": "yes", "book": "no"}, "review", None),
]


@pytest.mark.parametrize(("slug", "values", "level", "ask"), TABLE, ids=lambda part: str(part))
def test_the_escalation_table(slug, values, level, ask):
    found = judged(slug, values)
    assert (found.level, found.ask) == (level, ask)
    assert found.reason


@pytest.mark.parametrize(("slug", "values", "level", "ask"), TABLE, ids=lambda part: str(part))
def test_nothing_reassuring_is_said_where_something_is_not_as_expected(slug, values, level, ask):
    found = judged(slug, values)
    assert found.worried == (level != "none" or ask is not None)
    assert (found.reply == "as_expected") == (not found.worried)


@pytest.mark.parametrize(("slug", "values", "level", "ask"), TABLE, ids=lambda part: str(part))
def test_what_asks_is_a_text_with_a_question_mark(slug, values, level, ask):
    found = judged(slug, values)
    if ask:
        assert "?" in TIMELINE.texts[found.reply]


@pytest.mark.parametrize(
    ("redness", "day_one", "level"),
    [(3, 3, "review"), (4, 3, "review"), (2, 3, "none"), (0, 0, "none"), (5, 6, "none"), (1, 0, "review")],
)
def test_day_three_is_compared_with_day_one(redness, day_one, level):
    found = judged("day3", {"redness": redness, "swelling_gone": "yes"}, earlier=[("24h", {"redness": day_one, "pain": 1})])
    assert found.level == level


@pytest.mark.parametrize(
    ("slug", "values", "text", "level"),
    [
        ("day7", {"normal": "no"}, "n still hot on one cheek", "urgent"),
        ("day7", {"normal": "no"}, "no its painful", "urgent"),
        ("day7", {"normal": "no"}, "n, not painful, just pink", "review"),
        ("24h", {"redness": 8, "pain": 1, "danger": "no"}, "8 1 n and really hot", "urgent"),
        ("24h", {"redness": 8, "pain": 1, "danger": "no"}, "8 1 n not hot", "none"),
        ("day3", {"redness": 5, "swelling_gone": "yes"}, "5 y its spreading", "urgent"),
        ("day3", {"redness": 1, "swelling_gone": "no"}, "1 n its getting bigger", "urgent"),
        ("day3", {"redness": 1, "swelling_gone": "no"}, "1 n no worse", "review"),
    ],
)
def test_hot_or_painful_weighs_more(slug, values, text, level):
    assert judged(slug, values, text=text).level == level


@pytest.mark.parametrize(
    ("series", "level"),
    [
        ((1, 2, 3), "review"),
        ((0, 1, 2), "review"),
        ((4, 6, 7), "urgent"),
        ((2, 2, 3), "none"),
        ((3, 2, 3), "none"),
        ((3, 2), "none"),
    ],
)
def test_scores_that_rise_twice_in_a_row_bring_in_a_person(series, level):
    earlier = [(f"told {number}", {"redness": score}) for number, score in enumerate(series[:-1])]
    found = judged("day3", {"redness": series[-1], "swelling_gone": "yes"}, earlier=earlier)
    assert found.level == level


@pytest.mark.parametrize(
    ("slug", "values", "ask"),
    [
        ("24h", {"pain": 3}, "danger"),
        ("24h", {"pain": 3, "danger": "no"}, "redness"),
        ("4h", {"feel": 2}, "danger"),
        ("48h", {"trend": "same"}, "danger"),
        ("48h", {"danger": "no"}, "trend"),
        ("day3", {"redness": 2}, "swelling_gone"),
        ("day5", {"blisters": "no"}, None),
        ("day5", {"flaking": "yes"}, "blisters"),
        ("day28", {"happy": 4, "lumps": "no"}, None),
    ],
)
def test_what_is_missing_is_asked_once_more_the_danger_question_first(slug, values, ask):
    found = judged(slug, values)
    assert (found.level, found.ask) == ("none", ask)


def test_nothing_is_asked_again_where_all_is_well():
    assert judged("24h", {"danger": "no"}, fine=True).ask is None


def test_booking_is_told_how():
    assert judged("day28", {"happy": 5, "lumps": "no", "book": "yes"}).reply == "booking"


def test_a_reply_without_an_answer_is_asked_again():
    assert judged("24h", {}, text="wibble").reply == "not_read"


def test_unread_twice_is_for_staff():
    assert (unread(1, "pain").level, unread(1, "pain").ask) == ("none", "pain")
    assert (unread(2).level, unread(2).reply) == ("review", "to_staff")


STEPS = st.sampled_from(TIMELINE.steps)


@given(step=STEPS, data=st.data())
def test_a_worse_score_never_calms(step, data):
    scores = [question for question in step.questions if question.kind == "score" and question.id != "happy"]
    values = {question.id: data.draw(st.integers(question.low, question.high)) for question in scores}
    levels = ("none", "review", "urgent")
    for question in scores:
        worse = {**values, question.id: min(question.high, values[question.id] + 1)}
        assert levels.index(judge(step, worse).level) >= levels.index(judge(step, values).level)


@given(step=STEPS, text=st.text(max_size=60))
def test_any_reply_can_be_judged(step, text):
    reading = read(step, text)
    found = judge(step, reading.values, text=text, fine=reading.fine)
    assert found.level in ("none", "review", "urgent")
    assert found.reply in TIMELINE.texts


FOLLOW_UPS = [
    # question, reply, value, level
    ("pain_trend", "better", "better", "none"),
    ("pain_trend", "easing off now thanks", "better", "none"),
    ("pain_trend", "its gone", "better", "none"),
    ("pain_trend", "about the same", "same", "review"),
    ("pain_trend", "not getting any better", "same", "review"),
    ("pain_trend", "its worse than this morning", "worse", "urgent"),
    ("pain_trend", "like an 8 now", "worse", "urgent"),
    ("pain_trend", "throbbing", "worse", "urgent"),
    ("pain_trend", "hard to say", "unclear", "review"),
    ("pain_trend", "yes", None, None),
    ("redness_trend", "fading, not hot", "better", "none"),
    ("redness_trend", "same", "same", "review"),
    ("redness_trend", "its hot", "worse", "urgent"),
    ("redness_trend", "getting redder", "worse", "urgent"),
    ("redness_trend", "dunno", "unclear", "review"),
    ("swelling_trend", "not gone down at all", "same", "review"),
    ("swelling_trend", "bit smaller", "better", "review"),
    ("swelling_trend", "bigger if anything", "worse", "urgent"),
    ("u1_screen", "no", "no", "review"),
    ("u1_screen", "none of them", "no", "review"),
    ("u1_screen", "not hot and no pus", "no", "review"),
    ("u1_screen", "yes", "yes", "urgent"),
    ("u1_screen", "hot yes, no pus", "yes", "urgent"),
    ("u1_screen", "no pus but its spreading", "yes", "urgent"),
    ("u1_screen", "maybe a bit", "unclear", "urgent"),
    ("u1_screen", "not sure", "unclear", "urgent"),
    ("u1_screen", "grey tuesday", None, None),
    ("blisters_check", "no just dry spots", "no", "none"),
    ("blisters_check", "two have fluid in", "yes", "urgent"),
    ("blisters_check", "no blisters", "no", "none"),
    ("blisters_check", "cant tell", "unclear", "urgent"),
    ("is_this_you", "yes its me now", "yes", "urgent"),
    ("is_this_you", "yes", "yes", "urgent"),
    ("is_this_you", "my own face yes", "yes", "urgent"),
    ("is_this_you", "no", "no", "review"),
    ("is_this_you", "no im fine", "no", "review"),
    ("is_this_you", "im ok thanks", "no", "review"),
    ("is_this_you", "im not ok", "yes", "urgent"),
    ("is_this_you", "no its my own face", "yes", "urgent"),
    ("is_this_you", "no my cousin", "no", "review"),
    ("is_this_you", "that was last year", "no", "review"),
    ("is_this_you", "blue", None, None),
    ("spots_or_blisters", "just 2 small spots on my chin, no blisters", "no", "review"),
    ("spots_or_blisters", "blisters by my lip", "yes", "urgent"),
    ("spots_or_blisters", "spots but sore and crusty", "yes", "urgent"),
    ("which_sign", "my lip is fat on one side", "told", "urgent"),
    ("which_sign", "sorry pressed the wrong one", "no", "urgent"),
    ("which_sign", "none", "no", "urgent"),
    ("what_worries", "theres a mark by my nose", "told", "review"),
    ("what_worries", "nothing really", "no", "review"),
    ("whats_left", "pink bit on my chin", "told", "review"),
    ("whats_left", "its sore and hot", "told", "urgent"),
    ("whats_left", "a mark, not painful", "told", "review"),
]


@pytest.mark.parametrize(("question", "text", "value", "level"), FOLLOW_UPS, ids=lambda part: str(part))
def test_the_answer_to_a_further_question(question, text, value, level):
    found = read_followup(question, text)
    assert found == value
    if found is not None:
        judgement = judge_followup(question, found, Context(text=text))
        assert judgement.level == level
        assert judgement.reply in TIMELINE.texts
        assert judgement.reply != "as_expected"


def test_a_question_asked_again_is_judged_with_what_was_said_before():
    context = Context(step=TIMELINE.step("24h"), values={"pain": 2, "redness": 4}, text="y")
    assert read_followup("danger", "y") == "yes"
    assert judge_followup("danger", "yes", context).level == "urgent"
    assert judge_followup("danger", "no", context).reply == "as_expected"


def test_a_score_asked_again_is_judged_by_its_step():
    context = Context(step=TIMELINE.step("24h"), values={"redness": 4, "danger": "no"}, text="8")
    assert judge_followup("pain", read_followup("pain", "8/10") or 0, context).level == "urgent"


def test_an_unknown_question_is_a_key_error():
    with pytest.raises(KeyError):
        read_followup("shoe_size", "9")
    with pytest.raises(KeyError):
        judge_followup("shoe_size", 9, Context())
