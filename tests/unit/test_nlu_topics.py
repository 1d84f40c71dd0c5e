"""Topics of a message by the lexicon: what is meant, what is denied, what is taken back."""

import pytest

from bot.nlu import topics


def subjects(text):
    return [mention.subject for mention in topics.find(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("can i swim tmrw", ["swimming"], id="plain"),
        pytest.param("gym then a pint then my retin-a", ["exercise", "alcohol", "retinoid"], id="order-of-mention"),
        pytest.param("mascara or any makeup at all", ["makeup/eye"], id="variant-over-plain"),
        pytest.param("fake tan ok?", ["tanning/self"], id="longest-wins"),
        pytest.param("hot shower tonight", ["shower/hot"], id="hot-shower"),
        pytest.param("hot yoga tonight", ["sauna"], id="hot-yoga"),
        pytest.param("ice on my cheek?", ["cooling/bare_ice"], id="bare-ice"),
        pytest.param("frozen peas in a towel?", ["cooling/wrapped"], id="wrapped-ice"),
        pytest.param("the cream u gave me, morning too?", ["moisturizer/supplied"], id="supplied"),
        pytest.param("can i dye my hair, scalp was needled", ["hair_dye/treated"], id="treated-scalp"),
        pytest.param("foils nowhere near my face", ["hair_dye/face_away"], id="foils-away"),
        pytest.param("bowl of hot water, towel over my head", ["sauna"], id="steaming-a-cold"),
        pytest.param("how do i dry my face", ["cleansing"], id="drying-is-washing"),
        pytest.param("can i do lanes", ["swimming"], id="lanes"),
        pytest.param("laser on my tash", ["hair_removal/laser"], id="laser-of-hair"),
        pytest.param("gym site says 2 days", [], id="who-says-so"),
    ],
)
def test_it_finds_the_subjects_of(text, expected):
    assert subjects(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("no fever, no oozing, a little pink", ["redness"], id="each-denied"),
        pytest.param("no swelling or bleeding", [], id="list"),
        pytest.param("not itchy but quite dry", ["dryness"], id="but"),
        pytest.param("redness has gone", [], id="over"),
        pytest.param("party saturday, will i look normal", ["redness"], id="how it will look"),
        pytest.param("the bruise has gone a bit yellow", ["bruising"], id="gone another colour"),
        pytest.param("bruise on my temple went green", ["bruising"], id="went another colour"),
        pytest.param("swelling isnt going down", ["swelling"], id="still-there"),
        pytest.param("cant sleep its so itchy", ["itching"], id="cant-is-no-denial"),
        pytest.param("not even one pint?", ["alcohol"], id="an-activity-denied-is-asked"),
        pytest.param("so no makeup then", ["makeup"], id="no-makeup"),
    ],
)
def test_a_denied_sign_is_not_a_topic_but_a_denied_activity_is(text, expected):
    assert subjects(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("threading sorry not shaving", ["hair_removal/wax"], id="sorry-not"),
        pytest.param("can i swim, no wait i mean sauna", ["sauna"], id="i-mean"),
    ],
)
def test_what_is_taken_back_is_not_a_topic(text, expected):
    assert subjects(text) == expected


@pytest.mark.parametrize("text", ["whats the weather like", "dying to see you", "bloody hell", "ok", "🎂", "", "   ", "?" * 300])
def test_it_finds_nothing_clinical_where_nothing_is(text):
    assert not [subject for subject in subjects(text) if subject not in {"goodbye"}]
