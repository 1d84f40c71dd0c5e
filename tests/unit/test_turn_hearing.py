"""What a text is about by the listener, where its own words say less, or something else."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.turn.answering import answer_topics
from bot.turn.heard import Heard
from bot.turn.hearing import as_heard
from bot.turn.outcome import Outcome
from bot.turn.respond import respond
from bot.turn.turn import Turn
from tests.turns import NOON, care, check_in, remembering, turn

A_MOMENT_AGO = NOON - timedelta(minutes=2)


def heard(
    text: str, intent: str, *named: str, before: tuple[str, ...] = (), act: str = "ask_may", about: dict[str, float], **known
) -> Turn:
    """Return Ben's turn after `before` was answered; `about` are the chances of what is heard."""
    memory = remembering(subjects=list(before), subjects_at=A_MOMENT_AGO if before else None)
    taken = turn(text, intent, *named, known=care(30, memory=memory, **known))
    return replace(taken, understood=replace(taken.understood, heard=Heard(act=act, topics=about)))


def told(taken: Turn) -> list[tuple[str, str]]:
    found: Outcome = respond(taken, answer_topics)
    return [(one.topic, one.verdict) for one in found.told]


@pytest.mark.parametrize("intent", ["out_of_scope", "nlu_fallback", "ask_may", "ask_who"])
def test_what_names_nothing_goes_on_about_what_was_before(intent: str):
    taken = heard("wouldnt put me head under", intent, before=("swimming",), about={"swimming": 0.9})
    assert told(taken) == [("swimming", "avoid")]


def test_of_several_before_the_one_that_is_heard_is_meant():
    taken = heard("on the back row with a mask", "out_of_scope", before=("swimming", "alcohol"), about={"alcohol": 0.8})
    assert told(taken) == [("alcohol", "caution")]


def test_them_are_all_that_was_asked_about():
    taken = heard("so when can i use any of them", "ask_when", before=("retinoid", "acids"), about={"retinoid": 0.8})
    assert [topic for topic, _ in told(taken)] == ["retinoid", "acids"]


def test_a_new_thing_that_is_only_described_is_heard():
    taken = heard("the room with the hot benches at mine", "out_of_scope", before=("exercise",), about={"sauna": 0.9})
    assert told(taken) == [("sauna", "avoid")]


def test_a_word_that_is_not_meant_gives_way_to_what_surely_is():
    sure = heard("w my normal brush?", "ask_may", "exfoliation", before=("makeup",), about={"makeup": 0.9, "exfoliation": 0.01})
    assert as_heard(sure).understood.carried == ("makeup",)
    unsure = heard("w my normal brush?", "ask_may", "exfoliation", before=("makeup",), about={"makeup": 0.7, "exfoliation": 0.01})
    assert as_heard(unsure) is unsure


def test_a_word_that_is_plain_to_the_reader_stands():
    taken = heard("with a big glass of red in hand", "ask_may", "alcohol", before=("shower",), about={"shower": 0.99})
    read = replace(taken, understood=replace(taken.understood, read={"alcohol": 0.97}))
    assert as_heard(taken).understood.carried == ("shower",) and as_heard(read) is read


def test_a_text_whose_words_say_that_it_goes_on_is_left_to_them():
    taken = heard("and what about tomorrow", "ask_may", before=("swimming", "alcohol"), about={"alcohol": 0.99})
    assert as_heard(taken) is taken


def test_of_several_words_only_one_that_is_not_heard_is_struck():
    taken = heard("hot bath after the gym then", "ask_may", "shower/hot", "exercise", about={"shower": 0.9, "exercise": 0.01})
    assert as_heard(taken).understood.subjects == ("shower/hot",)


@pytest.mark.parametrize("sign", ["infection_sign", "allergy_sign", "bleeding", "swelling", "pain", "eye"])
def test_a_grave_sign_in_the_texts_own_words_is_never_struck(sign: str):
    taken = heard("theres that too", "report_symptom", sign, before=("makeup",), about={"makeup": 0.95})
    assert sign in as_heard(taken).understood.subjects


@pytest.mark.parametrize("about", [{"infection_sign": 0.9}, {"allergy_sign": 0.9, "swelling": 0.9}, {"distress": 0.9}])
def test_a_danger_sign_that_is_only_heard_is_not_answered(about: dict[str, float]):
    taken = heard("all over the belly too", "nlu_fallback", before=("swelling",), about=about)
    assert as_heard(taken) is taken


def test_how_a_sign_goes_on_is_for_those_who_watch_over_it():
    taken = heard("gone down loads", "compare_better", before=("swelling",), act="compare_better", about={"swelling": 0.95})
    assert as_heard(taken) is taken


def test_over_what_may_be_a_danger_nothing_is_answered_by_hearsay():
    taken = heard("i only get half a line out", "nlu_fallback", before=("exercise",), about={"exercise": 0.9})
    doubtful = replace(taken.understood, heard=taken.understood.heard.copy(update={"danger": 0.4}))
    assert as_heard(taken) is not taken and as_heard(replace(taken, understood=doubtful)).understood is doubtful


@pytest.mark.parametrize(
    "text", ["over the open bit", "on the raw patch", "every last one of them", "hairdryer in beside me", "under the 8.15"]
)
def test_of_a_wound_or_too_much_nothing_is_answered_by_hearsay(text: str):
    taken = heard(text, "nlu_fallback", before=("makeup",), about={"makeup": 0.99})
    assert as_heard(taken) is taken


def test_an_amount_of_medicine_is_never_answered_by_hearsay():
    taken = heard("twenty, then twenty more", "nlu_fallback", before=("medication",), about={"medication": 0.99})
    assert as_heard(taken) is taken


@pytest.mark.parametrize("intent", ["report_symptom", "compare_worse"])
def test_what_a_text_tells_is_looked_at_by_a_person_and_answered_by_none(intent: str):
    taken = heard("deeper than last time", intent, before=("hair_removal",), about={"hair_removal": 0.99})
    assert as_heard(taken) is taken


def test_courtesies_are_none_of_what_was_before():
    taken = heard("ok il wait", "nlu_fallback", before=("swimming",), act="thanks", about={"swimming": 0.9})
    assert as_heard(taken) is taken
    greets = heard("my husband says hi", "ask_who", "greeting", before=("makeup",), about={"makeup": 0.9})
    assert as_heard(greets) is greets


@pytest.mark.parametrize(
    "taken",
    [
        heard("👶👍", "nlu_fallback", before=("moisturizer",), about={"moisturizer": 0.9}),
        heard("in the deep end", "nlu_fallback", before=("swimming",), about={"swimming": 0.9}, gate_level="review"),
        heard("ta for that", "nlu_fallback", before=("swimming",), about={"thanks": 0.9, "swimming": 0.6}),
        heard("in the deep end", "nlu_fallback", before=("swimming",), about={"swimming": 0.4}),
    ],
    ids=["no word", "a rule sees danger", "thanks", "not likely"],
)
def test_where_it_may_not_count_nothing_is_heard(taken: Turn):
    assert as_heard(taken) is taken


def test_beside_an_open_check_in_it_is_heard():
    about = {"swimming": 0.9}
    taken = heard("wouldnt put me head under", "nlu_fallback", before=("swimming",), about=about, check_in=check_in("24h"))
    assert as_heard(taken).understood.carried == ("swimming",)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [("hes a husky, we go up the hill", "avoid"), ("nothing sweaty, promise", "ok")],
    ids=["another form is not told", "the form is told again"],
)
def test_a_lenient_form_is_carried_only_where_it_is_told_again(text: str, verdict: str):
    taken = heard(text, "nlu_fallback", before=("exercise/gentle",), about={"exercise": 0.9})
    assert told(taken) == [("exercise", verdict)]
