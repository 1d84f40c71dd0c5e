"""Triage: nothing is asked that has been told, at most two short questions, then what section 7 says for the day."""

from datetime import timedelta
from itertools import product

import pytest

from bot.memory import OpenQuestion
from bot.turn import people, talk
from bot.turn.answering import answer_topics
from bot.turn.respond import respond
from tests.turns import NOON, care, check_in, remembering, turn


def asked(name, about, hours, **more):
    """A triage question was put five minutes ago."""
    question = OpenQuestion(name=name, at=NOON - timedelta(minutes=5), about=about)
    return care(hours=hours, memory=remembering(question=question), **more)


SEVERE = [
    "pains a solid nine, cant rest my head on anything",
    "pain is 8",
    "its an 8 for pain",
    "8/10 pain",
    "pain 7 out of 10",
    "my face hurts, 9/10",
    "sore, like a 7 or 8",
    "id say an 8 for soreness",
    "pain level 9",
    "pain about an 8 today",
    "hurts like an easy eight",
    "its a strong 7, the pain",
    "pain has gone up to a 9",
    "throbbing at a 7",
    "pain score: 8",
    "pain 8",
    "pain = 9",
    "the soreness is 7-8",
    "pain was 4 now its an 8",
    "pain hits 10 when i lie down",
    "sore as anything, ten out of ten",
    "pain's an 8",
    "stinging is a proper 9",
    "hurting about 7",
    "a 9 for the pain",
    "pain at eight",
    "its a solid eight, pain wise",
    "i rate it a 9, my pain",
    "burning, say an 8",
    "pain around 7 or 8",
]


@pytest.mark.parametrize("text", SEVERE)
@pytest.mark.parametrize("intent", ["report_symptom", "ask_may"])
def test_a_severe_pain_told_with_its_number_is_urgent_at_once(text, intent):
    told = respond(turn(text, intent, "pain", hours=34), answer_topics)
    assert told.level == "urgent" and told.told == []


@pytest.mark.parametrize(
    "text",
    [
        "pain is a 2",
        "sore, 2 out of 10",
        "its a 1 for pain",
        "pain 3/10",
        "pain was an 8 yesterday, 2 now",
        "hurts about a 2",
        "down from a 7 to a 2, the pain",
        "pain around 1 or 2",
        "pain nil, well 1",
        "barely a 1, the soreness",
    ],
)
def test_a_mild_pain_told_with_its_number_is_answered_without_asking_for_it(text):
    told = respond(turn(text, "ask_normal", "pain", hours=34), answer_topics)
    assert told.level == "none" and "How bad" not in told.text


@pytest.mark.parametrize(
    "text", ["face hurts, 2 pillows and still cant settle", "sore for 8 hours now", "pain since 9am", "hurts, day 3"]
)
def test_a_number_of_something_else_is_no_score(text):
    told = respond(turn(text, "report_symptom", "pain", hours=40), answer_topics)
    assert told.level == "none" and told.memory.question is not None and told.memory.question.name == "pain_score"


@pytest.mark.parametrize(("score", "hours", "level"), [(5, 10, "none"), (5, 40, "none"), (8, 10, "urgent"), (6, 60, "none")])
def test_a_middling_pain_is_expected_today_and_asked_about_later(score, hours, level):
    told = respond(turn(f"pain is {score}", "report_symptom", "pain", hours=hours), answer_topics)
    assert told.level == level
    waits = told.memory.question.name if told.memory.question else None
    assert (waits == "pain_trend") == (score < 7 and hours >= 24)


RISING = [
    "6 and climbing",
    "5 and rising",
    "4, getting worse",
    "6 going up",
    "5 and its worse than this morning",
    "4 but creeping up",
    "6, up from 3",
    "5 n getting stronger",
    "4 and building",
    "six and climbing",
    "5. increasing",
    "its a 6 and worse",
    "5 mounting",
    "4 and ramping up",
    "6 its gone up",
    "5 worsening",
    "6, sorer than yesterday",
    "5 more painful than before",
    "4 getting bad",
    "6 deteriorating",
]


@pytest.mark.parametrize("text", RISING)
def test_a_score_that_rises_is_urgent(text):
    assert respond(turn(text, "give_score", known=asked("pain_score", "pain", 60)), talk.unclear).level == "urgent"


@pytest.mark.parametrize(
    "text",
    [
        "6 but better than yesterday",
        "5 and easing",
        "4, coming down",
        "5 improving",
        "6 down from 8",
        "4 settling",
        "5 less sore",
    ],
)
def test_a_score_that_falls_is_no_alarm(text):
    told = respond(turn(text, "give_score", known=asked("pain_score", "pain", 60)), talk.unclear)
    assert told.level == "none" and told.memory.question is None


@pytest.mark.parametrize(
    "text",
    [
        "better. last night was a ten",
        "better, was 9 yesterday",
        "improving, it was an 8 before",
        "calmer now, was a 10",
        "less red than last night",
        "better, down from 8",
        "much better. it was 8 this morning",
        "easing. at first it was a ten",
        "going down",
        "fading",
        "B",
    ],
)
def test_redness_that_gets_better_is_no_alarm_whatever_it_was(text):
    known = asked("redness_trend", "24h", 25)
    assert respond(turn(text, "compare_better", known=known), talk.unclear).level == "none"


@pytest.mark.parametrize(
    "text", ["worse", "redder than last night", "its rising", "W", "better but hot", "climbing", "spreading", "9 and its worse"]
)
def test_redness_that_gets_worse_is_urgent(text):
    known = asked("redness_trend", "24h", 25)
    assert respond(turn(text, "compare_worse", known=known), talk.unclear).level == "urgent"


#: sign, hours, answer -> level: every row of "Symptoms by hour" that turns on better or worse
BY_DAY = [
    ("redness", 50, "better", "none"),
    ("redness", 50, "same", "none"),
    ("redness", 50, "worse", "urgent"),
    ("redness", 50, "not sure", "review"),
    ("redness", 100, "better", "none"),
    ("redness", 100, "same", "review"),
    ("redness", 100, "worse", "urgent"),
    ("swelling", 50, "better", "none"),
    ("swelling", 50, "same", "none"),
    ("swelling", 50, "worse", "urgent"),
    ("swelling", 80, "same", "review"),
    ("swelling", 80, "worse", "urgent"),
    ("warmth", 50, "better", "none"),
    ("warmth", 50, "same", "none"),
    ("warmth", 50, "worse", "urgent"),
    ("warmth", 50, "not sure", "review"),
    ("dryness", 130, "better", "none"),
    ("dryness", 130, "same", "none"),
    ("dryness", 130, "worse", "review"),
    ("itching", 110, "better", "none"),
    ("itching", 110, "same", "none"),
    ("itching", 110, "worse", "review"),
    ("bruising", 250, "better", "none"),
    ("bruising", 250, "same", "review"),
    ("bruising", 250, "worse", "urgent"),
]


@pytest.mark.parametrize(("sign", "hours", "text", "level"), BY_DAY)
def test_what_better_or_worse_means_depends_on_the_sign_and_the_day(sign, hours, text, level):
    told = respond(turn(text, "compare_same", known=asked("worse_or_better", sign, hours)), talk.unclear)
    assert told.level == level and told.told == []


@pytest.mark.parametrize(
    ("sign", "hours", "text", "level"),
    [
        ("bruising", 260, "bruise no lighter, day 10 plus", "review"),
        ("bruising", 260, "bruise the same as last week", "review"),
        ("bruising", 260, "the bruise hasnt faded at all", "review"),
        ("bruising", 260, "bruise isnt shifting", "review"),
        ("redness", 100, "just as red, no better", "review"),
        ("redness", 60, "redder than yesterday", "urgent"),
        ("swelling", 60, "puffier than yesterday", "urgent"),
        ("warmth", 60, "its getting hotter", "urgent"),
        ("itching", 120, "itching more, worse", "review"),
    ],
)
def test_a_trend_that_is_told_is_judged_and_not_asked_for(sign, hours, text, level):
    told = respond(turn(text, "report_symptom", sign, hours=hours), answer_topics)
    assert told.level == level and told.memory.question is None


UNWELL = [
    "feeling hot and shaky",
    "feel a bit shivery",
    "i feel rough",
    "im all clammy",
    "feel fluey today",
    "got the chills",
    "been feeling poorly",
    "feeling really unwell",
    "come over all woozy",
    "feel hot and cold",
    "im burning up",
    "feel ropey tbh",
    "feeling lightheaded",
    "bit queasy and hot",
]


@pytest.mark.parametrize(("text", "subjects"), list(product(UNWELL, ((), ("warmth",)))))
def test_feeling_ill_is_asked_about_and_never_reassured(text, subjects):
    told = respond(turn(text, "report_symptom", *subjects, hours=40), answer_topics)
    assert told.level == "review" and told.told == [] and told.text.endswith("Y/N")
    after = care(hours=40, memory=told.memory)
    assert respond(turn("yes", "affirm", known=after), talk.unclear).level == "urgent"
    assert respond(turn("not sure", "nlu_fallback", known=after), people.not_understood).level == "urgent"
    assert respond(turn("no none", "deny", known=after), talk.unclear).level == "review"


@pytest.mark.parametrize(
    "text", ["skin feels rough", "rough patches on my chin", "dont feel unwell or anything, just warm", "had a rough night"]
)
def test_a_rough_skin_or_night_is_no_illness(text):
    told = respond(turn(text, "report_symptom", "warmth", hours=20), answer_topics)
    assert told.level == "none"


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("4 5 n but easing", "none"),
        ("4 5 n and getting worse", "urgent"),
        ("8 2 n better than last night", "none"),
        ("8 2 n and rising", "urgent"),
    ],
)
def test_a_check_in_that_tells_the_trend_with_the_score_is_not_asked_for_it(text, level):
    told = respond(turn(text, "give_score", known=care(hours=25, check_in=check_in("24h"))), talk.unclear)
    assert told.level == level and told.memory.question is None


YES = [
    "yes",
    "y",
    "yep its me",
    "yes me",
    "its me",
    "me",
    "yeah me now",
    "it's my own face",
    "yes its happening now",
    "mine",
    "im talking about me",
    "its about me",
    "yes right now",
    "my face yes",
    "yh me",
    "myself",
    "yes i have it",
    "its mine",
    "yes, on my chin",
    "aye, me",
]
NO = [
    "no",
    "n",
    "nope",
    "no my sister",
    "its my mum",
    "no its a friend",
    "my dog",
    "nah my husband",
    "its for my daughter",
    "no, she had it",
    "my mate",
    "he has it not me",
    "no that was last year",
    "that was months ago",
    "no, years ago",
    "my flatmate",
    "no just asking",
    "no its my boyfriend",
    "her not me",
    "no not me",
]


@pytest.mark.parametrize("text", YES)
def test_yes_it_is_me_is_understood(text):
    told = respond(turn(text, "affirm", known=asked("is_this_you", "", 40)), talk.unclear)
    assert told.level == "urgent"


@pytest.mark.parametrize("text", NO)
def test_no_it_is_someone_else_or_long_over_is_understood(text):
    told = respond(turn(text, "deny", known=asked("is_this_you", "", 40)), talk.unclear)
    assert told.level == "review"


@pytest.mark.parametrize("text", ["maybe", "dunno", "both of us", "me and my sister", "not sure"])
def test_whose_it_is_left_unclear_is_taken_for_the_patients(text):
    first = respond(turn(text, "nlu_fallback", known=asked("is_this_you", "", 40)), people.not_understood)
    again = (
        first
        if first.level != "none"
        else respond(turn("hmm", "nlu_fallback", known=care(hours=40, memory=first.memory)), people.not_understood)
    )
    assert again.level in ("review", "urgent")


@pytest.mark.parametrize(
    ("sign", "hours", "worse"),
    [
        ("swelling", 80, "urgent"),
        ("warmth", 80, "urgent"),
        ("redness", 200, "urgent"),
        ("dryness", 200, "review"),
        ("itching", 200, "review"),
        ("bruising", 400, "urgent"),
        ("breakout", 260, "review"),
    ],
)
def test_a_sign_that_is_late_is_a_case_at_once_and_worse_makes_more_of_it(sign, hours, worse):
    first = respond(turn("still there", "report_symptom", sign, hours=hours), answer_topics)
    assert first.level == "review" and first.told == [] and first.text.endswith("worse?")
    after = care(hours=hours, memory=first.memory)
    assert respond(turn("worse", "compare_worse", known=after), talk.unclear).level == worse
    assert respond(turn("thanks", "thanks", known=after), talk.small_talk).level == "none"


@pytest.mark.parametrize(
    ("text", "level"),
    [("yes", "urgent"), ("no", "none"), ("nope just a few", "none"), ("not sure", "review"), ("weeping", "urgent")],
)
def test_spots_that_are_told_are_looked_into(text, level):
    first = respond(turn("spots coming up", "report_symptom", "breakout", hours=60), answer_topics)
    assert first.level == "none" and first.memory.question is not None and first.memory.question.name == "infection_screen"
    assert respond(turn(text, "affirm", known=care(hours=60, memory=first.memory)), talk.unclear).level == level


def test_a_general_question_about_spots_is_only_answered():
    told = respond(turn("are spots normal", "ask_normal", "breakout", hours=60), answer_topics)
    assert told.memory.question is None and told.told[0].verdict == "ok"


def test_a_pain_left_open_is_asked_once_more_and_then_goes_to_staff():
    first = respond(turn("its really sore", "report_symptom", "pain", hours=40), answer_topics)
    second = respond(turn("can i wear makeup", "ask_may", "makeup", known=care(hours=40, memory=first.memory)), answer_topics)
    assert second.level == "none" and second.told[0].topic == "makeup" and "How bad" in second.text
    third = respond(turn("and wine?", "ask_may", "alcohol", known=care(hours=40, memory=second.memory)), answer_topics)
    assert third.level == "review"


def test_never_more_than_two_questions_before_a_verdict():
    first = respond(turn("its really sore", "report_symptom", "pain", hours=40), answer_topics)
    second = respond(turn("5", "give_score", known=care(hours=40, memory=first.memory)), talk.unclear)
    assert second.text.endswith("worse?")
    for said, level in (("better", "none"), ("same", "review"), ("worse", "urgent"), ("hard to say", "review")):
        third = respond(turn(said, "compare_same", known=care(hours=40, memory=second.memory)), talk.unclear)
        assert third.level == level and third.memory.question is None


def scored(trend, about, text, **scores):
    """What follows `text` where the trend was asked for five minutes ago, beside these scores."""
    question = OpenQuestion(name=trend, at=NOON - timedelta(minutes=5), about=about, values=scores)
    return respond(turn(text, "give_score", known=care(hours=44, memory=remembering(question=question))), talk.unclear)


@pytest.mark.parametrize(("score", "text"), [(5, "it was a 2 before i went to bed"), (4, "was a 1 this morning")])
def test_a_pain_that_has_grown_by_its_scores_is_worse(score, text):
    assert scored("pain_trend", "pain", text, pain=score).level == "urgent"


@pytest.mark.parametrize("text", ["it was an 8 an hour ago", "was 9 when i woke at 3"])
def test_a_severe_pain_of_some_hours_ago_is_not_done_with_by_a_number(text):
    told = scored("pain_trend", "pain", text, pain=5)
    assert told.level != "none" or told.memory.question is not None, "asked once more, or brought to people"


def test_a_sign_is_compared_with_its_own_score():
    assert scored("redness_trend", "24h", "was 3 yesterday", redness=8, pain=1).level == "urgent"
    assert scored("redness_trend", "24h", "it was a 9", redness=8, pain=10).memory.question is not None


@pytest.mark.parametrize("intent", ["ask_what", "ask_why", "give_score"])
def test_a_trend_that_sounds_like_a_question_about_that_sign_is_its_answer(intent):
    question = OpenQuestion(name="pain_trend", at=NOON - timedelta(minutes=5), about="24h", values={"pain": 5})
    situation = care(hours=25, memory=remembering(question=question))
    told = respond(turn("the pain is getting worse by the hour", intent, "pain", known=situation), answer_topics)
    assert told.level == "urgent" and told.told == []


@pytest.mark.parametrize(("text", "intent"), [("sore as anything down one side", "ask_what"), ("hot and sore", "ask_how")])
def test_the_sign_that_we_asked_for_is_an_answer_however_it_sounds(text, intent):
    question = OpenQuestion(name="which_sign", at=NOON - timedelta(minutes=5), about="24h")
    situation = care(hours=25, memory=remembering(question=question))
    told = respond(turn(text, intent, "pain", known=situation), answer_topics)
    assert told.level == "urgent" and told.told == [], "no information on pain, a nurse"
