"""Every hour at which the default protocol changes its mind, against the clinical reference.

The table is written from the reference (its topic table, the rulings and "symptoms by hour"), not from the YAML: a row per
subject, each step saying from which hour on which verdict holds, and which level the window raises by itself.
"""

from datetime import datetime, timedelta, timezone

import pytest

from bot.answers import answer
from bot.protocols import load_default
from bot.protocols.vocabulary import SUBJECTS

DAY = 24
SECOND = 1 / 3600

REFERENCE = {
    # Symptoms by hour
    "redness": "0 ok, 72 caution, 7d caution review",
    "swelling": "0 ok, 48 caution, 72 caution review",
    "bleeding": "0 ok, 24 caution urgent",
    "dryness": "0 ok, 5d caution, 7d caution review",
    "peeling": "0 info, 24 ok, 7d caution, 10d caution review",
    "itching": "0 ok, 4d caution, 7d caution review",
    "warmth": "0 ok, 48 caution, 72 caution review",
    "bruising": "0 ok, 10d caution, 14d caution review",
    "breakout": "0 ok, 10d caution review",
    "breakout/milia": "0 ok, 10d caution review",
    "pigmentation": "0 info, 7d caution review",
    "pain": "0 info, 72 caution review",
    "other/numbness": "0 ok, 6 caution, 24 caution review",
    # Red flags asked about: taught, never an all-clear
    "infection_sign": "0 info",
    "allergy_sign": "0 info",
    "eye": "0 info",
    "eye/lenses": "0 info",
    "cold_sore": "0 info",
    "distress": "0 info",
    # Rows 12-15
    "cleansing": "0 avoid, 4 caution, 24 ok",
    "cleansing/water": "0 avoid, 4 ok",
    "cleansing/cleanser": "0 avoid, 24 ok",
    "cleansing/brush": "0 avoid, 7d ok",
    "cleansing/scalp": "0 avoid, 24 ok",
    "shower": "0 caution, 48 ok",
    "shower/hot": "0 avoid, 48 ok",
    "shower/lukewarm": "0 caution, 4 ok",
    "moisturizer": "0 caution, 24 ok",
    "moisturizer/supplied": "0 ok",
    "moisturizer/own": "0 caution, 24 ok",
    "serum": "0 avoid, 24 ok",
    "serum/supplied": "0 ok",
    "serum/hyaluronic": "0 avoid, 24 ok",
    # Rows 16-21
    "sunscreen": "0 caution, 24 ok",
    "sunscreen/mineral": "0 caution, 24 ok",
    "sunscreen/chemical": "0 avoid, 24 caution, 72 ok",
    "sun_exposure": "0 avoid, 48 caution, 14d ok",
    "tanning": "0 avoid, 14d caution",
    "tanning/sunbed": "0 avoid, 14d caution",
    "tanning/self": "0 avoid, 7d ok",
    "makeup": "0 avoid, 24 caution, 72 ok",
    "makeup/mineral": "0 avoid, 24 caution, 72 ok",
    "makeup/eye": "0 avoid, 72 ok",
    "makeup/heavy": "0 avoid, 24 caution, 72 ok",
    "makeup/tools": "0 avoid, 72 ok",
    # Rows 22-25
    "exercise": "0 avoid, 48 caution, 72 ok",
    "exercise/gentle": "0 ok",
    "exercise/sweaty": "0 avoid, 48 caution, 72 ok",
    "swimming": "0 avoid, 72 caution, 7d ok",
    "sauna": "0 avoid, 72 caution, 7d ok",
    # Rows 26-34, 41
    "retinoid": "0 avoid, 7d caution, 14d ok",
    "acids": "0 avoid, 7d ok",
    "acids/toner": "0 avoid, 10d ok",
    "other/perfume": "0 avoid, 10d ok",
    "vitamin_c": "0 avoid, 7d ok",
    "exfoliation": "0 avoid, 7d ok",
    "hair_removal": "0 avoid, 7d caution, 14d ok",
    "hair_removal/shave": "0 avoid, 72 ok",
    "hair_removal/wax": "0 avoid, 7d caution, 14d ok",
    "hair_removal/laser": "0 avoid, 14d ok",
    "hair_dye": "0 avoid, 7d caution",
    "hair_dye/face_away": "0 avoid, 72 caution",
    "hair_dye/treated": "0 avoid, 7d caution",
    "other_treatment": "0 avoid, 14d ok",
    "home_roller": "0 avoid",
    # Rows 35-39, 43, 44, 50, 51
    "alcohol": "0 avoid, 24 caution, 48 ok",
    "smoking": "0 avoid, 48 caution",
    "sleep": "0 caution, 48 ok",
    "touching": "0 avoid, 7d caution",
    "cooling": "0 caution",
    "cooling/cloth": "0 ok",
    "cooling/wrapped": "0 caution",
    "cooling/bare_ice": "0 avoid",
    "travel": "0 caution, 48 ok",
    "work": "0 caution, 24 ok",
    "work/dusty": "0 caution, 72 ok",
    "other/food": "0 caution, 48 ok",
    "other/mask_wear": "0 caution, 48 ok",
    # Rows 11, 31, 40, 45-48
    "medication": "0 caution",
    "medication/nsaid": "0 avoid, 7d ok",
    "medication/paracetamol": "0 ok",
    "medication/minoxidil": "0 avoid, 24 ok",
    "medication/cream": "0 caution",
    "prp": "0 info",
    "pregnancy": "0 info",
    "results": "0 info",
    "next_session": "0 info",
    # Not about the skin
    "appointment": "0 info",
    "cost": "0 info",
    "thanks": "0 info",
    "greeting": "0 info",
    "goodbye": "0 info",
    "fine": "0 info",
    "human": "0 info",
    "stop": "0 info",
    "help": "0 info",
    "who_are_you": "0 info",
    "wrong_number": "0 info",
    "other": "0 info",
}


def steps(row):
    """Yield (hour, verdict, level) for each step of a row of the table."""
    for step in row.split(", "):
        hour, verdict, *level = step.split()
        hours = int(hour[:-1]) * DAY if hour.endswith("d") else int(hour)
        yield hours, verdict, level[0] if level else "none"


ALL_STEPS = [pytest.param(name, *step, id=f"{name} {step[0]}h") for name, row in REFERENCE.items() for step in steps(row)]
CHANGES = [
    pytest.param(name, after[0], before[1:], after[1:], id=f"{name} {after[0]}h")
    for name, row in REFERENCE.items()
    for before, after in zip(list(steps(row)), list(steps(row))[1:])  # noqa: B905
]


def told(subject, hours):
    rule = load_default().rule(subject, hours)
    return rule.verdict, rule.level


def test_the_table_names_every_subject():
    assert set(REFERENCE) == set(SUBJECTS)


@pytest.mark.parametrize(("subject", "hours", "verdict", "level"), ALL_STEPS)
def test_a_window_begins_at_its_hour(subject, hours, verdict, level):
    assert told(subject, hours) == (verdict, level)


@pytest.mark.parametrize(("subject", "hours", "before", "after"), CHANGES)
def test_a_window_ends_just_before_its_last_hour(subject, hours, before, after):
    assert told(subject, hours - SECOND) == before
    assert told(subject, hours) == after


@pytest.mark.parametrize("subject", REFERENCE)
def test_nothing_else_changes_in_between(subject):
    hours_told = {hour: told(subject, hour) for hour in range(0, 90 * DAY)}
    wanted = dict.fromkeys(range(90 * DAY))
    for begins, verdict, level in steps(REFERENCE[subject]):
        wanted |= dict.fromkeys(range(begins, 90 * DAY), (verdict, level))
    assert hours_told == wanted


@pytest.mark.parametrize(("subject", "hours", "before", "after"), CHANGES)
def test_an_answer_turns_on_the_very_second(subject, hours, before, after):
    performed_at = datetime(2026, 3, 27, 14, 7, 31, tzinfo=timezone.utc)
    turns_at = performed_at + timedelta(hours=hours)

    def verdict(at):
        return answer(load_default(), subject, performed_at=performed_at, at=at, zone="Europe/London").verdict

    assert verdict(turns_at - timedelta(seconds=1)) == before[0]
    assert verdict(turns_at) == after[0]
