"""The soak's patients are the same from the same seed, and its verdict calls what is wrong by name."""

from datetime import timedelta

import pytest

from bench.soak_judge import Verdict
from bench.soak_people import DAYS, People
from tests.conftest import THURSDAY_MORNING


def people(seed=7):
    return People(50, THURSDAY_MORNING.replace(hour=0), seed)


def test_the_same_seed_gives_the_same_month():
    assert (people().plans, people().sessions()) == (people().plans, people().sessions())
    assert people().plans != people(seed=8).plans


def test_all_of_it_happens_within_the_month_and_in_waking_hours():
    start = THURSDAY_MORNING.replace(hour=0)
    assert all(start <= said.at < start + timedelta(days=DAYS) and 7 <= said.at.hour < 21 for said in people().plans)
    assert {said.phone for said in people().plans} <= set(people().phones())


def test_what_is_due_is_said_once_and_in_order():
    month, noon = people(), THURSDAY_MORNING + timedelta(days=10)
    first, second = month.due(noon), month.due(noon)
    assert first == sorted(first, key=lambda said: said.at) and first and not second
    assert month.next_at() > noon


@pytest.mark.parametrize("name", ["lost_texts", "lost_sends", "twice", "after_stop", "outside", "unended"])
def test_a_single_fault_is_named(name):
    none = dict.fromkeys(("lost_texts", "lost_sends", "twice", "after_stop", "outside", "unended"), 0)
    verdict = Verdict(texts_in=9, texts_out=9, check_ins=9, twice_as_promised=1, **{**none, name: 1})
    assert {key for key, number in verdict.wrong().items() if number} == {name}
