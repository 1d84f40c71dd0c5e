"""Which language a short text is in, as far as the companion must know: its own, two it can greet, or another."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from itertools import chain

_WORD = re.compile(r"[^\W\d_]+")
_ENGLISH_LETTER = re.compile("[a-z]")
_LATIN = re.compile("[\x00-\u02af\u1d00-\u1eff]+")
_ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f\ufb50-\ufeff]+")
# Words that carry the grammar or the usual questions of one language and are no English words.
_LEXICON = {
    "es": """que qué como cómo cuando cuándo cuanto cuánto cuantos cuantas donde dónde porque por para pero muy mas más ya
        hoy ayer mañana manana esta está este esto eso esa ese estoy estan están soy tengo tiene tienes hay
        puedo puede podria podría debo quiero me te se mi mis el la los las lo una uno un unos unas del al con
        sin y o ni si sí cara piel rojo roja hinchado hinchada labios ojo ojos fiebre sangre duele dolor pica
        picor picazon comezon ampollas crema agua sol dias días dia día noche tarde hola gracias buenas buenos
        favor normal despues después antes sesion sesión cita maquillaje protector solar bañar banar lavar ducha
        dejar parar mensajes manden envien usar echar desde anoche escalofrios respirar lengua garganta
        hinchando ayuda mal nada es vale arde tomar poner lavarme lavar ibuprofeno hago hacer salir nadar playa gimnasio
        puedes pueden pasa también tambien otra vez semana hace salio salió sale ha he fue""",
    "fr": """je vous nous est les des une avec pour pas dans mon ma mes peux puis quand comment bonjour merci visage peau
        rouge depuis apres après ça cela sur qui suis j ai aujourd hui""",
    "de": """ich nicht und das der die ist mein meine kann wann wie habe mit auf für fuer gesicht haut rot seit nach danke
        hallo bitte heute morgen noch schon ein eine""",
    "it": """che non sono posso quando come ho mio mia viso pelle rosso grazie ciao buongiorno dopo oggi domani il gli della
        è e anche perche perché devo""",
    "pt": """não nao você voce posso meu minha rosto pele vermelho obrigada obrigado ola olá depois hoje amanhã quando estou
        tem isso uma com muito quero saber nadar""",
    "pl": """jest nie czy moge mogę jak kiedy twarz skora skóra czerwona po dziekuje dziękuję dzien dzień dobry mam sie się
        na jestem bardzo""",
    "tr": """ne zaman nasil nasıl yuzum yüzüm merhaba tesekkurler teşekkürler var mi mı icin için cok çok sonra bugun bugün
        degil değil""",
    "ro": """pot cand când fata fața piele buna bună multumesc mulțumesc dupa după este sunt si și ce nu pentru""",
    "nl": """ik niet het een mijn kan wanneer hoe gezicht huid rood dank hallo met voor vandaag morgen nog ook heb is""",
}
_WORDS = {language: frozenset(words.split()) for language, words in _LEXICON.items()}
# Shared with English (or with its texting slang): they tell nothing.
_ENGLISH_WORDS = """
    a i me no so is me he on an in at as or to the it my can do hi ok am are and was be not but for with have had this
    that if you u r ur im its of any how what when day still now get got just face skin red use will does did been has
    she they your from up about day days after before today put is normal sol sun more go see her his time all going
    really bit feel like hot sore should would could why where who which there then than very good bad too one two
    here help thanks please yes need want"""
_ENGLISH = frozenset(_ENGLISH_WORDS.split())


#: What our own questions ask for ("Y/N"), and its slang.
ENGLISH_ANSWERS = frozenset({"y", "n", "ya", "o", "s", "b", "w"})


_LANGUAGES: dict[str, tuple[str, ...]] = {
    word: tuple(language for language, words in _WORDS.items() if word in words)
    for word in frozenset().union(*_WORDS.values()) - _ENGLISH
}


def detect(text: str) -> str:
    """Return "en", "es", "ar" or "other" for a short text; "en" when unsure, as with slang, borrowed words or no words at all."""
    script = _script(text)
    if script != "latin":
        return script
    words = _WORD.findall(unicodedata.normalize("NFC", text.lower()))
    counts = Counter(chain.from_iterable(filter(None, map(_LANGUAGES.get, words))))
    if not counts:
        return "en"
    english = sum(map(_ENGLISH.__contains__, words))
    best = max(_LEXICON, key=lambda language: (counts[language], language == "es"))
    if set(words) <= ENGLISH_ANSWERS:  # "Y Y" to a check-in is no Spanish "and"
        return "en"
    opens = words[:1] == ["es"]
    if counts[best] < english + (not opens) or counts[best] < min(2 - opens, len(words)) or counts[best] < 0.25 * len(words):
        return "en"
    return "es" if best == "es" else "other"


def _script(text: str) -> str:
    """Return "latin", "ar" or "other" by what most of the letters are."""
    if text.isascii():
        return "latin"
    plain = unicodedata.normalize("NFKC", text)
    words = foreign = _WORD.findall(plain)
    if _ENGLISH_LETTER.search(plain.lower()):
        # A word is Latin where a part of it is: nobody writes one word in two alphabets but by look-alikes.
        foreign = [word for word in words if not (word.isascii() or _ENGLISH_LETTER.search(word.lower()))]
    foreign_letters = "".join(foreign)
    letters, arabic = sum(map(len, words)), _count(_ARABIC, foreign_letters)
    latin = letters - len(foreign_letters) + _count(_LATIN, foreign_letters)
    if latin * 2 >= letters or (letters - latin - arabic) * 2 <= letters and arabic == 0:
        return "latin"
    return "ar" if arabic >= letters - latin - arabic else "other"


def _count(letters: re.Pattern[str], text: str) -> int:
    return sum(map(len, letters.findall(text)))
