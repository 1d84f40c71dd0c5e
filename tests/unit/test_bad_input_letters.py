"""Letters in disguise: other alphabets, invisible characters, ornaments, letters apart. A danger is read through all of them."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language import detect
from bot.safety import clean, gate

DANGERS = [
    "my throat is closing up",
    "i cant breathe",
    "there is yellow pus coming out of it",
    "it is hot and the redness is spreading",
    "my lips are swelling and my tongue too",
]
CALM = ["can i wear makeup tomorrow", "is a bit of peeling normal", "thank you so much for helping", "no fever no pus just pink"]


def swap(letters: str, others: str):
    return lambda text: text.translate(str.maketrans(letters, others))


def swap_long(letters: str):
    return lambda text: "".join(char * 4 if char in letters else char for char in text)


def from_on(first: int, capitals: bool = False):
    """Letters of one of the ranges that have a whole alphabet, such as mathematical bold."""
    return lambda text: "".join(chr(first + ord(char) - ord("a")) if "a" <= char <= "z" else char for char in text)


def between(what: str):
    return lambda text: "".join(char + what for char in text)


def apart(mark: str, words: str = " "):
    return lambda text: words.join(mark.join(word) for word in text.split())


DISGUISES = {
    "capitals": str.upper,
    "capitals by turns": lambda text: "".join(char.upper() if at % 2 else char for at, char in enumerate(text)),
    "some Cyrillic letters": swap("aeo", "аео"),
    "every Cyrillic look-alike": swap("aeopcyxikmhtb", "аеорсухікмһтЬ"),
    "Cyrillic capitals": lambda text: swap("ABEKMHOPCTXY", "АВЕКМНОРСТХУ")(text.upper()),
    "Greek letters": swap("aopuvi", "αορυνι"),
    "Greek capitals": lambda text: swap("ABEZHIKMNOPTYX", "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ")(text.upper()),
    "full width": from_on(0xFF41),
    "mathematical bold": from_on(0x1D41A),
    "circled": from_on(0x24D0),
    "white on black squares": from_on(0x1F170),
    "small capitals": swap("abcdefghijklmnoprstuvwyz", "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ"),
    "accents": swap("aeiouc", "áèîöüç"),
    "strokes and dots": swap("lodhti", "łøđħŧı"),
    "a combining line through each letter": between("\u0336"),
    "zero-width spaces": between("\u200b"),
    "zero-width joiners": between("\u200d"),
    "word joiners": between("\u2060"),
    "soft hyphens": between("\u00ad"),
    "byte order marks": between("\ufeff"),
    "variation selectors": between("\ufe0f"),
    "directions": lambda text: f"\u202d{text}\u202c",
    "no-break spaces": swap(" ", "\u00a0"),
    "Hangul fillers for spaces": swap(" ", "\u3164"),
    "blank Braille for spaces": swap(" ", "\u2800"),
    "wide spaces": swap(" ", "\u3000"),
    "underscores for spaces": swap(" ", "_"),
    "stretched letters": swap_long("ou"),
    "letters apart, words further apart": apart(" ", "   "),
    "dots between letters": apart("."),
    "hyphens between letters": apart("-"),
    "asterisks between letters": apart("*"),
    "noughts and threes": swap("oe", "03"),
    "between asterisks": lambda text: f"*{text}*",
}


@pytest.mark.parametrize("disguise", DISGUISES.values(), ids=DISGUISES)
def test_a_danger_is_read_through_every_disguise(disguise):
    missed = [text for text in DANGERS if gate(disguise(text), hours=30).level != gate(text, hours=30).level]
    assert not missed


@pytest.mark.parametrize("disguise", DISGUISES.values(), ids=DISGUISES)
def test_a_disguise_alone_alarms_nobody(disguise):
    assert [text for text in CALM if gate(disguise(text), hours=30).level != "none"] == []


@pytest.mark.parametrize("disguise", DISGUISES.values(), ids=DISGUISES)
def test_what_was_flagged_is_shown_as_it_was_written(disguise):
    text = f"hello there. {disguise('i cant breathe')} please"
    flag = gate(text).flags[0]
    assert flag.level == "emergency"
    assert text[flag.start : flag.end] == flag.phrase
    assert flag.start >= len("hello there. ")


@pytest.mark.parametrize("disguise", DISGUISES.values(), ids=DISGUISES)
def test_disguised_english_is_still_english(disguise):
    if disguise is not DISGUISES["every Cyrillic look-alike"]:  # whole words have no Latin letter left: nobody can tell
        assert {detect(disguise(text)) for text in [*DANGERS, *CALM]} == {"en"}


STAYS = {
    "shorthand with numbers": "thx m8 c u l8r b4 2moro gr8",
    "a time glued on": "its been hot for3days and after1hour again",
    "pain glued on": "pain3outof10",
    "initials": "A.M. or P.M.? the N.H.S. said e.g. 5 p.m.",
    "single letters": "r u a person",
    "answers to a check-in": "1 N",
    "three answers": "4 2 Y",
    "a temperature": "38.5 c at 10 pm",
    "a list": "a b or c",
}


@pytest.mark.parametrize("text", STAYS.values(), ids=STAYS)
def test_what_only_looks_disguised_stays_as_it_is(text):
    folded, _ = clean.clean(text)
    assert folded.replace(".", "") == text.lower().replace(".", "")
    assert clean.plain(text) == text or "." in text


@pytest.mark.parametrize(
    ("text", "read"),
    [
        pytest.param("c\u0430n i we\u0430r m\u0430keup", "can i wear makeup", id="look-alikes"),
        pytest.param("can i ma\u200bke\u200bup", "can i makeup", id="zero width"),
        pytest.param("\uff23\uff21\uff2e I swim?", "can I swim?", id="full width"),
        pytest.param("c a n   i   s w i m", "can   i   swim", id="letters apart"),
        pytest.param("caf\u00e9 latte?", "cafe latte?", id="accents"),
        pytest.param("I\u2019m fine", "I'm fine", id="curly"),
        pytest.param("\N{SWIMMER}\u200d\u2640\ufe0f ok?", "\N{SWIMMER}\u200d\u2640\ufe0f ok?", id="emoji stay whole"),
        pytest.param("Can I wear Makeup?", "Can I wear Makeup?", id="plain text"),
    ],
)
def test_the_dialogue_reads_the_same_plain_letters(text, read):
    assert clean.plain(text) == read


LENGTHY = {
    "one letter": "a" * 1600,
    "one letter apart": "a " * 800,
    "dots and letters": "a." * 800,
    "letters and digits": "a0" * 800,
    "one emoji": "\N{GRINNING FACE}" * 1600,
    "one accent over another": "e" + "\u0301" * 1599,
    "zero-width only": "\u200b" * 1600,
    "two alphabets by turns": "aб" * 800,
    "a word without end": "ha" * 800,
    "at signs": "a@" * 800,
    "slashes": "a/" * 800,
    "quotation marks": "> " * 800,
    "line breaks": "a\n" * 800,
    "headers": "From: a\n" * 200,
    "if you call": "if you call 999 " * 100,
    "reply reply": "reply stop to " * 114,
    "wrote": "on a wrote: " * 133,
}


@pytest.mark.parametrize("text", LENGTHY.values(), ids=LENGTHY)
def test_no_length_of_nonsense_is_slow_or_alarming(text):
    best = min(_seconds(text) for _ in range(5))
    assert gate(text, hours=30).level == "none"
    assert best < 0.02, f"{best * 1000:.1f} ms"


def _seconds(text: str) -> float:
    began = time.process_time()
    gate(text, hours=30)
    return time.process_time() - began


@given(st.text(max_size=400))
def test_any_text_is_read_and_every_letter_keeps_its_place(text):
    folded, offsets = clean.clean(text)
    assert len(folded) == len(offsets)
    assert offsets == sorted(offsets) and all(0 <= at < len(text) for at in offsets)
    clean.plain(text)
