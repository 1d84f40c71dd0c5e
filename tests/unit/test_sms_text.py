"""A text is as long as the carrier says it is."""

import gsm0338  # noqa: F401 (gives Python the codec)
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.checkins import load_default_timeline
from bot.protocols import load_default
from bot.protocols.general_texts import GENERAL_TEXTS
from bot.publishing import patient_texts
from bot.sms_text import GSM_BASIC, GSM_EXTENSION, is_gsm7, segments, septets, to_gsm7

#: Texts in a script that the alphabet does not have: they are counted as UCS-2.
OTHER_SCRIPTS = {name for name, rule in GENERAL_TEXTS.items() if not rule.gsm7}


@pytest.mark.parametrize(
    ("text", "count"),
    [
        pytest.param("", 0, id="nothing"),
        pytest.param("a", 1, id="one letter"),
        pytest.param("a" * 160, 1, id="160 letters fill one"),
        pytest.param("a" * 161, 2, id="161 need two"),
        pytest.param("a" * 306, 2, id="two joined hold 153 each"),
        pytest.param("a" * 307, 3, id="307 need three"),
        pytest.param("a" * 459, 3, id="three joined"),
        pytest.param("a" * 460, 4, id="460 need four"),
        pytest.param("€" * 80, 1, id="80 euros fill one, two septets each"),
        pytest.param("€" * 81, 2, id="81 euros need two"),
        pytest.param("a" * 152 + "€" + "a" * 152, 3, id="an extension character is not split: one septet is lost"),
        pytest.param("é" * 160, 1, id="accents of the alphabet count one"),
        pytest.param("’" * 70, 1, id="70 of UCS-2 fill one"),
        pytest.param("’" * 71, 2, id="71 need two"),
        pytest.param("’" * 134, 2, id="two joined hold 67 each"),
        pytest.param("’" * 135, 3, id="135 need three"),
        pytest.param("\U0001f600" * 35, 1, id="an emoji takes two units"),
        pytest.param("\U0001f600" * 36, 2, id="36 emoji need two"),
        pytest.param("\U0001f600" * 67, 3, id="an emoji is not split: 33 to a segment"),
        pytest.param("a" * 70 + "ع", 2, id="one Arabic letter turns all of it to UCS-2"),
    ],
)
def test_segments_as_the_carrier_counts_them(text, count):
    assert segments(text) == count


def test_the_alphabet_is_the_whole_one():
    assert len(GSM_BASIC) == 127  # 128 places, one of them the escape to the extension table
    assert len(GSM_EXTENSION) == 10
    assert not GSM_BASIC & GSM_EXTENSION


@pytest.mark.parametrize("text", ["plain text, 5 pm?", "£5 @ 3_4", "é è ñ ü ß Ω", "[a] {b} €5 ~ ^ | \\", "two\nlines"])
def test_texts_within_the_alphabet(text):
    assert is_gsm7(text)
    assert to_gsm7(text) == text


@pytest.mark.parametrize("text", ["it’s", "a – b", "á", "ق", "\U0001f600", "`", "ç", "a\tb"])
def test_texts_outside_the_alphabet(text):
    assert not is_gsm7(text)
    with pytest.raises(ValueError, match="GSM-7"):
        septets(text)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        pytest.param("it’s “fine” – really…", 'it\'s "fine" - really...', id="typographic marks"),
        pytest.param("clínica, ação, Řím", "clinica, acao, Rim", id="accents outside the alphabet go, the letter stays"),
        pytest.param("cafe\u0301", "café", id="a letter and its accent are put together first"),
        pytest.param("6\u00a0pm\u200b", "6 pm", id="odd and invisible spaces"),
        pytest.param("½ ﬁt", "? fit", id="ligatures open, what has no plain form is a question mark"),
        pytest.param("ok \U0001f600 مرحبا", "ok ? ?????", id="emoji and other scripts"),
        pytest.param("\U0001f44d\U0001f3fd", "??", id="an emoji with a skin tone"),
    ],
)
def test_text_made_plain(text, plain):
    assert to_gsm7(text) == plain


@settings(deadline=None)
@given(st.text())
def test_made_plain_is_always_within_the_alphabet(text):
    assert is_gsm7(to_gsm7(text))


@settings(deadline=None)
@given(st.text())
def test_making_plain_twice_changes_nothing(text):
    assert to_gsm7(to_gsm7(text)) == to_gsm7(text)


@settings(deadline=None)
@given(st.text(alphabet=sorted(GSM_BASIC | GSM_EXTENSION)))
def test_segments_are_never_fewer_than_the_septets_need(text):
    needed = septets(text)
    assert segments(text) == (0 if not text else 1) if needed <= 160 else segments(text) >= -(-needed // 153)


def septets_by_another(text):
    """The text's septets by a codec that others keep; None where it has no such form. An escape alone is no character."""
    try:
        return None if "\x1b" in text else len(text.encode("gsm03.38"))
    except UnicodeError:
        return None


def test_every_character_counts_as_in_the_alphabet_that_others_keep():
    letters = (chr(number) for number in range(0x11000) if not 0xD800 <= number < 0xE000)
    assert [letter for letter in letters if (septets(letter) if is_gsm7(letter) else None) != septets_by_another(letter)] == []


@settings(deadline=None)
@given(st.text(alphabet=sorted(GSM_BASIC | GSM_EXTENSION), max_size=800))
def test_segments_are_packed_no_looser_and_no_tighter_than_the_carrier_can(text):
    whole = septets_by_another(text)
    least = 1 if whole <= 160 else -(-whole // 153)
    most = 1 if whole <= 160 else -(-whole // 152)  # each may lose one septet to a pair that is not split
    assert (0 if not text else least) <= segments(text) <= most


@pytest.mark.parametrize("parsed", [load_default(), load_default_timeline()], ids=["protocol", "timeline"])
def test_every_text_that_comes_with_the_product_is_plain_by_anothers_table_too(parsed):
    texts = [(place, text) for place, text in patient_texts(parsed) if place not in OTHER_SCRIPTS]
    assert [place for place, text in texts if septets_by_another(text) is None] == []
    assert len(texts) > 20
