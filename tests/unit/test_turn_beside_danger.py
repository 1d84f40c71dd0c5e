"""What is said beside a danger that people have already: it is worse, it is theirs too, it will pass."""

from datetime import timedelta

import pytest

from bot.turn.answering import answer_topics
from bot.turn.respond import respond
from tests.turns import NOON, care, check_in, remembering, turn


def with_case(level: str = "urgent", *before: str, **more):
    """People have a case of Ben's."""
    memory = remembering(subjects=list(before), subjects_at=NOON - timedelta(minutes=5))
    return care(case_by="1 pm", case_level=level, **{"memory": memory, **more})


def in_emergency():
    return with_case("emergency", memory=remembering(emergency_at=NOON - timedelta(minutes=2)))


def told(text: str, intent: str, *subjects: str, known):
    return respond(turn(text, intent, *subjects, known=known), answer_topics)


@pytest.mark.parametrize(
    "text",
    [
        "could just be the weather tho its 95 out",
        "prob just nerves",
        "maybe its the heat",
        "ill see how it goes",
        "i dont want to bother anyone",
        "going to sleep it off",
        "ill be fine",
    ],
)
def test_playing_it_down_calls_people_again(text):
    outcome = told(text, "report_fine", "fine", known=with_case())
    assert (outcome.level, outcome.codes) == ("urgent", ["plays_down"])
    assert "get back to you" in outcome.text


@pytest.mark.parametrize("text", ["prob just the thai food right", "ok thank you I will lie down and see how it goes"])
def test_in_an_emergency_it_gets_the_number_again(text):
    outcome = told(text, "thanks", "other/food", known=in_emergency())
    assert outcome.level == "emergency" and "999" in outcome.text and not outcome.told


@pytest.mark.parametrize("text", ["ok ill wait til then", "ill have a lie down while i wait", "will leave it for now"])
def test_waiting_for_the_nurse_is_no_playing_down(text):
    assert told(text, "affirm", known=with_case()).level == "none"
    assert told(text, "affirm", known=in_emergency()).level == "emergency"


def test_worry_beside_a_case_calls_nobody_again():
    outcome = told("im really worried now", "report_symptom", "distress", known=with_case())
    assert outcome.level == "none"


@pytest.mark.parametrize("text", ["it was ash, i wiped it off", "sorry, dictation: laughing", "oh its only snot", "thanks"])
def test_a_retraction_is_no_playing_down(text):
    assert told(text, "report_fine", known=with_case()).level == "none"


@pytest.mark.parametrize("text", ["yes more than yesterday", "now it has become more", "its spreading faster"])
@pytest.mark.parametrize("level", ["review", "urgent", "emergency"])
def test_worse_is_told_to_people_at_the_level_of_their_case(text, level):
    outcome = told(text, "affirm", known=with_case(level))
    assert outcome.level == level and outcome.codes == ["worse"]


@pytest.mark.parametrize(
    "text", ["mines doin it now too", "alright alright im the mate", "ok its not me ma its me", "me too now", "this is her phone"]
)
def test_a_sign_of_somebody_elses_that_is_their_own(text):
    outcome = told(text, "greet", known=with_case(check_in=check_in("day5")))
    assert (outcome.level, outcome.codes) == ("urgent", ["theirs_after_all"])


def test_without_a_case_nothing_of_it_is_heard():
    assert told("im the mate", "greet", known=care()).level == "none"


def test_a_mild_score_of_before_tells_that_it_is_more_now():
    outcome = told("was a 3 b4 bed", "nlu_fallback", "sleep", known=with_case("urgent", "pain"))
    assert outcome.level == "urgent" and not outcome.told


def test_a_high_score_of_before_is_no_alarm():
    assert told("was an 8 before", "nlu_fallback", known=with_case("urgent", "pain")).level == "none"


@pytest.mark.parametrize("text", ["what do i do", "what now", "he didnt have the needling, that was me. what do i do"])
def test_what_to_do_in_an_emergency_is_told_again_and_people_are_called(text):
    outcome = told(text, "ask_what", known=in_emergency())
    assert outcome.level == "emergency" and "999" in outcome.text


def test_help_on_its_way_gets_the_number_and_no_refusal():
    outcome = told("my daughter is taking me to hospital", "out_of_scope", "other", known=in_emergency())
    assert "999" in outcome.text and outcome.level == "none"


def test_a_danger_sign_told_again_gets_no_general_advice():
    outcome = told("its what the ear thermometer said", "report_symptom", "infection_sign", known=with_case())
    assert outcome.level == "urgent" and not outcome.told


@pytest.mark.parametrize("text", ["no hang on other way round lol. red 7", "thats the redness, pain is like 1"])
def test_an_answer_put_right_is_for_people_to_see(text):
    outcome = told(text, "report_symptom", "redness", known=with_case())
    assert (outcome.level, outcome.codes) == ("review", ["corrected"]) and not outcome.told


def test_a_severe_pain_is_no_mere_correction():
    outcome = told("sorry meant my pain is a 9", "give_score", "pain", known=with_case())
    assert outcome.level == "urgent"


@pytest.mark.parametrize("text", ["prob ok to shower?", "maybe the pool tomorrow"])
def test_a_question_of_something_else_is_answered(text):
    assert told(text, "ask_may", "shower", known=with_case()).told


def test_a_sign_told_before_is_judged_when_it_has_become_more():
    memory = remembering(subjects=["swelling"], subjects_at=NOON - timedelta(minutes=5))
    outcome = told("morning it was less, now it has become more", "compare_worse", known=care(hours=58, memory=memory))
    assert outcome.level == "urgent"


def test_an_itch_on_skin_that_was_not_treated_is_urgent():
    memory = remembering(subjects=["itching"], subjects_at=NOON - timedelta(minutes=5))
    outcome = told("all the body, also the belly", "report_fine", "fine", known=care(hours=70, memory=memory))
    assert outcome.level == "urgent" and outcome.codes == ["itches_elsewhere"]


@pytest.mark.parametrize(
    ("text", "intent", "subjects"),
    [
        ("yes hot too", "affirm", ("infection_sign",)),
        ("aye its roastin", "affirm", ("warmth", "infection_sign")),
        ("thats me temp duck, been like it since last night", "report_symptom", ("infection_sign", "warmth")),
    ],
)
def test_a_sign_of_danger_among_others_calls_people_again_and_is_never_answered(text, intent, subjects):
    outcome = told(text, intent, *subjects, known=with_case("urgent", "swelling"))
    assert (outcome.level, outcome.codes) == ("urgent", ["told_again"]) and not outcome.told


def test_hot_to_the_touch_is_news_to_whoever_is_on_the_case():
    assert told("aye its roasting to touch", "affirm", "warmth", known=with_case("urgent", "swelling")).level == "urgent"


def test_what_only_the_reader_makes_out_in_an_emergency_is_more_of_it():
    text = "bit thick when i talk yeah"
    outcome = respond(turn(text, "ask_normal", guessed=("dryness",), known=in_emergency()), answer_topics)
    assert outcome.level == "emergency" and "999" in outcome.text and not outcome.told


def test_all_is_well_after_an_emergency_is_thanked_for_and_stays_with_people():
    text = "from laughing!! breathing is fine. just red as a beetroot"
    outcome = told(text, "report_symptom", "allergy_sign", "fine", "redness", known=in_emergency())
    assert outcome.level == "none" and "stays open" in outcome.text and not outcome.told


def test_a_bare_score_of_a_severe_pain_beside_a_case_calls_people_again():
    assert told("9", "give_score", known=with_case()).level == "urgent"
    assert told("2", "give_score", known=with_case()).level == "none"


@pytest.mark.parametrize("text", ["same cheek is like double what it was at breakfast", "nah wasnt there at tea time yesterday"])
def test_worse_in_other_words(text):
    assert told(text, "report_symptom", known=with_case("urgent", "swelling")).level == "urgent"


@pytest.mark.parametrize(
    "text",
    ["its fine now but throat feels scratchy", "no worries but its started again", "its ok when i sit up", "fine if i dont talk"],
)
def test_what_is_only_half_well_is_no_end_of_an_emergency(text):
    outcome = told(text, "report_fine", "fine", known=in_emergency())
    assert "stays open" not in outcome.text


def test_a_bare_number_in_an_emergency_gets_the_emergency_number():
    assert "999" in told("9", "give_score", known=in_emergency()).text
