"""The second labeller's opinions: of texts held back only, and far enough from each other's copy to mean something."""

from evaluation import kept, second, sets
from evaluation.scoring import score


def test_every_opinion_is_on_a_text_held_back_or_a_question_of_the_hour():
    given = second.opinions()
    rows = [row for name in second.SETS for row in second.asked(name, given).rows]
    assert {row["id"] for row in rows} == set(given) and len(rows) == len(given)
    assert {row["split"] for row in rows} == {"held"}


def test_two_people_agree_on_danger_and_less_on_what_a_text_is_about():
    given = second.opinions()
    some = second.asked("messages", given)
    figures = {one.name: one.value for one in score(some.form, kept.paired(some, [given[row["id"]] for row in some.rows]))}
    assert figures["emergency_recall"] > 0.95 and figures["calm_kept_calm"] > 0.95
    assert 0.85 < figures["topic_f1"] < 1 and 0.9 < figures["question_first_topic_found"] < 1


def test_it_is_printed_like_any_other_answers(capsys):
    second.main()
    told = capsys.readouterr().out
    assert all(f"{name}: " in told for name in second.SETS) and set(second.SETS) <= set(sets.NAMES)
