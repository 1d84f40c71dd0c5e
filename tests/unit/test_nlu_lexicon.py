"""The lexicon file format, and that the project's lexicon covers every subject."""

import pytest
import yaml

from bot.nlu import lexicon
from bot.nlu.lexicon import NOTHING, LexiconError, compiled, inflections
from bot.nlu.subjects import SMALL_TALK, SUBJECTS, VARIANTS, is_sign, most_specific, public
from bot.nlu.topics import TopicFinder


def found(phrase, text):
    return [mention.subject for mention in TopicFinder([compiled("swimming", phrase)]).find(text)]


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        pytest.param("pool", "the pool", id="word"),
        pytest.param("sea|lake dip", "a lake dip", id="alternatives"),
        pytest.param("cold? plunge", "plunge", id="optional"),
        pytest.param("swim~", "i swam and swimming", id="inflected"),
        pytest.param("in * pool", "in the big pool", id="gap"),
        pytest.param("maybe water", "in the water", id="weak-alone"),
    ],
)
def test_a_phrase_matches(phrase, text):
    assert found(phrase, text) == ["swimming"]


def test_a_gap_does_not_cross_a_full_stop():
    assert found("in * pool", "come in. nice pool") == []


def test_a_weak_phrase_gives_way_to_a_firm_one():
    finder = TopicFinder([compiled("moisturizer", "maybe cream"), compiled("allergy_sign", "hives")])
    assert [mention.subject for mention in finder.find("hives after that cream")] == ["allergy_sign"]


def test_a_look_alike_swallows_the_words_inside_it():
    finder = TopicFinder([compiled("swimming", "pool"), compiled(NOTHING, "car pool")])
    assert finder.find("in the car pool") == []


def test_an_unknown_subject_is_refused_with_its_file(tmp_path):
    (tmp_path / "odd.yml").write_text("knitting: [wool]")
    with pytest.raises(LexiconError, match="odd.yml: 'knitting'"):
        lexicon.read(tmp_path)


def test_an_alternative_of_two_words_is_refused(tmp_path):
    (tmp_path / "odd.yml").write_text("swimming: ['cant|pool']")
    with pytest.raises(LexiconError, match="must be one word"):
        lexicon.read(tmp_path)


def test_every_subject_has_phrases():
    told = {phrase.subject for phrase in lexicon.read()}
    assert told >= SUBJECTS - {"other"}


@pytest.mark.parametrize("path", sorted(lexicon.FOLDER.glob("*.yml")), ids=lambda path: path.name)
def test_no_subject_is_written_twice_in_a_file(path):
    keys = [line[:-1] for line in path.read_text("utf-8").splitlines() if line and line[0] not in " #"]
    assert len(keys) == len(set(keys)) == len(yaml.safe_load(path.read_text("utf-8")))


def test_inflections_double_and_drop_letters():
    assert {"swimming", "shaving", "shaved", "flies"} <= {*inflections("swim"), *inflections("shave"), *inflections("fly")}


def test_public_names_the_topic_of_a_variant():
    assert public("makeup/eye") == "makeup"
    with pytest.raises(KeyError):
        public("makeup/knitting")


def test_variants_belong_to_public_topics():
    assert {public(f"{topic}/{variant}") for topic, variants in VARIANTS.items() for variant in variants} == set(VARIANTS)


def test_a_plain_topic_gives_way_to_its_variant():
    assert most_specific(["makeup", "sauna", "makeup/eye", "sauna"]) == ["sauna", "makeup/eye"]


def test_small_talk_is_no_sign():
    assert not any(is_sign(subject) for subject in SMALL_TALK)
    assert is_sign("other/numbness")
