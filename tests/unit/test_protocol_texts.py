"""The wording of the default protocol: sendable, honest about the time, and silent where it has to be."""

import re
from string import Formatter

import pytest

from bot.protocols import load_default
from bot.protocols.general_texts import GENERAL_TEXTS, SLIPS
from bot.protocols.vocabulary import SYMPTOMS, TEXT_PLACEHOLDERS, WINDOW_PLACEHOLDERS
from bot.sms_text import is_gsm7, segments, septets

PROTOCOL = load_default()
RULES = [pytest.param(rule, id=rule.id) for subject in PROTOCOL.subjects.values() for rule in subject.windows]
THINGS_TO_DO = [
    pytest.param(subject, id=name) for name, subject in PROTOCOL.subjects.items() if name not in (*SYMPTOMS, "breakout/milia")
]
RED_FLAG_TEXTS = [name for name in PROTOCOL.texts if name.startswith(("emergency", "urgent", "distress", "review", "waiting"))]
DRUGS = re.compile(
    r"paracetamol|acetaminophen|ibuprofen|naproxen|aspirin|antihistamine|hydrocortisone|steroid|antibiotic|antiviral", re.I
)
DOSE = re.compile(r"\d+\s*(mg|ml|g|mcg|tablets?|pills?|times a day)\b", re.I)
REASSURANCE = re.compile(r"\b(normal|fine|expected|usual|don't worry|no panic|harmless|nothing serious)\b", re.I)


def worst_case(text, values):
    return text.format_map({name: values[name] for _, name, _, _ in Formatter().parse(text) if name})


@pytest.mark.parametrize("rule", RULES)
def test_an_answer_fits_with_its_longest_time(rule):
    text, short = (worst_case(words, WINDOW_PLACEHOLDERS) for words in (rule.text, rule.short))
    assert is_gsm7(text + short)
    assert septets(text) <= 250
    assert septets(short) <= 95


@pytest.mark.parametrize("rule", RULES)
def test_an_answer_says_when_it_changes(rule):
    changes = PROTOCOL.next_change(rule.subject, rule.start)
    if (
        changes
        and rule.verdict in ("avoid", "caution")
        and rule.subject.split("/")[0] not in SYMPTOMS
        and rule.subject != "other/numbness"
    ):
        assert "{from}" in rule.text or "{until}" in rule.text
        assert "{from}" in rule.short or "{until}" in rule.short


@pytest.mark.parametrize("rule", RULES)
def test_an_answer_reads_as_a_sentence_and_names_its_source(rule):
    for words in (rule.text, rule.short):
        assert words[0].isupper()
        assert words[-1] in ".!?"
    assert rule.source
    assert not DOSE.search(rule.text)


@pytest.mark.parametrize("rule", RULES)
def test_an_alarm_is_never_softened(rule):
    if rule.level != "none":
        assert rule.verdict not in ("ok", "info")
        assert not re.search(r"\b(normal|fine|expected|don't worry|harmless)\b", rule.text + rule.short, re.I)
        assert not DRUGS.search(rule.text)


@pytest.mark.parametrize("rule", RULES)
def test_an_answer_does_not_say_yes_where_it_means_no(rule):
    if rule.verdict == "avoid":
        assert not rule.text.startswith("Yes")
    if rule.verdict == "ok" and rule.subject not in (*SYMPTOMS, "breakout/milia", "other/numbness"):
        assert not re.match(r"(No|Not|Please don't)\b", rule.text)


@pytest.mark.parametrize("subject", THINGS_TO_DO)
def test_whatever_can_be_done_too_early_has_words_for_having_done_it(subject):
    early = any(rule.verdict in ("avoid", "caution") for rule in subject.windows)
    assert (subject.slip is not None) == (early and subject.name != "other/numbness")


@pytest.mark.parametrize("name", GENERAL_TEXTS)
def test_a_general_text_fits_its_segments_with_its_longest_values(name):
    wording = worst_case(PROTOCOL.texts[name], TEXT_PLACEHOLDERS)
    assert segments(wording) <= GENERAL_TEXTS[name].segments
    assert is_gsm7(wording) == (not name.endswith("_ar"))


@pytest.mark.parametrize("name", RED_FLAG_TEXTS)
def test_a_red_flag_reply_names_no_drug_and_soothes_nothing_away(name):
    assert not DRUGS.search(PROTOCOL.texts[name])
    assert not DOSE.search(PROTOCOL.texts[name])
    assert not REASSURANCE.search(PROTOCOL.texts[name])


@pytest.mark.parametrize(
    "name", ["emergency", "emergency_crisis", "emergency_again", "emergency_opted_out", "emergency_es", "emergency_crisis_es"]
)
def test_an_emergency_reply_begins_with_the_number(name):
    wording = PROTOCOL.text(name, emergency_number="999", crisis_line="116 123")
    assert "999" in wording[:25]


@pytest.mark.parametrize("name", SLIPS)
def test_a_slip_up_is_not_scolded(name):
    words = PROTOCOL.texts[name]
    assert "thanks for telling us" in words
    assert not re.search(r"\b(should have|shouldn't|wrong|told you|why did)\b", words, re.I)


def test_a_slip_up_with_its_rule_and_the_danger_question_fits_two_segments():
    opening = max(septets(PROTOCOL.texts[name]) for name in SLIPS)
    short = max(
        septets(worst_case(rule.short, WINDOW_PLACEHOLDERS))
        for subject in PROTOCOL.subjects.values() if subject.slip
        for rule in subject.windows
    )  # fmt: skip
    assert opening + 1 + short + 1 + septets(PROTOCOL.question("danger")) <= 306


def test_nobody_is_told_to_stop_a_prescribed_medicine():
    assert "unless a doctor prescribed it: then never stop it" in PROTOCOL.rule("medication/nsaid", 1).text
    assert "Keep taking what your doctor prescribed" in PROTOCOL.rule("medication", 1).text


def test_a_text_with_a_missing_value_is_a_key_error_and_never_sent_with_a_hole():
    with pytest.raises(KeyError):
        PROTOCOL.text("emergency")
