"""A text that names several times: each thing asked is judged at its own."""

from dataclasses import replace

import pytest

from bot.turn.answering import answer_topics
from bot.turn.each_time import parts_of
from bot.turn.respond import respond
from bot.turn.understood import Understood
from tests.turns import turn


def verdicts(text: str, intent: str, *named: tuple[str, str]) -> list[tuple[str, str]]:
    """Return what is told, 30 hours after the session; `named` are subjects with the words they stand for."""
    asked = turn(text, intent, *(subject for subject, _ in named))
    places = tuple(text.index(words) for _, words in named)
    asked = replace(asked, understood=replace(asked.understood, places=places))
    return [(one.topic, one.verdict) for one in respond(asked, answer_topics).told]


@pytest.mark.parametrize("tonight", ["wine tonight?", "a glass of wine tonight isnt an issue is it"])
def test_what_was_done_and_what_is_to_come(tonight):
    text = f"went in the hot tub last night. {tonight}"
    told = verdicts(text, "report_slip", ("sauna", "hot tub"), ("alcohol", "wine"))
    assert told == [("sauna", "avoid"), ("alcohol", "caution")]


def test_two_times_to_come():
    text = "gym tomorrow and sauna in 10 days ok?"
    assert verdicts(text, "ask_may", ("exercise", "gym"), ("sauna", "sauna")) == [("exercise", "caution"), ("sauna", "ok")]


def test_the_time_after_a_list_is_of_all_of_it():
    text = "retinol and sauna in 3 weeks, wine tonight?"
    told = verdicts(text, "ask_may", ("retinoid", "retinol"), ("sauna", "sauna"), ("alcohol", "wine"))
    assert told == [("retinoid", "ok"), ("sauna", "ok"), ("alcohol", "caution")]


def test_one_time_is_of_everything():
    text = "gym and sauna in 3 weeks?"
    assert verdicts(text, "ask_may", ("exercise", "gym"), ("sauna", "sauna")) == [("exercise", "ok"), ("sauna", "ok")]


def test_places_that_do_not_belong_to_the_subjects_tell_nothing():
    assert Understood("pain 9", "give_score", ("pain",), places=(0, 4)).place_of("pain") is None


def test_a_part_that_asks_of_now_is_of_now():
    text = "wine now? gym in 3 weeks, sauna in 4 weeks"
    told = verdicts(text, "ask_may", ("alcohol", "wine"), ("exercise", "gym"), ("sauna", "sauna"))
    assert told == [("alcohol", "caution"), ("exercise", "ok"), ("sauna", "ok")]


def test_a_figure_with_a_point_is_one():
    assert [part.text for part in parts_of(turn("0.5 retinol at 8.30am tomorrow, wine tonight", "ask_may"))] == [
        "0.5 retinol at 8.30am tomorrow",
        "wine tonight",
    ]
