"""What nobody plans to send: every text gets one kind answer or a person, every bad start a clear word, and nothing is lost.

Webhooks are tried in test_webhooks, arguments of commands in test_commands, dates in test_enrolment, protocols in the unit tests.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli import main
from bot.clinic_texts import TRANSLATED
from bot.sms_text import is_gsm7, segments
from tests.world import AMIRA, BEN, DEV, ELLA, World

ROOT = Path(__file__).parents[2]
ARABIC = re.compile(r"[\u0600-\u06ff]")
LONGEST = 1600


@pytest.fixture
def world(engine, clock, brain):
    return World(engine, clock, brain).open()


# Texts

ODD = {
    "empty": "",
    "only spaces": " \n\t ",
    "only an emoji": "\N{SLEEPING FACE}",
    "many emoji": "\N{TULIP}\N{SPARKLES}" * 20,
    "an emoji of several parts": "\N{WOMAN}\N{EMOJI MODIFIER FITZPATRICK TYPE-5}\N{ZERO WIDTH JOINER}\N{PERSONAL COMPUTER}",
    "only punctuation": "?!?!",
    "one letter": "x",
    "only digits": "8472910",
    "a link": "https://example.com/a?b=c",
    "no sense": "qwrtz plkjh mnbvc",
    "zero-width characters": "\u200b\u200d\ufeff",
    "control characters": "\x01\x02\x7f",
    "half an emoji that arrived broken": "\ufffd\ufffd",
    "braces": "{0} {emergency_number} %s {{",
    "markup": "<script>alert('hi')</script>",
    "a command of the model's": "/ask_may",
    "a command with entities": '/greet{"topic": "makeup"}',
    "1,600 characters of one word": "a" * LONGEST,
    "1,600 characters of words": ("so this is how my week went and it was fine really " * 40)[:LONGEST],
    "1,600 characters with a question at the end": "we talked about the weather and the garden " * 36 + "can I wear makeup?",
    "a thousand line breaks": "hi" + "\n" * 1000 + "there",
}


@pytest.mark.parametrize("phone", [AMIRA, ELLA], ids=["with a session", "without a session"])
@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_whatever_is_written_gets_one_short_answer(world, text, phone):
    key = world.text(phone, text)
    world.answer_all()
    row, replies = world.messages(phone)[0], world.messages(phone, direction="out")
    assert (row.id, row.text, row.status) == (key, text, "answered")
    assert [reply.reply_to_id for reply in replies] == [key]
    assert replies[0].text.strip() and is_gsm7(replies[0].text) and segments(replies[0].text) <= 3
    assert not re.search(r"[{}<>]", replies[0].text)
    assert not [case for case in world.cases(phone) if case.level in ("urgent", "emergency")]


def test_a_text_of_1600_characters_is_read_to_its_end(world):
    assert "makeup" in world.say(BEN, ODD["1,600 characters with a question at the end"]).lower()
    assert "999" in world.say(BEN, "we talked about the weather and the garden " * 36 + " and now my throat is closing up")


def test_a_question_about_nothing_readable_is_met_with_a_question(world):
    assert "no words I can read" in world.say(AMIRA, "")


@pytest.mark.parametrize("phone", [AMIRA, DEV, ELLA], ids=["with a session", "after radiofrequency", "without a session"])
def test_a_photo_without_words_goes_to_a_person_and_is_never_judged(world, phone):
    world.text(phone, "", media=1)
    world.answer_all()
    (reply,) = world.messages(phone, direction="out")
    assert "can't judge pictures" in reply.text
    assert [(case.level, case.codes) for case in world.cases(phone)] == [("review", ["photo"])]


def test_a_photo_with_a_question_has_the_question_answered(world):
    world.text(BEN, "can I put makeup on this?", media=1)
    world.answer_all()
    assert "makeup" in world.messages(BEN, direction="out")[0].topics


# Other languages

IN_OTHER_WORDS = [
    pytest.param("hola, cuando puedo volver a maquillarme?", "es", id="Spanish"),
    pytest.param("cuanto tiempo tengo que esperar para nadar en la piscina", "es", id="Spanish without accents"),
    pytest.param("متى أستطيع استخدام المكياج؟", "ar", id="Arabic"),
    pytest.param("هل يمكنني الذهاب إلى النادي اليوم", "ar", id="Arabic without a question mark"),
    pytest.param("bonjour, quand est-ce que je peux me maquiller?", "other", id="French"),
    pytest.param("когда мне можно краситься?", "other", id="Russian"),
]


@pytest.mark.parametrize(("text", "language"), IN_OTHER_WORDS)
def test_another_language_is_met_in_that_language_and_handed_to_a_person(world, text, language):
    reply = world.say(BEN, text)
    texts = {"es": "Por ahora solo respondo", "ar": "أجيب حاليا", "other": "I can only read English"}
    assert texts[language] in reply
    assert [(case.level, case.codes) for case in world.cases(BEN)] == [("review", ["other_language"])]
    assert world.messages(BEN)[0].answers == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_danger_in_another_language_gets_the_number_in_that_language(world, language):
    reply = world.say(BEN, {"es": "no puedo respirar y tengo la lengua hinchada", "ar": "لا أستطيع التنفس"}[language])
    assert "999" in reply
    assert ARABIC.search(reply) if language == "ar" else "Llame al" in reply
    assert [case.level for case in world.cases(BEN)] == ["emergency"]


# Settings

GOOD = {
    "PUBLIC_URL": "https://aftercare.example.com",
    "SECRET_KEY": "s" * 32,
    "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
    "TWILIO_AUTH_TOKEN": "t" * 32,
}
BAD = [
    pytest.param("PUBLIC_URL", "", id="no public address"),
    pytest.param("PUBLIC_URL", "aftercare.example.com", id="an address without https"),
    pytest.param("PUBLIC_URL", "ftp://aftercare.example.com", id="an address of another kind"),
    pytest.param("SECRET_KEY", "", id="no secret key"),
    pytest.param("SECRET_KEY", "hunter2", id="a short secret key"),
    pytest.param("TWILIO_ACCOUNT_SID", "", id="no account"),
    pytest.param("TWILIO_ACCOUNT_SID", "SK" + "0" * 32, id="a key for an account"),
    pytest.param("TWILIO_AUTH_TOKEN", "", id="no token"),
    pytest.param("TWILIO_AUTH_TOKEN", " , ", id="only commas"),
    pytest.param("TWILIO_API_URL", "api.twilio.com", id="half an API address"),
    pytest.param("PORT", "http", id="a word for a port"),
    pytest.param("PORT", "70000", id="a port beyond all ports"),
    pytest.param("DATABASE_URL", "mysql://localhost/aftercare", id="a database of another kind"),
]


def started(folder, command, settings):
    """Start a process in an empty folder with these settings; return its exit status, output and complaints."""
    inherited = {name: value for name, value in os.environ.items() if name not in (*GOOD, "PORT", "DATABASE_URL", "SIMULATOR")}
    done = subprocess.run(
        [sys.executable, "-m", "bot", command], cwd=folder, env={**inherited, "PYTHONPATH": str(ROOT), **settings},
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr.splitlines()


@pytest.mark.parametrize(("name", "value"), BAD)
def test_a_bad_setting_stops_the_start_by_name_in_one_line(tmp_path, monkeypatch, capsys, name, value):
    monkeypatch.chdir(tmp_path)
    for given, setting in {**GOOD, name: value}.items():
        monkeypatch.setenv(given, setting)
    assert main(["web"]) == 2
    said = capsys.readouterr()
    assert (said.out, len(said.err.splitlines())) == ("", 1)
    assert name in said.err
    if value.strip(" ,"):  # what was wrong is shown, unless it may be a secret
        assert (value in said.err) == (name in ("PUBLIC_URL", "TWILIO_API_URL", "PORT"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", ["run", "web", "dialogue", "scheduler"])
def test_every_process_stops_at_a_missing_setting_before_it_touches_anything(tmp_path, command):
    status, out, complaints = started(tmp_path, command, {**GOOD, "TWILIO_AUTH_TOKEN": ""})
    assert (status, out) == (2, "")
    assert len(complaints) == 1
    assert complaints[0].startswith("python -m bot: TWILIO_AUTH_TOKEN is not set")
    assert list(tmp_path.iterdir()) == []


def test_a_dialogue_without_a_trained_model_says_which_command_makes_one(tmp_path):
    for name in ("config.yml", "domain.yml", "requirements.txt", "data", "bot"):
        (tmp_path / name).symlink_to(ROOT / name)
    status, _, complaints = started(tmp_path, "dialogue", GOOD)
    assert status == 2
    assert "make train" in complaints[-1]
