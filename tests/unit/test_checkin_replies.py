"""Replies to check-ins, as patients text them: what is read, and what is left for an answer of its own."""

import pytest

from bot.checkins import load_default_timeline, read

TIMELINE = load_default_timeline()

# reply → feel, danger (4 hours: 1 fine 2 like sunburn 3 worried; danger Y/N)
FOUR_HOURS = {
    "1 no other problems": (1, "no"), "n/a": (None, None), "dont think so, 1": (1, "no"), "2 not that i know of": (2, "no"),
    "1\ufe0f\u20e3 n": (1, "no"), "1 n": (1, "no"), "2 N": (2, "no"), "3 y": (3, "yes"), "1": (1, None), "2": (2, None),
    "3": (3, None), "2ish n": (2, "no"), "about 2, no": (2, "no"), "two no": (2, "no"), "Three!": (3, None), "1, N": (1, "no"),
    "1/n": (1, "no"), "1n": (1, "no"), "2 or 3 n": (3, "no"), "1-2 no": (2, "no"), "between 1 and 2, nope": (2, "no"),
    "fine": (1, "no"), "Fine thanks x": (1, "no"), "ok": (1, "no"), "k": (1, "no"), "👍": (1, "no"), "1 👌": (1, "no"),
    "all good here": (1, "no"), "yep all good": (1, "no"), "yes im fine": (1, "no"), "yeah, all ok": (1, "no"),
    "bit sunburnt but otherwise fine": (2, "no"), "like sunburn. no": (2, "no"), "worried": (3, None),
    "im quite worried tbh": (3, None), "not worried, 1": (1, "no"), "2 yes": (2, "yes"), "1 yep": (1, "yes"),
    "id say a 2 and no": (2, "no"), "hi! 1 and n thanks": (1, "no"), "4": (None, None), "36.9": (None, None),
    "im 33": (None, None), "2 hours": (None, None), "n": (None, "no"), "nah": (None, "no"), "y": (None, "yes"),
    "no to all": (None, "no"), "none of those": (None, "no"), "1 none of those": (1, "no"), "no problems": (1, "no"),
    "not too bad": (1, "no"), "no fever or pus, 1": (1, "no"), "meh": (None, None), "😭": (None, None), "not sure": (None, None),
    "who is this": (None, None),
}  # fmt: skip

# reply → redness, pain, danger (a day on)
A_DAY = {
    "redness 8, pain fine": (8, None, None), "redness a solid 7, pain not bad, 2": (7, 2, None),
    "red 5 pain 1 no other issues": (5, 1, "no"),
    "pain 2 redness 5 danger n": (5, 2, "no"), "5...2...no": (5, 2, "no"), "5;2;n": (5, 2, "no"), "N 3 1": (3, 1, "no"),
    "my pain is a 9": (None, 9, None), "no pain, redness 3": (3, 0, None), "3 1 n": (3, 1, "no"), "3,1,N": (3, 1, "no"),
    "3.1.n": (3, 1, "no"), "3/1/n": (3, 1, "no"), "3 1n": (3, 1, "no"), "3 and 1, no": (3, 1, "no"), "6 2 nope": (6, 2, "no"),
    "six two no": (6, 2, "no"), "redness five pain 3 n": (5, 3, "no"), "red 5 pain 3 n": (5, 3, "no"),
    "pain 3 redness 5 n": (5, 3, "no"), "5 redness, 3 pain, no": (5, 3, "no"), "Redness: 4\nPain: 2\nN": (4, 2, "no"),
    "R4 P2 N": (4, 2, "no"), "redness=4 pain=2 no": (4, 2, "no"), "4/10 redness 2/10 pain n": (4, 2, "no"),
    "4/10 2/10 no": (4, 2, "no"), "4 out of 10, 2 out of 10, no": (4, 2, "no"), "3-4 2 n": (4, 2, "no"),
    "3 to 4, 1, no": (4, 1, "no"), "3 or 4 and 1, n": (4, 1, "no"), "between 3 and 4, pain 1, n": (4, 1, "no"),
    "redness 3ish pain 1ish no": (3, 1, "no"), "4 n 1 n": (4, 1, "no"), "4 n 1": (4, 1, None), "4 1": (4, 1, None),
    "4/1 n": (4, 1, "no"), "3.5 1 n": (4, 1, "no"), "0 0 n": (0, 0, "no"), "zero zero no": (0, 0, "no"),
    "10 10 Y": (10, 10, "yes"), "7 8 yes": (7, 8, "yes"), "8": (None, 8, None), "2/10": (None, 2, None), "5-6": (None, 6, None),
    "between 6 and 7": (None, 7, None), "pain 2": (None, 2, None), "redness 6": (6, None, None), "n": (None, None, "no"),
    "nah all good": (None, None, "no"), "no redness, pain 1, no": (0, 1, "no"), "no redness or pain, n": (0, 0, "no"),
    "redness gone, pain 0, n": (0, 0, "no"), "redness none, pain none, no": (0, 0, "no"), "ok 3 1 n": (3, 1, "no"),
    "Hi, redness is about a 4 and pain is maybe 1. No": (4, 1, "no"), "yeah 4 2 no": (4, 2, "no"), "4 2 y": (4, 2, "yes"),
    "still 5 for redness and 2 for pain, no to the rest": (5, 2, "no"), "its a 6 today and pain only 1 nope": (6, 1, "no"),
    "brilliant, no redness no pain": (0, 0, "no"), "lovely!! no redness at all": (0, None, "no"),
    "looks fine to me dont worry": (None, None, "no"), "38.4": (None, None, None), "temp 38": (None, None, None),
    "3 weeks": (None, None, None), "im 41": (None, None, None), "day 2": (None, None, None),
    "had 2 coffees": (None, None, None), "at 6pm": (None, None, None), "spf 30": (None, None, None),
    "11 12 n": (None, None, "no"), "15": (None, None, None), "one side is redder": (None, None, None),
    "hmm": (None, None, None), "b": (None, None, None), "dunno": (None, None, None),
    "cheeks 5 forehead 3 pain 1 n": (5, 1, "no"),
}  # fmt: skip

# reply → trend, danger (48 hours)
TWO_DAYS = {
    "yes better": ("better", None), "yes, worse": ("worse", "yes"), "no its better": ("better", "no"), "S/N": ("same", "no"),
    "alot better n": ("better", "no"), "nearly back to normal": (None, None), "B N": ("better", "no"), "b": ("better", None),
    "S": ("same", None), "w": ("worse", None), "W Y": ("worse", "yes"), "s, n": ("same", "no"), "better": ("better", None),
    "Better thanks, no": ("better", "no"), "a bit better": ("better", None), "much better!! no": ("better", "no"),
    "loads beter n": ("better", "no"), "bettr": ("better", None), "improving nicely": ("better", None),
    "calmer today. no": ("better", "no"), "less red n": ("better", "no"), "going down": ("better", None),
    "settling": ("better", None), "fading nicely, nope": ("better", "no"), "same": ("same", None),
    "same as yesterday no": ("same", "no"), "about the same, n": ("same", "no"), "no change": ("same", None),
    "no change no": ("same", "no"), "unchanged": ("same", None), "no better": ("same", None),
    "not any better n": ("same", "no"), "not worse": ("same", None), "hasn't improved": ("same", None),
    "worse": ("worse", None), "wrose": ("worse", None), "a lot worse": ("worse", None),
    "redder than yesterday": ("worse", None), "more swollen": ("worse", None), "getting worse y": ("worse", "yes"),
    "better but one bit is worse": ("worse", None), "👍": (None, "no"), "all good": (None, "no"), "y": (None, "yes"),
    "N": (None, "no"), "great, no swelling no redness": (None, "no"), "better, no fever or pus": ("better", "no"),
    "so-so": (None, None), "hard to say": (None, None),
}  # fmt: skip

# reply → redness, swelling gone (day 3)
THREE_DAYS = {
    "never had any swelling, 2": (2, "yes"), "2, didnt have swelling": (2, "yes"), "swellings gone, 1": (1, "yes"),
    "2y": (2, "yes"), "gone! 1": (1, "yes"), "2 Y": (2, "yes"), "2 n": (2, "no"), "4, no": (4, "no"),
    "1, yes all gone": (1, "yes"), "3 and still puffy": (3, "no"), "3 n still swollen": (3, "no"),
    "2, swelling gone": (2, "yes"), "no swelling, 2": (2, "yes"), "1 no puffiness": (1, "yes"),
    "redness 2 swelling n": (2, "no"), "redness gone and swelling gone": (0, "yes"), "swelling hasn't gone, 4": (4, "no"),
    "nearly gone, 2": (2, "no"), "2ish, mostly gone": (2, "no"), "1 yep": (1, "yes"), "0 👍": (0, "yes"), "two yes": (2, "yes"),
    "5/10, not yet": (5, "no"), "bit swollen": (None, "no"), "no redness no swelling": (0, "yes"),
    "redness 3, swelling none": (3, "yes"), "hasn't gone down": (None, "no"), "4": (4, None), "y": (None, "yes"),
    "3-5 n": (5, "no"), "3, 4": (4, None), "swelling has gone down, 1": (1, "yes"), "no more swelling. 2": (2, "yes"),
}  # fmt: skip

# reply → flaking, new spots or blisters (day 5)
FIVE_DAYS = {
    "flaking loads, no to spots": ("yes", "no"), "Y/N": ("yes", "no"), "nothing": (None, "no"),
    "tiny blisters by my nose": (None, "yes"), "y n": ("yes", "no"), "N N": ("no", "no"), "yes, no": ("yes", "no"),
    "yep nope": ("yes", "no"), "n y": ("no", "yes"), "y y": ("yes", "yes"), "flaking yes spots no": ("yes", "no"),
    "flaky but no spots": ("yes", "no"), "bit of peeling, no blisters": ("yes", "no"), "no flaking, no spots": ("no", "no"),
    "no flakes or spots": ("no", "no"), "peeling lots n": ("yes", "no"), "no flaking. few spots": ("no", "mild"),
    "couple of pimples": (None, "mild"), "a blister on my chin": (None, "yes"), "spots and a blister": (None, "yes"),
    "n": (None, "no"), "y": (None, "yes"), "all good": (None, "no"), "no to both": (None, "no"), "flaking": ("yes", None),
    "y, spots": ("yes", "mild"),
}  # fmt: skip

ONE_WEEK = {
    "y": "yes", "Yes!": "yes", "yep back to normal": "yes", "👍": "yes", "all good now": "yes", "ya": "yes", "yh": "yes",
    "aye": "yes", "k": "yes", "n": "no", "nope": "no", "not yet": "no", "not quite": "no", "almost": "no", "not really": "no",
    "no still a bit pink": "no", "nah": "no", "not back to normal": "no", "y its all normal": "yes", "completely normal": "yes",
    "meh": None, "hello?": None,
}  # fmt: skip

TWO_WEEKS = {
    "not that i can see": "no", "dont think so": "no", "i think so": "yes", "one small bump": "yes", "n": "no", "No": "no",
    "none": "no", "nothing": "no", "no new marks": "no", "no marks or bumps": "no", "all clear": "no", "👍": "no", "nada": "no",
    "y": "yes", "yes": "yes", "a dark patch": "yes", "yes some bumps": "yes", "few lines": "yes", "hmm": None,
}  # fmt: skip

# reply → happy, lumps, book (day 28)
FOUR_WEEKS = {
    "not happy": (1, None, None), "4. no lumps. maybe later": (4, "no", None), "4 n y": (4, "no", "yes"),
    "5 N N": (5, "no", "no"), "5/5 no yes": (5, "no", "yes"), "3, no, no": (3, "no", "no"), "2 y n": (2, "yes", "no"),
    "4 n": (4, "no", None), "5": (5, None, None), "four no yes please": (4, "no", "yes"),
    "happy 4, no lumps, book yes": (4, "no", "yes"), "3-4 n y": (4, "no", "yes"), "9": (None, None, None),
    "10/10": (None, None, None), "1": (1, None, None), "lump on my jaw": (None, "yes", None),
}  # fmt: skip


def _rows(slug, names, table):
    for text, expected in table.items():
        values = expected if isinstance(expected, tuple) else (expected,)
        wanted = {name: value for name, value in zip(names, values, strict=True) if value is not None}
        yield pytest.param(slug, text, wanted, id=f"{slug}: {text}")


REPLIES = [
    *_rows("4h", ("feel", "danger"), FOUR_HOURS),
    *_rows("24h", ("redness", "pain", "danger"), A_DAY),
    *_rows("48h", ("trend", "danger"), TWO_DAYS),
    *_rows("day3", ("redness", "swelling_gone"), THREE_DAYS),
    *_rows("day5", ("flaking", "blisters"), FIVE_DAYS),
    *_rows("day7", ("normal",), ONE_WEEK),
    *_rows("day14", ("marks",), TWO_WEEKS),
    *_rows("day28", ("happy", "lumps", "book"), FOUR_WEEKS),
]


@pytest.mark.parametrize(("slug", "text", "wanted"), REPLIES)
def test_a_reply_is_read_against_its_questions(slug, text, wanted):
    assert read(TIMELINE.step(slug), text).values == wanted


@pytest.mark.parametrize(
    "text",
    [
        "can i ride a horse",
        "when can I wash my hair?",
        "is retinol ok yet",
        "y not",
        "what about the gym",
        "how long till it fades",
        "do i need spf",
    ],
)
@pytest.mark.parametrize("slug", ["4h", "24h", "day7", "day28"])
def test_a_question_alone_is_no_reply(slug, text):
    reading = read(TIMELINE.step(slug), text)
    assert (reading.values, reading.understood, reading.rest) == ({}, False, text)


@pytest.mark.parametrize(
    ("slug", "text", "rest"),
    [
        ("24h", "3 1 n. can i wear mascara tonight", "can i wear mascara tonight"),
        ("24h", "3 1 n can i wear mascara tonight", "can i wear mascara tonight"),
        ("24h", "2 0 no, when can i swim?", "when can i swim?"),
        ("24h", "redness 6 is that normal?", "is that normal?"),
        ("24h", "5 2 n normal?", "normal?"),
        ("24h", "my chin is dry 3 1 n", "my chin is dry"),
        ("24h", "lovely, no redness no makeup either", "no makeup either"),
        ("24h", "4 1 n and my eye is dry", "my eye is dry"),
        ("24h", "4, 1, no. took 2 paracetamol", "took 2 paracetamol"),
        ("48h", "better, back at work", "back at work"),
        ("day7", "yes. is vitamin c ok now", "is vitamin c ok now"),
        ("day7", "n just some dry bits", "just some dry bits"),
        ("day3", "ok ta, mostly dry", "mostly dry"),
        ("4h", "1 but my nose is itchy", "my nose is itchy"),
        ("4h", "1. also do i sleep on my back", "do i sleep on my back"),
        ("day28", "4 n y but my mum wants one too", "my mum wants one too"),
    ],
)
def test_what_is_no_reply_is_left_for_an_answer(slug, text, rest):
    reading = read(TIMELINE.step(slug), text)
    assert reading.understood
    assert reading.rest == rest


@pytest.mark.parametrize(
    ("slug", "text"),
    [("4h", "1 n thanks x"), ("24h", "hi 3 1 n lol"), ("48h", "bit better than yesterday, no"), ("day3", "3, n bit puffy")],
)
def test_courtesies_are_not_left_over(slug, text):
    assert read(TIMELINE.step(slug), text).rest == ""


@pytest.mark.parametrize(
    ("slug", "text", "complete"),
    [
        ("24h", "3 1 n", True),
        ("24h", "3 1", False),
        ("24h", "all good", True),
        ("4h", "2", False),
        ("48h", "same", False),
        ("day7", "y", True),
        ("24h", "fine, pain 6", True),
    ],
)
def test_a_reply_is_complete_with_every_answer_or_when_all_is_well(slug, text, complete):
    assert read(TIMELINE.step(slug), text).complete is complete


def test_fine_is_not_a_no_to_danger_where_a_danger_is_named():
    assert "danger" not in read(TIMELINE.step("4h"), "fine but my lips feel big").values


def test_any_text_can_be_read():
    for text in (
        "",
        " ",
        "🙃🙃",
        "a" * 1600,
        "7" * 1600,
        "n " * 800,
        "؟ نعم",
        "İstanbul 3 1 n",
        "\x00",
        "((((",
        "1" + "-1" * 300,
    ):
        for step in TIMELINE.steps:
            read(step, text)
