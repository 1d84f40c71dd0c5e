"""Orders for the simulated carrier to fail: which are understood, and what the seeded mode makes of a seed."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import InputError
from bot.simulator import opt_outs
from bot.simulator.faults import codes, kinds
from bot.simulator.faults.drawing import drawn

SEEDS = st.integers(-(2**63), 2**63 - 1)
PLACES = st.sampled_from([kinds.SEND, kinds.LOOK, kinds.TEXT])
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from([*kinds.COUNTED, *kinds.LASTING]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=6,
)
NAMES = st.sampled_from(["kind", "count", *kinds.RULES]) | st.text(max_size=8)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ({"kind": "latency", "count": 1}, "latency needs seconds"),
        ({"kind": "latency", "count": 1, "seconds": 0}, "seconds must be a number of seconds above 0"),
        ({"kind": "latency", "count": 1, "seconds": float("nan")}, "seconds must be a number of seconds above 0"),
        ({"kind": "stall", "count": 1, "seconds": 301}, "seconds must be a number of seconds above 0 and at most 300"),
        ({"kind": "error_code", "count": 1, "code": 20000}, "code must be one of 20003, 21211"),
        ({"kind": "error_code", "count": 1, "code": "21211"}, "code must be one of 20003, 21211"),
        ({"kind": "error_429", "count": 1, "retry_after": 0.5}, "retry_after must be a whole number of seconds"),
        ({"kind": "error_500", "count": 1, "on": "text"}, "on must be send or look"),
        ({"kind": "undelivered", "count": 1, "on": "send"}, "undelivered takes only to, not on"),
        ({"kind": "error_500", "count": 1, "seconds": 3}, "error_500 takes only on, to, not seconds"),
        ({"kind": "lost_webhook", "count": 1, "to": "+447700900101"}, "lost_webhook takes no parameters, not to"),
        ({"kind": "stall", "count": 1, "to": "her"}, "to must be the phone number of the only recipient"),
        ({"kind": "rate_limit", "segments_per_second": 0}, "segments_per_second must be a whole number"),
        ({"kind": "rate_limit", "segments_per_second": 1, "count": 1}, "rate_limit lasts until the faults are cleared"),
        ({"kind": "opted_out"}, "count must be a whole number"),
        ({"kind": "opted_out", "phone": "07700 900101"}, "phone must be a phone number such as"),
        ({"kind": "random", "seed": 7}, "random needs rate"),
        ({"kind": "random", "seed": 7, "rate": 1.5}, "rate must be a number above 0 and at most 1"),
        ({"kind": "random", "seed": True, "rate": 0.5}, "seed must be a whole number"),
        ({"kind": "random", "seed": 7, "rate": 0.5, "kinds": ["rate_limit"]}, "kinds must be a list of some of"),
        ({"kind": ["latency"]}, "kind must be one of"),
    ],
    ids=str,
)
def test_an_order_that_cannot_be_meant_is_refused_in_one_sentence(body, why):
    with pytest.raises(InputError) as refused:
        kinds.read(body)
    assert str(refused.value).startswith(why)
    assert "\n" not in str(refused.value)


@settings(max_examples=60, deadline=None)
@given(body=st.dictionaries(NAMES, ANYTHING, max_size=5), kind=ANYTHING)
def test_no_order_ever_breaks_the_carrier(body, kind):
    try:
        order = kinds.read({**body, "kind": kind})
    except InputError as refused:
        assert str(refused)
    else:
        assert order.kind in {**kinds.COUNTED, **kinds.LASTING}
        assert order.count == 0 or order.fault.phase in (kinds.LINE, kinds.DOOR, kinds.TAKEN)


@pytest.mark.parametrize("code", codes.KNOWN)
def test_a_code_is_either_said_at_once_or_reported_afterwards(code):
    phase = kinds.read({"kind": "error_code", "count": 1, "code": code}).fault.phase
    assert phase == (kinds.TAKEN if code in codes.REPORTED else kinds.DOOR)
    assert kinds.read({"kind": "error_code", "count": 1, "code": code, "reported": True}).fault.phase == kinds.TAKEN


# The seeded mode


@settings(max_examples=50, deadline=None)
@given(seed=SEEDS, place=PLACES, number=st.integers(1, 10**9), rate=st.floats(0.001, 1))
def test_what_is_drawn_could_have_been_ordered_and_is_always_the_same(seed, place, number, rate):
    mode = {"seed": seed, "rate": rate}
    fault = drawn(mode, place, number)
    assert fault == drawn(mode, place, number)
    if fault is None:
        return
    assert place in kinds.COUNTED[fault.kind].places
    said = {name: getattr(fault, name) for name in ("seconds", "code", "retry_after") if getattr(fault, name) is not None}
    assert kinds.read({"kind": fault.kind, "count": 1, **said}).fault == fault


@settings(max_examples=8, deadline=None)
@given(seed=SEEDS)
def test_a_rate_is_kept_and_a_greater_one_only_adds(seed):
    calls = range(1, 2001)
    few = {number for number in calls if drawn({"seed": seed, "rate": 0.05}, kinds.SEND, number)}
    many = {number for number in calls if drawn({"seed": seed, "rate": 0.5}, kinds.SEND, number)}
    assert few <= many
    assert 40 <= len(few) <= 170  # a hundred, give or take seven deviations
    assert 840 <= len(many) <= 1160


def test_every_kind_that_can_happen_when_a_text_is_sent_is_drawn_in_time():
    mode = {"seed": 7, "rate": 1}
    found = Counter(drawn(mode, kinds.SEND, number).kind for number in range(2000))
    assert found.keys() == {kind for kind, form in kinds.COUNTED.items() if kinds.SEND in form.places}
    assert drawn(mode, kinds.TEXT, 1).kind == kinds.LOST_WEBHOOK
    assert len({drawn(mode, kinds.SEND, number).code for number in range(2000)} - {None}) == len(codes.KNOWN)


def test_only_the_kinds_that_were_asked_for_are_drawn_and_silence_is_no_longer_than_allowed():
    mode = {"seed": 7, "rate": 1, "kinds": ["stall", "latency"], "seconds": 0.5}
    found = [drawn(mode, kinds.SEND, number) for number in range(200)]
    assert {fault.kind for fault in found} == {"stall", "latency"}
    assert all(0 < fault.seconds <= 0.5 for fault in found)
    assert drawn(mode, kinds.TEXT, 1) is None


# Keywords


@pytest.mark.parametrize("word", opt_outs.KEYWORDS)
def test_a_keyword_is_a_whole_text_in_any_case(word):
    assert opt_outs.keyword(f" {word.lower()}\n") == opt_outs.keyword(word) == opt_outs.KEYWORDS[word]


@settings(max_examples=50, deadline=None)
@given(word=st.sampled_from(list(opt_outs.KEYWORDS)), more=st.text(min_size=1).filter(str.strip), before=st.booleans())
def test_a_keyword_among_other_words_is_none(word, more, before):
    text = f"{more} {word}" if before else f"{word} {more}"
    assert opt_outs.keyword(text) is None
