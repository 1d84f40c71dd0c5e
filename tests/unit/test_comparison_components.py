"""The two components that stand around Rasa's default pipeline, so that it can learn our examples and name our subjects."""

from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from evaluation.comparison.known_subjects import KnownSubjects
from evaluation.comparison.marked_examples import MarkedExamples

BY_HAND = {"entity": "topic", "value": "sauna", "start": 0, "end": 5}


def marks(text, entities=None):
    example = Message({"text": text, "intent": "ask_may", **({"entities": entities} if entities else {})})
    marked = MarkedExamples().process_training_data(TrainingData([example]))
    return [(one["value"], text[one["start"] : one["end"]]) for one in marked.training_examples[0].get("entities", [])]


def test_an_example_that_nobody_marked_is_marked_by_the_lexicon():
    assert marks("can i put mascara on") == [("makeup/eye", "mascara")]


def test_marks_made_by_hand_stay():
    assert marks("steam and mascara", [BY_HAND]) == [("sauna", "steam")]


def test_small_talk_is_no_topic_to_learn():
    assert marks("hello there") == []


def test_marked_examples_count_as_marked():
    data = TrainingData([Message({"text": "can i put mascara on", "intent": "ask_may"})])
    assert not data.entity_examples
    assert len(MarkedExamples().process_training_data(data).entity_examples) == 1


def test_a_phrase_that_is_no_subject_is_not_named():
    named = [{"entity": "topic", "value": value} for value in ("makeup/eye", "my sparkly gel")]
    (message,) = KnownSubjects().process([Message({"text": "mascara and my sparkly gel", "entities": named})])
    assert [one["value"] for one in message.get("entities")] == ["makeup/eye"]
