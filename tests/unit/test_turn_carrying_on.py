"""Texts that go on about what was before without naming it, and what a text about something else does not go on about."""

from datetime import timedelta
from itertools import product

import pytest

from bot.memory import OpenQuestion
from bot.turn import people, talk
from bot.turn.answering import answer_topics
from bot.turn.care import Care
from bot.turn.respond import respond
from tests.turns import NOON, care, check_in, remembering, turn

ACTS = {"ask_may": answer_topics, "nlu_fallback": people.not_understood, "report_fine": talk.small_talk}


def after(*subjects: str, hours: float = 30.0, **more) -> Care:
    """Ben has just been answered about these."""
    memory = remembering(subjects=list(subjects), subjects_at=NOON - timedelta(minutes=3), **more)
    return care(hours=hours, memory=memory)


def verdicts(told):
    return {one.topic: one.verdict for one in told.told}


GOES_ON = [
    "and now?",
    "now?",
    "what about now",
    "how about now",
    "ok and now",
    "so now?",
    "still?",
    "yet?",
    "and today?",
    "are you sure?",
    "you sure",
    "really?",
    "sure?",
    "seriously?",
    "why",
    "why not",
    "why though",
    "how come",
    "for what reason",
    "what for",
    "whats wrong with it",
    "what happens if i do it anyway",
    "what if i already did",
    "what would happen if i do",
    "what if i do it once",
    "how often do i do it",
    "how long",
    "how many",
    "doc says every night",
    "how often",
    "how long for",
    "how do i do it",
    "when then",
    "so when",
    "when",
    "till when",
    "until when then",
    "since when",
    "can i do it now",
    "could i do that",
    "may i do it again",
    "is it ok",
    "is that ok then",
    "is it",
    "would it hurt",
    "will it matter now",
    "not even a quick one?",
    "even a little one?",
    "just the once?",
    "just once?",
    "only for ten minutes?",
    "that one",
    "this one?",
    "same again",
    "all day",
    "for half an hour",
    "twice a day",
    "every day?",
    "if i am careful?",
    "unless i am careful",
    "what if i am quick",
    "can i do it again today",
]


@pytest.mark.parametrize("text", GOES_ON)
@pytest.mark.parametrize("intent", ACTS)
def test_it_goes_on_about_what_was_answered(text, intent):
    told = respond(turn(text, intent, known=after("exercise", hours=30)), ACTS[intent])
    assert verdicts(told) == {"exercise": "avoid"}


@pytest.mark.parametrize(
    "text", ["do it again today", "can i do it again", "how often", "another one?", "how often do i put it on", "how many times"]
)
@pytest.mark.parametrize("before", ["moisturizer/supplied", "exercise", "alcohol"])
def test_again_is_no_next_session_where_something_else_was_talked_of(text, before):
    told = respond(turn(text, "ask_how", "next_session", known=after(before, hours=76)), answer_topics)
    assert set(verdicts(told)) == {before.split("/")[0]}


@pytest.mark.parametrize(
    "text",
    [
        "when is my next session",
        "and when's the next one due",
        "how often do i need treatments",
        "how many sessions",
        "can i book another",
        "when do i come back in",
        "another treatment when?",
        "how many rounds",
    ],
)
def test_the_next_session_is_still_answered(text):
    told = respond(turn(text, "ask_when", "next_session", known=after("alcohol", hours=76)), answer_topics)
    assert set(verdicts(told)) == {"next_session"}


TIMES = (
    ("in 4 days", "ok"),
    ("in three days then", "ok"),
    ("so on saturday then", "ok"),
    ("a week on thursday?", "ok"),
    ("next week", "ok"),
    ("the weekend after next?", "ok"),
    ("tomorrow then", "caution"),
    ("and tonight", "avoid"),
    ("on the fifth day?", "ok"),
    ("when i get to day 5?", "ok"),
    ("so in 4 days its fine?", "ok"),
    ("before my wedding on the 12th?", "ok"),
    ("can i do it again on the fifth day?", "ok"),
    ("not tonight, in 4 days", "ok"),
    ("sorry i meant next week", "ok"),
)


@pytest.mark.parametrize(("said", "intent"), list(product(TIMES, ("ask_may", "report_fine", "nlu_fallback"))))
def test_a_later_time_is_of_what_was_before(said, intent):
    text, verdict = said
    told = respond(turn(text, intent, known=after("exercise", hours=26)), ACTS[intent])
    assert verdicts(told) == {"exercise": verdict}


FORMS = [
    ("shower/hot", 10, "lukewarm ok but?", "ok"),
    ("shower/hot", 10, "tepid then?", "ok"),
    ("shower/hot", 10, "a cool one?", "ok"),
    ("shower", 10, "hot?", "avoid"),
    ("shower", 10, "really hot though", "avoid"),
    ("shower/lukewarm", 10, "and hot?", "avoid"),
    ("makeup", 40, "mineral?", "caution"),
    ("makeup/mineral", 40, "and mascara", "avoid"),
    ("makeup", 40, "with my own brush?", "avoid"),
    ("exercise", 30, "just a walk?", "ok"),
    ("exercise", 30, "only stretching", "ok"),
    ("exercise", 30, "if its a stroll?", "ok"),
    ("tanning/sunbed", 200, "fake tan then?", "ok"),
    ("tanning/self", 100, "i meant a sunbed", "avoid"),
    ("hair_removal/wax", 80, "sorry, shaving", "ok"),
    ("hair_removal/shave", 80, "no i meant wax", "avoid"),
    ("hair_removal", 200, "laser i mean", "avoid"),
    ("hair_dye", 100, "no i meant the scalp", "avoid"),
    ("hair_dye", 100, "only the ends?", "caution"),
    ("hair_dye", 100, "away from my face i mean", "caution"),
    ("hair_dye", 100, "my scalp wasnt treated?", "caution"),
    ("cleansing", 10, "no i meant the scalp", "avoid"),
    ("cleansing", 10, "just water?", "ok"),
    ("medication/nsaid", 30, "paracetamol?", "ok"),
    ("medication/paracetamol", 30, "and nurofen?", "avoid"),
    ("cooling/bare_ice", 10, "wrapped in a towel?", "caution"),
    ("cooling/bare_ice", 10, "cold flannel?", "ok"),
    ("moisturizer/own", 10, "your gel?", "ok"),
    ("moisturizer/supplied", 10, "and my own?", "caution"),
    ("work", 40, "in the kitchen?", "caution"),
]


@pytest.mark.parametrize(("before", "hours", "text", "verdict"), FORMS)
def test_another_form_of_the_same_is_understood_from_its_word(before, hours, text, verdict):
    told = respond(turn(text, "ask_may", known=after(before, hours=hours)), answer_topics)
    assert verdicts(told) == {before.split("/")[0]: verdict}


@pytest.mark.parametrize(
    "text", ["the other one?", "what about the other one", "and the other", "the one before", "no the other one i mean"]
)
def test_the_other_one_is_what_was_talked_of_before(text):
    first = respond(turn("can i swim", "ask_may", "swimming", hours=30), answer_topics)
    second = respond(turn("wine?", "ask_may", "alcohol", known=care(hours=30, memory=first.memory)), answer_topics)
    told = respond(turn(text, "ask_may", known=care(hours=30, memory=second.memory)), answer_topics)
    assert verdicts(told) == {"swimming": "avoid"}


@pytest.mark.parametrize(
    ("text", "topic"), [("the first one", "exercise"), ("the second", "alcohol"), ("the last one?", "alcohol")]
)
def test_of_several_one_is_picked(text, topic):
    told = respond(turn(text, "nlu_fallback", known=after("exercise", "alcohol")), people.not_understood)
    assert set(verdicts(told)) == {topic}


def test_a_part_of_the_day_that_corrects_another_keeps_the_day():
    first = respond(turn("can i swim saturday evening", "ask_may", "swimming", hours=46), answer_topics)
    told = respond(turn("not evening, morning", "nlu_fallback", known=care(hours=46, memory=first.memory)), people.not_understood)
    assert "Saturday 9 am" in told.text


@pytest.mark.parametrize(
    "text", ["down to a faint blush, is that still alright", "just a rosy glow left, normal?", "only a hint of a flush now"]
)
def test_a_faint_blush_after_redness_is_no_makeup(text):
    told = respond(turn(text, "ask_normal", "makeup", known=after("redness", hours=120)), answer_topics)
    assert set(verdicts(told)) == {"redness"}


OTHER_MATTERS = [
    ("thanks for that", "thanks"),
    ("see you tomorrow", "goodbye"),
    ("can i speak to someone", "ask_human"),
    ("how much is it", "ask_cost"),
    ("can i move my appointment to friday", "ask_appointment"),
    ("who is this", "ask_who"),
    ("speak tomorrow bye", "goodbye"),
    ("is there anything good on the television this evening worth staying in for do you think", "out_of_scope"),
    ("what is the capital of australia then", "out_of_scope"),
    ("wrong person mate, dont know you", "wrong_number"),
]


@pytest.mark.parametrize(("text", "intent"), OTHER_MATTERS)
def test_what_is_another_matter_is_not_answered_with_the_subject_before(text, intent):
    act = {"thanks": talk.small_talk, "goodbye": talk.small_talk}.get(intent, people.out_of_scope)
    assert respond(turn(text, intent, known=after("exercise")), act).told == []


def test_nothing_goes_on_without_anything_before():
    told = respond(turn("and that one?", "nlu_fallback", hours=50), people.not_understood)
    assert told.told == [] and told.level == "none"


def test_after_an_emergency_what_was_before_is_not_told_again():
    known = after("redness", emergency_at=NOON - timedelta(hours=1))
    told = respond(turn("is that normal then", "ask_normal", known=known), answer_topics)
    assert "999" in told.text and told.told == []


def test_with_a_case_open_a_sign_is_not_reassured_over():
    known = after("redness").copy(update={"case_by": "6 pm"})
    assert respond(turn("so is it normal then", "ask_normal", known=known), answer_topics).told == []


@pytest.mark.parametrize(
    "text", ["S. and now?", "same, and today?", "better. so can i now?", "B n. and tomorrow?", "s n but what about now?"]
)
def test_a_check_in_is_answered_and_asks_on_in_one_text(text):
    known = after("exercise", hours=49).copy(update={"check_in": check_in("48h")})
    told = respond(turn(text, "ask_may", known=known), answer_topics)
    assert told.check_in is not None and told.check_in.values["trend"] in ("same", "better")
    assert set(verdicts(told)) == {"exercise"}


@pytest.mark.parametrize("text", ["and now?", "tomorrow then", "are you sure?"])
def test_asking_on_leaves_a_question_of_ours_open(text):
    known = after("exercise", hours=26).copy(update={"check_in": check_in("24h")})
    told = respond(turn(text, "nlu_fallback", known=known), people.not_understood)
    assert set(verdicts(told)) == {"exercise"} and told.check_in is None


def test_a_question_about_a_slip_is_no_yes_to_the_danger_question():
    known = after("tanning/sunbed", hours=205)
    known.memory.question = OpenQuestion(name="danger", at=NOON, about="tanning/sunbed")
    told = respond(turn("what happens if i do it anyway", "ask_why", known=known), answer_topics)
    assert told.level == "none" and verdicts(told) == {"tanning": "avoid"}


def test_a_person_named_beside_a_question_does_not_swallow_it():
    known = care(hours=21, gate_level="review", gate_codes=["human"])
    told = respond(
        turn("i need to look human. mineral base alright?", "ask_may", "human", "makeup/mineral", known=known), answer_topics
    )
    assert set(verdicts(told)) == {"makeup"}


@pytest.mark.parametrize(
    "text",
    ["anything i can use", "what can i put on it?", "is there something that helps", "so what helps", "what else can i try"],
)
@pytest.mark.parametrize("misread", [(), ("cleansing",)], ids=["nothing named", "a cleanser misread"])
def test_what_helps_is_about_the_sign_before(text, misread):
    told = respond(turn(text, "ask_help", *misread, known=after("dryness", hours=26)), answer_topics)
    assert set(verdicts(told)) == {"dryness"}


@pytest.mark.parametrize(
    "text", ["face i mean", "sorry the scalp i meant", "of my legs, not face", "bikini i mean", "no, arms only"]
)
def test_where_is_meant_is_about_what_was_before(text):
    told = respond(turn(text, "report_symptom", known=after("hair_removal/wax", hours=60)), answer_topics)
    assert set(verdicts(told)) == {"hair_removal"}


def test_asking_why_of_one_word_is_of_what_was_answered():
    told = respond(turn("why mineral", "ask_why", "sunscreen/mineral", "makeup/mineral", known=after("sunscreen")), answer_topics)
    assert set(verdicts(told)) == {"sunscreen"}


def test_asking_back_with_feeling_is_no_distress():
    told = respond(turn("seriously? why so long", "ask_why", "distress", known=after("sauna", hours=10)), answer_topics)
    assert set(verdicts(told)) == {"sauna"}


DAYS_AHEAD = timedelta(days=3)


@pytest.mark.parametrize("text", ["and the sauna?", "what about the sauna", "also sauna", "just the sauna"])
def test_the_day_asked_about_is_that_of_what_is_asked_along_with_it(text):
    known = after("swimming", hours=20, asked_at=NOON + DAYS_AHEAD)
    assert respond(turn(text, "ask_may", "sauna", known=known), answer_topics).text.startswith("For Sunday")


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("and the sauna now?", {"asked_at": NOON + DAYS_AHEAD}),
        ("can i go to the sauna", {"asked_at": NOON + DAYS_AHEAD}),
        ("and the sauna?", {"asked_at": NOON + timedelta(hours=6)}),
        ("and the sauna?", {"asked_at": NOON + DAYS_AHEAD, "subjects_at": NOON - timedelta(hours=2)}),
    ],
    ids=["now is said", "nothing joins it", "the day was today", "long ago"],
)
def test_a_question_of_its_own_is_for_now(text, more):
    known = care(hours=20, memory=remembering(**{"subjects": ["swimming"], "subjects_at": NOON - timedelta(minutes=3), **more}))
    assert not respond(turn(text, "ask_may", "sauna", known=known), answer_topics).text.startswith("For ")


@pytest.mark.parametrize("intent", ["deny", "report_fine", "compare_better"])
def test_good_news_beside_a_case_is_no_end_of_it(intent):
    known = care(hours=200).copy(update={"case_by": "6 pm"})
    act = talk.unclear if intent == "deny" else talk.small_talk
    told = respond(turn("no fever no", intent, "fine", known=known), act)
    assert "6 pm" in told.text and "Lovely" not in told.text


@pytest.mark.parametrize(
    "text",
    [
        "my friends clinic said 2 days",
        "but google says its fine",
        "the leaflet says one week",
        "my mate told me its ok straight away",
        "my derm said 3 days",
        "the girl at reception said its fine",
        "pls its my wedding",
        "but please its my sisters birthday tomorrow",
        "thats ages",
        "that's so long",
        "no way",
    ],
)
@pytest.mark.parametrize("intent", ["nlu_fallback", "report_symptom", "ask_appointment", "affirm"])
def test_another_opinion_or_a_plea_gets_the_same_answer(text, intent):
    told = respond(turn(text, intent, known=after("exercise")), people.not_understood)
    assert set(verdicts(told)) == {"exercise"} and told.level == "none"


@pytest.mark.parametrize("text", ["2?", "5 or 6 days then?", "after 3 days?"])
@pytest.mark.parametrize("intent", ["nlu_fallback", "give_score", "affirm", "ask_may"])
def test_a_number_asked_back_gets_the_same_answer(text, intent):
    told = respond(turn(text, intent, known=after("exercise")), ACTS.get(intent, talk.unclear))
    assert set(verdicts(told)) == {"exercise"} and told.level == "none"


@pytest.mark.parametrize(
    "text", ["my friend said it looks infected", "she says i should be worried", "my mum said its bad"]
)
def test_an_opinion_on_a_sign_is_no_plea(text):
    told = respond(turn(text, "report_symptom", known=after("exercise")), answer_topics)
    assert verdicts(told) == {} and told.level == "review"


@pytest.mark.parametrize("text", ["under my eyes", "left cheek", "just my chin and forehead", "its on both cheeks"])
def test_a_place_alone_is_of_the_sign_before_it(text):
    told = respond(turn(text, "affirm", known=after("swelling")), talk.unclear)
    assert set(verdicts(told)) == {"swelling"}


def test_a_place_alone_after_something_else_is_not_understood():
    assert verdicts(respond(turn("left cheek", "affirm", known=after()), talk.unclear)) == {}


def test_the_one_you_gave_me_is_of_the_cream_before_it():
    told = respond(turn("the one you gave me", "out_of_scope", known=after("moisturizer")), people.out_of_scope)
    assert [one.subject for one in told.told] == ["moisturizer/supplied"]


@pytest.mark.parametrize("text", ["morning and night?", "every other night", "half strength", "am and pm?"])
def test_how_often_and_how_much_is_of_what_was_before(text):
    told = respond(turn(text, "goodbye" if "night" in text else "nlu_fallback", known=after("serum", hours=52)), talk.small_talk)
    assert set(verdicts(told)) == {"serum"}


def test_the_day_after_is_of_the_day_asked_about():
    known = after("exercise", asked_at=NOON + timedelta(days=1))
    told = respond(turn("no wait the day after", "deny", known=known), talk.unclear)
    assert "Saturday" in told.text and set(verdicts(told)) == {"exercise"}


def test_a_place_put_right_is_of_the_thing_before():
    told = respond(turn("brows sorry", "ask_may", "makeup", known=after("hair_dye")), answer_topics)
    assert set(verdicts(told)) == {"hair_dye"}


@pytest.mark.parametrize("text", ["ok fair", "ok", "got it", "makes sense"])
def test_an_ok_takes_the_answer_before_it(text):
    told = respond(turn(text, "affirm", known=after("exercise")), talk.unclear)
    assert "Take care" in told.text and not told.told


def test_an_ok_to_the_offer_of_a_person_is_no_wish_for_one():
    offered = OpenQuestion(name="human_offer", at=NOON - timedelta(minutes=1))
    known = care(memory=remembering(question=offered))
    assert respond(turn("ok", "affirm", known=known), people.hand_over).level == "none"
    assert respond(turn("yes", "affirm", known=known), people.hand_over).level == "review"


def test_i_meant_can_i_is_a_question_and_no_answer_to_ours():
    question = OpenQuestion(name="danger", at=NOON - timedelta(minutes=1), about="sauna")
    told = respond(turn("no i didnt, i meant can i", "deny", known=after("sauna", question=question)), talk.unclear)
    assert verdicts(told) == {"sauna": "avoid"} and "No panic" not in told.text


@pytest.mark.parametrize("text", ["asdf", "?", "hmm"])
def test_one_word_is_not_said_to_be_outside(text):
    assert "did not understand" in respond(turn(text, "out_of_scope"), people.out_of_scope).text


@pytest.mark.parametrize(
    ("text", "guess"),
    [
        ("right so how long do i leave it, cant be off all week", "distress"),
        ("but if it looks fine whats the harm", "results"),
        ("huh. how come? I take it for everything", "distress"),
        ("do I use my usual brush to put it on", "cooling"),
        ("what about if i leave it til this time next week", "work"),
        ("4 real? cud of sworn it was 3 days", "tanning"),
    ],
)
def test_what_only_the_reader_guesses_yields_to_what_was_before(text, guess):
    told = respond(turn(text, "ask_why", guessed=(guess,), known=after("makeup")), answer_topics)
    assert [one.topic for one in told.told] == ["makeup"]


def test_a_reason_behind_a_why_is_no_question():
    asked = turn("Why not?? they're hanging off, I've got school run", "ask_why", "work", known=after("touching"))
    told = respond(asked, answer_topics)
    assert [one.topic for one in told.told] == ["touching"]


def test_a_grave_sign_that_is_guessed_beside_a_why_is_heard():
    asked = turn("really? my lip feels like a balloon", "ask_why", guessed=("swelling",), known=after("makeup"))
    told = respond(asked, answer_topics)
    assert [one.topic for one in told.told] != ["makeup"]


def test_a_sign_that_is_named_beside_a_why_is_heard():
    told = respond(turn("why? its throbbing", "ask_why", "pain", known=after("makeup")), answer_topics)
    assert [one.topic for one in told.told] != ["makeup"]


@pytest.mark.parametrize(
    "text",
    [
        "today* cant type",
        "Typing error, 2 days time not 4",
        "oh wait its not tonight is it, its a week today",
        "its not for 2 days if that helps",
    ],
)
def test_a_time_put_right_is_of_what_was_asked(text):
    told = respond(turn(text, "report_symptom", known=after("sauna", hours=60)), answer_topics)
    assert [one.topic for one in told.told] == ["sauna"]


@pytest.mark.parametrize("text", ["ok but 3 days from now i can right", "artist can do 3 weeks from now instead"])
def test_another_time_is_of_what_was_asked(text):
    told = respond(turn(text, "out_of_scope", known=after("exercise", hours=33)), answer_topics)
    assert verdicts(told) == {"exercise": "ok"}


def test_on_the_day_is_the_day_asked_about():
    known = after("travel", asked_at=NOON + timedelta(days=5))
    told = respond(turn("ok n makeup on the day", "ask_may", "makeup", known=known), answer_topics)
    assert verdicts(told) == {"makeup": "ok"}


@pytest.mark.parametrize(
    ("before", "text", "named", "meant"),
    [
        ("sun_exposure", "even w factor 50 slathered on??", "sunscreen", "sun_exposure"),
        ("shower", "like a proper steaming one?", "sauna", "shower/hot"),
        ("shower", "would a cooler one do", "cooling", "shower/lukewarm"),
        ("makeup", "oh. how long for the eyes then", "eye", "makeup/eye"),
        ("sunscreen/mineral", "its a chemical one, not mineral", "sunscreen", "sunscreen/chemical"),
    ],
)
def test_what_is_named_may_only_say_how(before, text, named, meant):
    told = respond(turn(text, "ask_may", named, known=after(before)), answer_topics)
    assert [one.subject for one in told.told] == [meant]


@pytest.mark.parametrize("text", ["its nowhere near me cheeks tho", "Linda won't get it on my face, she's very careful"])
def test_where_it_will_not_be_is_of_what_was_asked(text):
    told = respond(turn(text, "report_symptom", known=after("hair_dye")), answer_topics)
    assert [one.topic for one in told.told] == ["hair_dye"]


def test_brows_that_are_waxed_are_not_dyed():
    asked = turn("dye my roots n get my brows waxed", "ask_may", "hair_dye", "hair_removal/wax", known=care(hours=76))
    assert {one.subject for one in answer_topics(asked).told} == {"hair_dye", "hair_removal/wax"}


def test_a_cream_for_somebody_else_can_then_be_asked_for_oneself():
    first = respond(turn("is this cream ok for my wife", "ask_may", "moisturizer", known=care(hours=100)), answer_topics)
    assert not first.told
    asked = turn("fair enough. can i still use it myself", "ask_may", known=care(hours=100, memory=first.memory))
    told = respond(asked, answer_topics)
    assert verdicts(told) == {"moisturizer": "ok"}


def test_a_barbecue_for_somebody_else_is_the_patients_own_day():
    text = "can i be out on sunday? We are doing a barbecue for my husband"
    told = respond(turn(text, "ask_may", "sun_exposure", known=care(hours=30)), answer_topics)
    assert [one.topic for one in told.told] == ["sun_exposure"]


@pytest.mark.parametrize("text", ["me skin is kinda", "idk if this is normal but my chin"])
def test_half_a_sentence_is_no_symptom_yet(text):
    told = respond(turn(text, "report_symptom"), answer_topics)
    assert told.level == "none" and "?" in told.text


def test_another_week_is_no_matter_for_the_desk():
    told = respond(turn("ok so next wk instead", "ask_appointment", known=after("hair_removal", hours=90)), answer_topics)
    assert verdicts(told) == {"hair_removal": "caution"}


def test_whether_it_will_stop_is_asked_of_the_sign():
    told = respond(turn("will it stop by itself?", "ask_normal", known=after("touching", before=["peeling"])), answer_topics)
    assert [one.topic for one in told.told] == ["peeling"]


@pytest.mark.parametrize(
    "text",
    [
        "I have a question about a symptom please",
        "hi can i ask something",
        "got a quick question",
        "Hello it's Margaret, I had my face done. I wanted to ask",
    ],
)
def test_a_question_to_come_is_waited_for(text):
    told = respond(turn(text, "ask_what", guessed=("infection_sign",)), answer_topics)
    assert told.topics == ["greeting"] and not told.told


def test_what_may_be_a_wish_to_stop_is_told_how():
    told = respond(turn("bit much all these texts", "stop_messages"), answer_topics)
    assert "Reply STOP" in told.text and not told.opts_out


def test_figures_that_mean_nothing_are_asked_about():
    told = respond(turn("2222", "report_symptom"), answer_topics)
    assert told.level == "none" and not told.told


def test_what_a_case_is_about_is_remembered():
    known = care(hours=337, gate_level="review", gate_codes=["R2"], case_by="")
    told = respond(turn("the brown ones on my cheekbones", "report_symptom", "pigmentation", known=known), answer_topics)
    after_it = care(hours=337, case_by="6 pm tomorrow", case_level="review", memory=told.memory)
    assert respond(turn("will they go away?", "ask_may", known=after_it), answer_topics).topics == ["pigmentation"]


@pytest.mark.parametrize("text", ["tmrw nite??", "what abt today", "and now its been a week", "4 days then?"])
@pytest.mark.parametrize("guess", ["pain", "retinoid"])
def test_a_text_that_names_only_a_time_is_of_what_was_before_whatever_the_reader_guesses(text, guess):
    memory = remembering(subjects=["sauna"], subjects_at=NOON - timedelta(minutes=5))
    outcome = respond(turn(text, "ask_may", guessed=(guess,), known=care(hours=60, memory=memory)), answer_topics)
    assert [one.topic for one in outcome.told] == ["sauna"]


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("its only the 0.025 one", "give_score"),
        ("its only 0.2", "give_score"),
        ("already did one time in the morning", "report_slip"),
        ("ill keep it off my face obvs", "stop_messages"),
        ("and on the last day, thats 6 days from now", "nlu_fallback"),
    ],
)
def test_more_shapes_that_go_on(text, intent):
    memory = remembering(subjects=["retinoid"], subjects_at=NOON - timedelta(minutes=5))
    outcome = respond(turn(text, intent, known=care(hours=72, memory=memory)), talk.unclear)
    assert [one.topic for one in outcome.told] == ["retinoid"]


def test_a_jog_while_the_baby_naps_is_the_patients_own():
    outcome = respond(turn("is it alright to go for a jog when baby naps", "ask_may", "exercise"), answer_topics)
    assert [one.topic for one in outcome.told] == ["exercise"]


@pytest.mark.parametrize("text", ["oops already did", "too late", "just had one", "already have done", "whoops, may have did"])
def test_that_it_is_done_already_is_a_slip_with_what_was_asked_about(text):
    told = respond(turn(text, "report_slip", known=after("alcohol", hours=3)), answer_topics)
    assert verdicts(told) == {"alcohol": "avoid"}
    assert told.text.startswith("No panic")


@pytest.mark.parametrize("text", ["makeup for it ok?", "can i put concealer on just for that", "will makeup be fine by then"])
def test_what_is_asked_for_the_sake_of_a_day_is_of_that_day(text):
    known = after("results", hours=20, asked_at=NOON + DAYS_AHEAD)
    assert respond(turn(text, "ask_may", "makeup", known=known), answer_topics).text.startswith("For Sunday")


def test_what_is_told_now_and_then_is_for_no_day():
    told = respond(turn("wedding in 5 days will i look normal", "ask_normal", "results", known=care(hours=20)), answer_topics)
    assert told.told[0].verdict == "info"
    assert not told.text.startswith("For ")
    assert told.memory.asked_at is not None


def test_a_sign_that_is_not_there_may_be_asked_about():
    asked = turn("is it normal not to be red at all", "ask_normal", denied=("redness",), known=care(hours=26))
    assert set(verdicts(respond(asked, answer_topics))) == {"redness"}
    listed = turn("no redness, no heat. normal?", "ask_normal", denied=("redness", "warmth"), known=care(hours=26))
    assert verdicts(respond(listed, answer_topics)) == {}


@pytest.mark.parametrize(
    ("text", "subjects"),
    [("its sore can i use ice for it", ("pain", "cooling")), ("can i take ibuprofen for that", ("medication/nsaid",))],
)
def test_what_is_taken_for_a_sign_is_asked_for_now(text, subjects):
    known = after("exercise", hours=20, asked_at=NOON + DAYS_AHEAD)
    assert not respond(turn(text, "ask_may", *subjects, known=known), answer_topics).text.startswith("For ")
