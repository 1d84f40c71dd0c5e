"""Figures by hand: small tables whose shares can be counted on fingers."""

import pytest

from evaluation import confusion, report, scoring_dialogues, scoring_messages, scoring_windows
from evaluation.figure import Figure
from evaluation.sets import LabelledSet, by_part
from evaluation.wilson import interval


def answer(urgency="none", topics=(), opt_out=None, reply="Yes.", segments=1, escalated=False, **verdicts):
    """What the bot made of a text; verdicts by topic."""
    told = [{"topic": topic, "verdict": verdict} for topic, verdict in verdicts.items()]
    topics = list(topics) or list(verdicts)
    return {
        "topics": topics, "urgency": urgency, "answers": told, "opt_out": opt_out, "reply": reply, "segments": segments,
        "escalated": escalated,
    }  # fmt: skip


def message(urgency="none", topics=("makeup",), kind="question", note="", **more):
    row = {"id": "m", "text": "words", "hours_since": 30, "lang": "en", "type": kind, "topics": list(topics)}
    return {**row, "urgency": urgency, "note": note, **more}


def turn(conversation, number, note="kind: follow-up", asked=None, **expect):
    row = {"id": f"{conversation}.{number}", "conversation": conversation, "text": "words", "note": note, "expect": expect}
    return {**row, "asked": asked} if asked else row


def value(figures, name):
    """(good, of) of a figure."""
    return next((figure.good, figure.of) for figure in figures if figure.name == name)


@pytest.mark.parametrize(
    ("good", "of", "low", "high"),
    [
        pytest.param(10, 10, 0.7225, 1.0, id="all of ten"),
        pytest.param(0, 10, 0.0, 0.2775, id="none of ten"),
        pytest.param(8, 10, 0.4902, 0.9433, id="eight of ten"),
        pytest.param(50, 100, 0.4038, 0.5962, id="half of a hundred"),
        pytest.param(95, 100, 0.8882, 0.9785, id="ninety-five of a hundred"),
        pytest.param(0, 0, 0.0, 1.0, id="of nothing, anything"),
    ],
)
def test_wilson(good, of, low, high):
    assert interval(good, of) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(("good", "of"), [(3, 2), (-1, 5)])
def test_wilson_refuses_what_is_no_share(good, of):
    with pytest.raises(ValueError, match="no share"):
        interval(good, of)


TOPICS = scoring_messages.score([
    (message(topics=["makeup"]), answer(topics=["makeup", "sun_exposure"])),
    (message(topics=["pain", "medication"]), answer(topics=["medication"])),
    (message(topics=["swimming", "sauna"], kind="multi"), answer(topics=["sauna", "swimming"])),
    (message(topics=["alcohol", "smoking"], kind="multi"), answer(topics=["alcohol"])),
    (message(topics=["fine"], kind="checkin_reply"), answer(topics=["redness"])),
    (message(topics=["other"], kind="out_of_scope"), answer(topics=["other"])),
    (message(topics=["other"], kind="out_of_scope"), answer(topics=["makeup"])),
])  # fmt: skip


@pytest.mark.parametrize(
    ("name", "good", "of"),
    [
        ("topic_precision", 5, 6),
        ("topic_recall", 5, 7),
        ("topic_f1", 10, 13),
        ("question_first_topic_found", 1, 2),
        ("multi_all_topics_found", 1, 2),
        ("out_of_scope_not_answered", 1, 2),
    ],
)
def test_topics_are_counted_in_texts_about_skin(name, good, of):
    assert value(TOPICS, name) == (good, of)


DANGER = scoring_messages.score([
    (message("emergency"), answer("emergency")),
    (message("emergency"), answer("urgent")),
    (message("urgent"), answer("emergency")),
    (message("urgent"), answer("none")),
    (message("review"), answer("urgent")),
    (message("none"), answer("none")),
    (message("none"), answer("review")),
    (message("none", note="look-alike: idiom"), answer("urgent")),
    (message("none", note="look-alike: past; years ago"), answer("review")),
    (message("urgent", note="look-alike: past"), answer("urgent")),
])  # fmt: skip


@pytest.mark.parametrize(
    ("name", "good", "of"),
    [
        pytest.param("emergency_recall", 1, 2, id="urgent does not do for an emergency"),
        pytest.param("urgent_recall", 2, 3, id="an emergency does for urgent"),
        pytest.param("review_recall", 1, 1, id="urgent does for a review"),
        pytest.param("danger_not_waved_through", 4, 5, id="only none waves through"),
        pytest.param("calm_kept_calm", 3, 4, id="a review is calm"),
        pytest.param("no_needless_review", 1, 4, id="a review of nothing is needless"),
        pytest.param("lookalikes_kept_calm", 2, 3, id="a review is forgiven"),
        pytest.param("  idiom", 0, 1, id="by what it plays on"),
        pytest.param("  past", 2, 2, id="whatever else the note says"),
    ],
)
def test_levels(name, good, of):
    assert value(DANGER, name) == (good, of)


def test_levels_are_set_against_each_other():
    pairs = [(message("urgent"), answer("none")), (message("urgent"), answer("urgent")), (message("none"), answer("none"))]
    assert confusion.counted(pairs) == {("urgent", "none"): 1, ("urgent", "urgent"): 1, ("none", "none"): 1}
    assert confusion.table(pairs)[2].split() == ["urgent", "0", "1", "0", "1"]


def test_manners():
    figures = scoring_messages.score([
        (message(topics=["stop"], kind="optout"), answer(opt_out="stop", reply="")),
        (message(topics=["stop"], kind="optout"), answer()),
        (message(), answer(opt_out="stop")),
        (message(), answer(reply=" ", segments=3)),
    ])  # fmt: skip
    assert value(figures, "stop_honoured") == (1, 2)
    assert value(figures, "stop_not_invented") == (1, 2)
    assert value(figures, "reply_given") == (1, 2)
    assert value(figures, "reply_two_segments_or_less") == (3, 4)


WINDOWS = scoring_windows.score([
    (message(expect={"makeup": ["avoid"]}), answer(makeup="avoid")),
    (message(expect={"makeup": ["avoid"]}), answer(makeup="ok")),
    (message(expect={"makeup": ["avoid", "ok"]}), answer(makeup="ok")),
    (message(expect={"sauna": ["caution"]}, note="future:+24h"), answer(topics=["sauna"])),
    (message(expect={"sauna": ["caution"], "alcohol": ["ok"]}, kind="multi"), answer(sauna="caution", alcohol="avoid")),
    (message(expect={"alcohol": ["avoid"]}, note="variant:x; slip-up"), answer(alcohol="avoid")),
    (message("urgent", ["redness"], "symptom", "symptom", expect={}), answer("none", redness="ok")),
    (message("review", ["peeling"], "symptom", "symptom", expect={}), answer("urgent")),
    (message("none", ["itching"], "symptom", "symptom", expect={}), answer("review")),
])  # fmt: skip


@pytest.mark.parametrize(
    ("name", "good", "of"),
    [
        pytest.param("verdict_right", 3, 6, id="every topic of a text"),
        pytest.param("dangerous_ok", 1, 3, id="ok where only avoid will do"),
        pytest.param("topic_answered", 6, 7, id="counted by topic; naming is no answer"),
        pytest.param("future_right", 0, 1, id="another time"),
        pytest.param("multi_right", 0, 1, id="several topics"),
        pytest.param("slip_right", 1, 1, id="already done"),
        pytest.param("symptom_urgency_right", 1, 3, id="one step too careful only where a person was due"),
        pytest.param("reassured_red_flag", 1, 2, id="ok for a sign"),
    ],
)
def test_windows(name, good, of):
    assert value(WINDOWS, name) == (good, of)


def test_a_topic_told_two_ways_is_wrong():
    row, given = message(expect={"makeup": ["avoid"]}), answer(makeup="avoid")
    given["answers"].append({"topic": "makeup", "verdict": "ok"})
    assert value(scoring_windows.score([(row, given)]), "verdict_right") == (0, 1)


DIALOGUES = [
    (turn("a", 1, urgency=["none"]), answer()),
    (turn("a", 2, answers={"swimming": ["ok"]}), answer(swimming="avoid")),
    (turn("a", 3, answers={"swimming": ["ok"]}), answer(topics=["swimming"])),
    (turn("b", 1, "kind: check-in", "4h", escalated=True, urgency=["urgent", "emergency"]), answer("urgent", escalated=True)),
    (turn("b", 2, "kind: check-in", escalated_so_far=True, no_reassurance=True), answer("none")),
    (turn("c", 1, "kind: triage", urgency=["urgent"], asks_or_escalates=True), answer("review", reply="Where?")),
    (turn("c", 2, "kind: triage", urgency=["none", "review"]), answer("urgent")),
]


@pytest.mark.parametrize(
    ("name", "good", "of"),
    [
        pytest.param("turn_right", 3, 7, id="all that a turn expects"),
        pytest.param("conversation_right", 1, 3, id="all turns of a conversation"),
        pytest.param("checkin_right", 1, 1, id="after a check-in"),
        pytest.param("danger_never_missed", 1, 2, id="at least the lowest acceptable level"),
        pytest.param("no_invented_danger", 1, 2, id="where neither urgent nor emergency will do"),
        pytest.param("  triage", 0, 2, id="by kind"),
    ],
)
def test_dialogues(name, good, of):
    assert value(scoring_dialogues.score(DIALOGUES), name) == (good, of)


def test_a_spoiled_conversation_shows_its_first_wrong_turn():
    spoiled = scoring_dialogues.score(DIALOGUES)[1]
    assert [row["id"] for row, _ in spoiled.misses] == ["a.2", "c.1"]


@pytest.mark.parametrize(
    ("expect", "given", "right"),
    [
        pytest.param({"about": {"makeup": ["avoid"]}}, answer(topics=["makeup"]), True, id="about: naming is enough"),
        pytest.param({"about": {"makeup": ["avoid"]}}, answer(makeup="ok"), False, id="about: a wrong verdict is wrong"),
        pytest.param({"not_topics": ["*"]}, answer(topics=["makeup"]), True, id="named is not answered"),
        pytest.param({"not_topics": ["*"]}, answer(makeup="ok"), False, id="nothing may be answered"),
        pytest.param({"not_topics": ["sauna"]}, answer(makeup="ok"), True, id="another may"),
        pytest.param({"asks": True}, answer(reply="Where?"), True, id="asks"),
        pytest.param({"asks": False}, answer(reply="Where?"), False, id="must not ask"),
        pytest.param({"asks_or_escalates": True}, answer(escalated=True), True, id="escalating is as good as asking"),
        pytest.param({"opt_out": None}, answer(opt_out="stop"), False, id="opting out that was not meant"),
        pytest.param({"silent": True}, answer(reply=""), True, id="silent"),
        pytest.param({"silent": True}, answer(), False, id="not silent"),
        pytest.param({"no_reassurance": True}, answer(redness="info"), False, id="a symptom called normal"),
        pytest.param({"no_reassurance": True}, answer(infection_sign="info"), True, id="a sign explained"),
        pytest.param({"no_reassurance": True}, answer(eye="ok"), False, id="a sign called fine"),
        pytest.param({"no_reassurance": True}, answer(makeup="ok"), True, id="what is no symptom"),
    ],
)
def test_what_a_turn_expects(expect, given, right):
    assert value(scoring_dialogues.score([(turn("a", 1, **expect), given)]), "turn_right") == (int(right), 1)


def test_the_half_held_back_comes_first_and_other_languages_last():
    rows = [
        message(id=name, **more) for name, more in (("1", {"lang": "es"}), ("2", {"split": "tune"}), ("3", {"split": "held"}))
    ]
    assert list(by_part([(row, answer()) for row in rows])) == ["held", "tune", "es"]


def test_a_file_of_no_halves_is_one_part():
    assert list(by_part([(message(), answer())])) == ["all"]


def test_a_report_says_value_interval_and_count():
    figure = Figure("stop_honoured", 8, 10)
    assert report.line(figure, [Figure("stop_honoured", 1, 2), None]).split() == [
        "stop_honoured", "0.800", "[0.490", "0.943]", "of", "10", "0.500", "of", "2",
    ]  # fmt: skip


def test_a_report_of_a_set_has_its_confusion_table():
    pairs = [(message("urgent"), answer("none"))]
    text = "\n".join(report.lines(LabelledSet("mine", "messages", (pairs[0][0],)), pairs))
    assert "mine: 1 labelled texts" in text and "urgent_recall" in text and "labelled \\ given" in text
