"""Our own texts sent back: forwarded, quoted, cut off, "Liked". They name every danger and say nothing of the patient."""

from pathlib import Path
from textwrap import wrap

import pytest

from bot.checkins import load_default_timeline
from bot.levels import at_least
from bot.protocols import load_default
from bot.safety import gate
from bot.safety.quoted import OurTexts, hide, perhaps_quoted

DATA = Path(__file__).parents[1] / "data"
HOURS = (5, 50, 400, None)
CHECK_IN = load_default_timeline().step("24h").text
FILLED = {
    "emergency_number": "999",
    "clinic_phone": "+442079460000",
    "clinic_name": "Harbour Skin Clinic",
    "by": "Monday 9 March at 10 am",
    "from": "Thursday 6 pm",
    "until": "Thursday 6 pm",
    "urgent_line": "111",
    "crisis_line": "116 123",
    "performed_at": "Friday 6 March",
    "number": "7",
    "procedure": "Tattoo removal",
}


def templates() -> list[str]:
    """All texts of the documents that the product comes with."""
    protocol, timeline = load_default(), load_default_timeline()
    told = [text for subject in protocol.subjects.values() for rule in subject.windows for text in (rule.text, rule.short)]
    asked = [*protocol.questions.values(), *(step.text for step in timeline.steps)]
    return [*told, *asked, *protocol.texts.values(), *timeline.texts.values()]


OURS = OurTexts(templates())
SENT = [text.format_map(FILLED) for text in templates()]


def read(text: str, hours: float | None = 30):
    return gate(hide(text, OURS.spans(text)), hours=hours)


FORMS = {
    "as it was": lambda text: text,
    "forwarded": lambda text: f"FW: {text}",
    "in quotation marks": lambda text: f'"{text}"',
    "in curly marks": lambda text: f"\u201c{text}\u201d",
    "with curly apostrophes": lambda text: text.replace("'", "\u2019"),
    "in a mail": lambda text: "\n".join(f"> {line}" for line in wrap(text, 60)),
    "in capitals": str.upper,
    "asked about": lambda text: f"you wrote: {text} what does that mean",
    "twice": lambda text: f"{text}\n{text}",
    "with a reaction": lambda text: f"Liked \u201c{text}\u201d",
    "cut off by a phone": lambda text: f"Questioned \u201c{text[: len(text) * 2 // 3]}\u2026\u201d",
    "cut off in a word": lambda text: text[: len(text) * 3 // 4] + "...",
}
#: So short that the text may be the wish which it tells of.
A_WISH = ("To stop our texts, reply STOP.",)


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_no_text_of_ours_alarms_when_it_comes_back(form):
    alarmed = [text for text in SENT for hours in HOURS if read(form(text), hours).level != "none"]
    assert not alarmed


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_no_text_of_ours_is_a_wish_to_stop_when_it_comes_back(form):
    assert [text for text in SENT if text not in A_WISH and len(text.split()) > 10 and read(form(text)).opt_out] == []


OWN = [
    ("my throat is closing up", "emergency"),
    ("theres pus coming out of my chin", "urgent"),
    ("i have a fever of 39", "urgent"),
    ("yes pus and a fever", "urgent"),
    ("Y bad pain 9/10", "urgent"),
    ("I have trouble breathing", "emergency"),
    ("fever, pus", "urgent"),
    ("trouble breathing, lip/eye swelling", "emergency"),
]


@pytest.mark.parametrize(("own", "level"), OWN, ids=[own for own, _ in OWN])
@pytest.mark.parametrize("order", ["{own}\n{ours}", "{ours}\n{own}", "{ours} {own}", '{own} "{ours}"', "> {ours}\n\n{own}"])
def test_the_patients_own_words_beside_ours_count(own, level, order):
    assert at_least(read(order.format(own=own, ours=CHECK_IN.format_map(FILLED))).level, level)


def test_what_was_flagged_points_into_the_text_as_it_came():
    text = f"{CHECK_IN} there is pus on it"
    flag = read(text).flags[0]
    assert text[flag.start : flag.end] == flag.phrase
    assert flag.start >= len(CHECK_IN)


@pytest.mark.parametrize(
    ("text", "level"),
    [
        pytest.param("i have trouble breathing, lip/eye swelling, fever, pus, blisters, or bad pain", "emergency", id="claimed"),
        pytest.param("Yes trouble breathing, lip/eye swelling, fever, pus, blisters, or bad pain", "emergency", id="said yes to"),
        pytest.param("trouble breathing, lip/eye swelling, fever", "emergency", id="a part of the list"),
        pytest.param("fever, pus, blisters", "urgent", id="three of the list"),
        pytest.param("Any new spots or blisters", "urgent", id="our question as an answer"),
        pytest.param("it is hot, it is spreading, and there is pus", "urgent", id="our question turned round"),
        pytest.param("it turns hot on one side and it reaches my eye", "urgent", id="what we warned of"),
    ],
)
def test_what_the_patient_says_in_words_like_ours_counts(text, level):
    assert at_least(read(text).level, level)


@pytest.mark.parametrize("text", ["STOP", "To stop our texts, reply STOP.", "to stop your texts i reply stop"])
def test_a_wish_in_our_words_is_a_wish(text):
    assert read(text).opt_out == "stop"


@pytest.mark.parametrize("text", ["can I wear makeup?", '"can I wear makeup?"', "> can I wear makeup?", "can I go to the gym?"])
def test_a_question_that_our_text_gave_as_an_example_is_asked(text):
    assert OURS.spans(text) == []


def test_a_question_after_a_mail_address_is_no_marked_line():
    assert OURS.spans("To: <info@harbour.example>\n\nCan I wear makeup on Saturday?") == []


def test_what_staff_wrote_is_ours_too():
    nurse = "Hello Amira, do you have a fever, or is there any pus or fluid on your cheeks? Nora"
    text = f'you asked "{nurse}" no neither'
    assert hide(text, OurTexts([nurse]).spans(text)).split() == ["you", "asked", '".', "no", "neither"]


def test_to_look_only_at_texts_that_share_words_finds_the_same():
    everything = OurTexts(SENT)
    for text in [form(sent) for sent in SENT[::60] for form in FORMS.values()]:
        few = perhaps_quoted(text, SENT)
        assert len(few) < len(SENT) / 2
        assert OurTexts(few).spans(text) == everything.spans(text)


def test_a_short_sentence_of_staff_is_not_taken_from_a_patient_who_says_the_same():
    assert OurTexts(["Throat closing up?"]).spans("throat closing up") == []
    assert OurTexts(["Is your throat closing up now?"]).spans("throat closing up now") == []


def test_a_placeholder_stands_for_something_short_only():
    ours = OurTexts(["Our team will look at this by {by}. Until then wash gently."])
    own = "my throat is closing and i cannot breathe at all please help me now"
    text = f"Our team will look at this by {own}. Until then wash gently."
    assert gate(hide(text, ours.spans(text))).level == "emergency"


def test_nothing_is_hidden_in_what_patients_write():
    """The gate's own wordings, true and look-alike: what is hidden in them would not be read."""
    lines = [line for path in sorted(DATA.glob("gate_*.txt")) for line in path.read_text("utf-8").splitlines()]
    assert len(lines) > 2000
    assert [line for line in lines if OURS.spans(line)] == []


@pytest.mark.parametrize("text", ["", "?", "ok", "a " * 800, "if it gets " * 145, CHECK_IN * 8, "\u200b" * 1600])
def test_any_text_may_be_looked_through(text):
    spans = OURS.spans(text)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert len(hide(text, spans)) == len(text)
