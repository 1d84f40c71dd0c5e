"""Days later a patient asks again without naming it: "is it ok now?". What was talked about last is what they mean."""

from datetime import timedelta

import pytest

from bot.turn import people, talk
from bot.turn.answering import answer_topics
from bot.turn.care import Care
from bot.turn.respond import respond
from tests.turns import NOON, care, remembering, turn


def long_after(*subjects: str, days: float = 4, hours: float = 200.0) -> Care:
    """Ben was answered about these some days ago."""
    memory = remembering(subjects=list(subjects), subjects_at=NOON - timedelta(days=days))
    return care(hours=hours, memory=memory)


def topics(told):
    return [one.topic for one in told.told]


COMES_BACK = [
    "what about now",
    "and now?",
    "is it ok yet",
    "is it time yet?",
    "so is now alright",
    "can i now",
    "can I do it today",
    "ok its been a week, allowed yet?",
    "you said wait. is it safe now",
    "trying again. yes now?",
    "hi, me again, can i use it yet",
    "been long enough?",
    "is that ok tomorrow",
]


@pytest.mark.parametrize("text", COMES_BACK)
@pytest.mark.parametrize("act", ["ask_may", "nlu_fallback", "affirm"])
def test_a_text_that_comes_back_is_answered_for_its_own_hour(text, act):
    told = respond(turn(text, act, known=long_after("swimming")), answer_topics if act == "ask_may" else talk.unclear)
    assert [(one.topic, one.verdict) for one in told.told] == [("swimming", "ok")]


@pytest.mark.parametrize("text", ["still there", "it hasnt gone", "its still like that", "same as before", "no change"])
def test_a_sign_that_has_not_gone_is_looked_at_for_its_own_hour(text):
    told = respond(turn(text, "compare_same", known=long_after("swelling", hours=100)), answer_topics)
    assert told.level == "review" and told.topics == ["swelling"]


@pytest.mark.parametrize("text", ["still there", "it hasnt gone"])
def test_nothing_but_a_sign_can_still_be_there(text):
    told = respond(turn(text, "nlu_fallback", known=long_after("swimming")), people.not_understood)
    assert topics(told) == []


@pytest.mark.parametrize(
    "text",
    [
        "can i use snail mucin",
        "what time do you open",
        "is that blue one any good",
        "can i bring the kids to the clinic tomorrow or do they have to wait outside",
        "ok",
        "why",
    ],
)
def test_anything_else_is_not_about_what_was_answered_days_ago(text):
    told = respond(turn(text, "ask_may", known=long_after("swimming")), answer_topics)
    assert topics(told) == []


def test_after_three_weeks_nothing_comes_back():
    told = respond(turn("is it ok now", "ask_may", known=long_after("swimming", days=22)), answer_topics)
    assert topics(told) == []


def test_a_no_that_only_says_that_all_is_well_is_met_so():
    told = respond(turn("no fever no", "deny", "fine"), talk.unclear)
    assert "Lovely to hear" in told.text


def just_after(*subjects: str, before: tuple[str, ...] = ()) -> Care:
    """Ben was answered about these a minute ago."""
    memory = remembering(subjects=list(subjects), before=list(before), subjects_at=NOON - timedelta(minutes=1))
    return care(hours=30, memory=memory)


@pytest.mark.parametrize(
    ("text", "act", "named", "last", "answered"),
    [
        pytest.param("how much", "ask_cost", [], "alcohol", "alcohol", id="an amount"),
        pytest.param("and how much is ok", "ask_cost", [], "alcohol", "alcohol", id="an amount, asked well"),
        pytest.param("with a flannel?", "ask_may", ["cleansing"], "exfoliation", "exfoliation", id="a tool"),
        pytest.param("how hot", "ask_how", ["warmth", "infection_sign"], "shower", "shower", id="a warmth"),
        pytest.param("the mineral one", "ask_may", ["sunscreen/mineral"], "makeup", "makeup", id="a kind"),
        pytest.param("the mineral spf", "ask_may", ["sunscreen/mineral"], "makeup", "sunscreen", id="another thing"),
        pytest.param("is she right", "ask_who", [], "makeup", "makeup", id="asks back"),
    ],
)
def test_a_text_that_only_adds_to_the_one_before_is_about_that(text, act, named, last, answered):
    told = respond(turn(text, act, *named, known=just_after(last)), talk.small_talk if act == "ask_cost" else answer_topics)
    assert topics(told) == [answered] and told.topics == [answered]


def test_how_much_of_a_treatment_is_its_price():
    told = respond(turn("how much", "ask_cost", "cost", known=just_after("next_session")), talk.small_talk)
    assert topics(told) == [] and "prices" in told.text


def test_the_first_one_is_the_one_before():
    told = respond(turn("why not the first one", "ask_why", known=just_after("makeup", before=("vitamin_c",))), answer_topics)
    assert topics(told) == ["vitamin_c"]


@pytest.mark.parametrize("text", ["never mind", "nvm", "forget it, thanks"])
def test_never_mind_is_no_riddle(text):
    assert "Take care" in respond(turn(text, "deny"), talk.unclear).text


@pytest.mark.parametrize("text", ["its not right", "its not going down", "not good", "im not happy with it"])
def test_what_is_not_as_it_should_be_stays_a_case(text):
    assert respond(turn(text, "report_symptom"), answer_topics).level == "review"


def with_case(**more) -> Care:
    """Ben's redness is with the nurses already."""
    memory = remembering(subjects=["redness"], subjects_at=NOON - timedelta(minutes=1))
    return care(hours=50, case_by="1 pm", memory=memory, **more)


@pytest.mark.parametrize("act", ["give_score", "compare_worse", "compare_same"])
def test_more_of_a_sign_that_people_have_is_never_met_with_reassurance(act):
    told = respond(turn("redness 7", act, "redness", known=with_case()), talk.unclear)
    assert topics(told) == [] and told.text.startswith("Our team has your message and will get back to you by 1 pm")


@pytest.mark.parametrize(
    ("text", "level"), [("6 and climbing", "urgent"), ("pain 8", "urgent"), ("still a 6", "none"), ("2 but worse", "none")]
)
def test_a_pain_that_rises_is_urgent_with_people_on_it_too(text, level):
    assert respond(turn(text, "give_score", "pain", known=with_case()), talk.unclear).level == level


@pytest.mark.parametrize("text", ["no", "5", "yes", "hmm right"])
def test_while_people_have_it_nothing_is_met_with_not_understood(text):
    told = respond(turn(text, "give_score", known=with_case()), talk.unclear)
    assert told.text.startswith("Our team has your message and will get back to you by 1 pm")


def test_what_else_is_asked_while_people_have_it_is_answered():
    told = respond(turn("can i wear makeup", "ask_may", "makeup", known=with_case()), answer_topics)
    assert topics(told) == ["makeup"]
