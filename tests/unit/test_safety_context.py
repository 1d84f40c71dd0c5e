"""Whose sign it is, when it was, and which signs are worse together."""

import pytest

from bot.safety import gate


@pytest.mark.parametrize(
    ("text", "level", "question"),
    [
        pytest.param("my brother is choking and going blue", "emergency", None, id="anyone's emergency is one"),
        pytest.param("theres a lady here who collapsed", "emergency", None, id="a stranger's too"),
        pytest.param("my friend has pus coming out of her cheek", "review", "is_this_you", id="a red word of somebody: ask"),
        pytest.param("she has a fever and her face is hot", "review", "is_this_you", id="she, unexplained: ask"),
        pytest.param("typing for my mum, her cheek is weeping and hot", "urgent", None, id="a patient of ours by proxy"),
        pytest.param("my wife had needling with you tuesday, shes got hives", "urgent", None, id="ours, said by her husband"),
        pytest.param("my friend had an infection", "none", None, id="a tale of another"),
        pytest.param("my husband has a fever can i still come in", "none", None, id="a question about catching it"),
        pytest.param("husband says my cheek is oozing", "urgent", None, id="her own cheek, his words"),
        pytest.param("the nurse said it was fine but now im oozing", "urgent", None, id="staff are not the patient"),
    ],
)
def test_it_knows_whose_sign_it_is(text, level, question):
    decision = gate(text, hours=50)
    assert (decision.level, decision.question) == (level, question)


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("couldnt breathe last night, ok now", "urgent"),
        ("chest pain earlier, all gone now", "emergency"),
        ("passed out earlier", "urgent"),
        ("no fever but pus", "urgent"),
        ("false alarm on the spots but now i cant breathe", "emergency"),
        ("nurse said its fine but since then its spreading and hot and worse", "urgent"),
        ("had a fever in 2019", "none"),
        ("never been this sore, pain 8", "urgent"),
    ],
)
def test_past_and_taken_back_signs(text, level):
    assert gate(text, hours=50).level == level


@pytest.mark.parametrize(
    ("text", "recent", "level"),
    [
        pytest.param("38.6", {"fever"}, "urgent", id="a number after shivers"),
        pytest.param("yellow pus on my chin", {"U2", "fever"}, "emergency", id="U1 after U2"),
        pytest.param("temp 38.9", {"U1", "pus"}, "emergency", id="U2 after U1"),
        pytest.param("agony now", {"U2", "fever"}, "emergency", id="U6 after a fever"),
        pytest.param("i have a fever", {"U3", "blister"}, "emergency", id="fever after herpes"),
        pytest.param("my eye is sore and red", {"U3"}, "emergency", id="near the eye after herpes"),
        pytest.param("8 out of 10", {"pain"}, "urgent", id="a number after pain"),
        pytest.param("8 out of 10", set(), "none", id="a number alone is not known"),
        pytest.param("its getting worse", {"E1", "breath"}, "emergency", id="worse after an emergency"),
        pytest.param("still pouring", {"E6", "bleeding_now"}, "emergency", id="still after bleeding"),
        pytest.param("keeps oozing a bit of blood", {"thinner"}, "urgent", id="oozing on a thinner"),
        pytest.param("im dizzy", {"U4", "hives"}, "emergency", id="dizzy after hives"),
        pytest.param("thanks", {"U1", "U2", "fever"}, "none", id="thanks adds nothing"),
        pytest.param("yes", {"E6"}, "none", id="yes adds nothing"),
    ],
)
def test_signs_combine_upward_over_the_conversation(text, recent, level):
    assert gate(text, hours=50, recent=frozenset(recent)).level == level


def test_what_one_text_leaves_the_next_takes_up():
    first = gate("there is pus on my cheek", hours=50)
    second = gate("and i have a temperature of 38.5", hours=51, recent=first.signs)
    assert (first.level, second.level) == ("urgent", "emergency")


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("38.0", "urgent"),
        ("37.9", "none"),
        ("38,5", "urgent"),
        ("my temp is 38", "urgent"),
        ("temp 37.9", "none"),
        ("100.4f", "urgent"),
        ("temperature of 100.3 F", "none"),
        ("is 37.1 a fever", "none"),
        ("its 38 degrees in the room", "none"),
        ("paid 38.50", "none"),
        ("38 weeks", "none"),
        ("39°C", "urgent"),
        ("temp 36.6 no fever", "none"),
        ("pain 7", "urgent"),
        ("pain 6", "none"),
        ("pain 3 redness 8", "none"),
        ("redness 9", "none"),
        ("10/10 would recommend", "none"),
        ("bp 120/80", "none"),
        ("bp 80/45", "emergency"),
    ],
)
def test_numbers_are_read_as_what_they_measure(text, level):
    assert gate(text, hours=30).level == level


ODD_FEVERS = ["ＦＥＶＥＲ", "fe\u200bver", "f\u0435v\u0435r", "FEVER!!!", "fevr", "feeever", "i have a feverrr", "féver"]


@pytest.mark.parametrize("text", ODD_FEVERS)
def test_odd_letters_hide_no_fever(text):
    assert gate(text).level == "urgent"


ORDINARY = ["my lid is fine", "fewer spots", "never better", "clever cream", "lever arm", "puffin", "puzzle", "posy", "hire"]


@pytest.mark.parametrize("text", ORDINARY)
def test_an_ordinary_word_is_not_corrected_into_danger(text):
    assert gate(text, hours=30).level == "none"


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("no puedo respirar", "emergency"),
        ("se me hincha la lengua", "emergency"),
        ("no para de sangrar", "emergency"),
        ("quiero morirme", "emergency"),
        ("perdi la vista de un ojo", "emergency"),
        ("mi madre tiene 39,5 y no sabe que dia es", "emergency"),
        ("tengo fiebre, tiemblo y no puedo pensar", "emergency"),
        ("no se donde estoy, me he perdido buscando la clinica", "none"),
        ("tengo fiebre", "urgent"),
        ("me sale pus", "urgent"),
        ("tengo ronchas por toda la cara", "urgent"),
        ("no tengo fiebre ni pus", "none"),
        ("puedo usar protector solar hoy", "none"),
        ("لا أستطيع التنفس", "emergency"),
        ("لساني متورم", "emergency"),
        ("النزيف لا يتوقف", "emergency"),
        ("أريد أن أموت", "emergency"),
        ("حرارتي ٣٩٫٨ وما أقدر أفكر", "emergency"),
        ("ما أقدر أركز في الشغل", "none"),
        ("عندي حمى", "urgent"),
        ("فيه صديد", "urgent"),
        ("ما عندي حرارة ولا صديد", "none"),
        ("متى أقدر أستخدم الواقي الشمسي", "none"),
        ("abeg i no fit breathe well", "emergency"),
        ("mujhe saans nahi aa rahi", "emergency"),
        ("bukhar hai aur face pe pus", "emergency"),
    ],
)
def test_danger_is_heard_in_other_languages(text, level):
    assert gate(text, hours=40).level == level


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("fever of 39", "urgent"),
        ("fever of 39 and confused", "emergency"),
        ("39.4 and i collapsed", "emergency"),
        ("fever of 39 and my cheek is red and spreading", "emergency"),
    ],
)
def test_a_fever_alone_waits_an_hour_and_with_another_sign_not(text, level):
    assert gate(text, hours=60).level == level
