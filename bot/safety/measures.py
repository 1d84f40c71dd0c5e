"""Numbers that mean something: temperatures, pain out of ten, durations, pressure, pulse, oxygen, age.

Each becomes a label (`@n_…`) beside the words, so that the phrase tables can say `@n_min15 & @bleeding`.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.safety.pattern import Index
from bot.safety.spoken import spoken
from bot.safety.tokens import Token
from bot.safety.words import words

_UNITS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
NUMBERS: dict[str, float] = {word: float(value) for value, word in enumerate(_UNITS.split())}
NUMBERS.update(a=1, an=1, couple=2, few=3, several=3, seventeen=17, eighteen=18, nineteen=19, twenty=20, thirty=30, forty=40)
NUMBERS.update(hundred=100)
NUMBERS.update(fourty=40, fifty=50, sixty=60, ninety=90, uno=1, dos=2, tres=3, cuatro=4, cinco=5, diez=10, quince=15, veinte=20)
_UNIT_WORDS = {
    1: "minute minutes min mins minutos",
    60: "hour hours hr hrs h hora horas",
    1440: "day days d dias nights",
    10080: "week weeks wk wks semanas",
    43200: "month months mths",
    525600: "year years yrs yr",
}
_MINUTES = {word: minutes for minutes, names in _UNIT_WORDS.items() for word in names.split()}
_LASTING = (
    ("@n_min15", 15),
    ("@n_hours24", 1440),
    ("@n_days3", 4320),
    ("@n_days7", 10080),
    ("@n_days10", 14400),
    ("@n_days60", 86400),
)
_VAGUE = words("a an couple few several")
_AFTER_SCORE = words("out now today tonight and but or for i pain at n again already yesterday tho though since its outta lol")
_BEFORE_SCORE = words(
    """is its was at a an like about of now score level rating scale around maybe more up to gone from went = : - , be say id
    ok prob the even still it hit hitting 0 1 2 3 4 5 6 7 8 9 10"""
)


def measures(tokens: list[Token], index: Index) -> None:
    """Add the labels of every measured number in `tokens` to `index`."""
    for at, token in enumerate(tokens):
        if token.word == "fortnight":
            for label, start, end in _duration_labels(20160, at, at + 1):
                index.add(label, start, end)
        value = _value(token.word)
        if value is None:
            continue
        for label, start, end in _readings(tokens, at, value, index):
            index.add(label, start, end)


def _value(word: str) -> float | None:
    if word[:1].isdigit():
        try:
            return float(word.replace(",", "."))
        except ValueError:
            return None
    return NUMBERS.get(word)


def _word(tokens: list[Token], at: int) -> str:
    return tokens[at].word if 0 <= at < len(tokens) else ""


def _readings(tokens: list[Token], at: int, value: float, index: Index) -> Iterator[tuple[str, int, int]]:
    word = tokens[at].word
    yield from _durations(tokens, at, value)
    yield from _ratings(tokens, at, value)
    if not word[:1].isdigit():
        yield from _spoken_temperature(tokens, at, index)
        if value in range(7, 11) and _is_rated_pain(tokens, at):
            yield "@n_seven_pain", at, at + 1
        if value in range(7, 11) and (_out_of_ten(tokens, at) or _is_pain_number(tokens, at)):
            yield "@n_pain7", at, at + 1
        if value >= 2 and word not in ("a", "an"):
            yield "@n_count", at, at + 1
        return
    yield "@n_number", at, at + 1
    if 2 <= value <= 60:
        yield "@n_count", at, at + 1
    if 6 < value <= 200:
        yield "@n_many", at, at + 1
    if 9 <= value <= 17:
        yield "@n_child_age", at, at + 1
    yield from _temperatures(tokens, at, value, index)
    yield from _vital_signs(tokens, at, value)
    yield from _scores(tokens, at, value)
    if value in range(7, 11) and _is_rated_pain(tokens, at):
        yield "@n_seven_pain", at, at + 1


def _durations(tokens: list[Token], at: int, value: float) -> Iterator[tuple[str, int, int]]:
    end = at + 1
    if _word(tokens, end) in ("-", "or", "to") and _value(_word(tokens, end + 1)) and _word(tokens, end + 2) in _MINUTES:
        end += 2
    end += _word(tokens, end) in ("of", "whole", "full", "solid", "good", "more", "or", "bloody")
    if [_word(tokens, end + step) for step in (0, 1, 2)] == ["and", "a", "half"]:
        end += 3
    unit = _word(tokens, end)
    if unit == "half" and _word(tokens, end + 1) in ("hour", "hr"):
        unit, end = "hour", end + 1
    start = at
    if _word(tokens, at - 1) == "half" and tokens[at].word in ("a", "an") and unit in _MINUTES:
        value, start = 0.5, at - 1
    if unit in _MINUTES:
        yield from _duration_labels(value * _MINUTES[unit], start, end + 1)
    elif _word(tokens, at - 1) in ("day", "dia") and 1 <= value <= 60:
        yield from _duration_labels(value * 1440, at - 1, at + 1)
    elif _word(tokens, at - 1) in ("week", "wk") and 1 <= value <= 30:
        yield from _duration_labels(value * 10080, at - 1, at + 1)


def _duration_labels(minutes: float, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    yield "@n_duration", start, end
    for label, least in _LASTING:
        if minutes >= least:
            yield label, start, end


def _ratings(tokens: list[Token], at: int, value: float) -> Iterator[tuple[str, int, int]]:
    """A bare number that may rate something: nothing counted follows it."""
    before, after = _word(tokens, at - 1), _word(tokens, at + 1)
    if value > 10 or tokens[at].word in _VAGUE or before in ("of", "/", "outta"):
        return
    if after[:1].isalpha() and after not in _AFTER_SCORE:
        return
    yield "@n_seven" if value >= 7 else "@n_low6", at, at + 1


def _spoken_temperature(tokens: list[Token], at: int, index: Index) -> Iterator[tuple[str, int, int]]:
    """A temperature in words: "thirty eight and a half", "three eight point nine"."""
    said = spoken([token.word for token in tokens[at : at + 7]])
    if said is None or _near(index, "@not_body", at):
        return
    value, length, exact = said
    sure = exact or _near(index, "@fever_word", at) or _near(index, "@fever_word", at + length - 1)
    if sure and (38 <= value < 43.5 or 100.4 <= value < 110):
        yield "@n_temp_high", at, at + length
    elif sure and (34 <= value < 38 or 95 <= value < 100.4):
        yield "@n_temp_low", at, at + length


def _temperatures(tokens: list[Token], at: int, value: float, index: Index) -> Iterator[tuple[str, int, int]]:
    if not 34 <= value < 110:
        return
    if _word(tokens, at + 1) in ("/", ":", "%", "st", "th") or _word(tokens, at - 1) in ("/", "£", "$", "€", "spf", ":"):
        return
    if _near(index, "@not_body", at):
        return
    said = _near(index, "@fever_word", at) or _word(tokens, at + 1) in ("c", "f", "°")
    one_decimal = len(tokens[at].word.replace(",", ".").partition(".")[2]) == 1
    sure = said or one_decimal
    if 38 <= value < 43 and not sure and _between_marks(tokens, at):
        yield "@n_temp_maybe", at, at + 1
    if 38 <= value < 43.5 and (sure or _stands_alone(tokens, at)) or 100.4 <= value < 110 and sure:
        yield "@n_temp_high" if sure else "@n_temp_maybe", at, at + 1
    elif (34 <= value < 38 or 95 <= value < 100.4) and sure:
        yield "@n_temp_low", at, at + 1


def _near(index: Index, label: str, at: int) -> bool:
    places, sentence = index.labels.get(label, {}), index.tokens[at].sentence
    return any(at - 7 < place < at + 6 and index.tokens[place].sentence == sentence for place in places)


def _stands_alone(tokens: list[Token], at: int) -> bool:
    return len(tokens) <= 3 or _word(tokens, at - 1) in ("of", "running", "had", "hit", "at", "to", "tengo")


def _between_marks(tokens: list[Token], at: int) -> bool:
    """Whether the number is an item of its own: "stiff neck, 39, shaking"."""
    before, after = tokens[at - 1 : at], tokens[at + 1 : at + 2]
    return bool(before) and not before[0].is_word and not (after and after[0].is_word)


def _vital_signs(tokens: list[Token], at: int, value: float) -> Iterator[tuple[str, int, int]]:
    near = {token.word for token in tokens[max(0, at - 8) : at + 6]}
    over = _word(tokens, at + 1) in ("/", "over")
    below = _value(_word(tokens, at + 2)) if over else None
    if below is not None and 50 <= value <= 92 and 25 <= below <= 65 and below < value:
        yield "@n_low_pressure", at, at + 3
    if near & {"bp", "pressure", "systolic"} and 50 <= value <= 90 and not over and _word(tokens, at - 1) not in ("/", "over"):
        yield "@n_low_pressure", at, at + 1
    if near & {"pulse", "heart", "hr", "bpm", "heartrate"} and 125 <= value <= 250:
        yield "@n_fast_pulse", at, at + 1
    if near & {"sats", "oxygen", "o2", "spo2", "oximeter", "sat"} and 60 <= value <= 92:
        yield "@n_low_oxygen", at, at + 1


def _scores(tokens: list[Token], at: int, value: float) -> Iterator[tuple[str, int, int]]:
    if value > 10 or value != int(value):
        return
    if _is_pain_number(tokens, at) or (_out_of_ten(tokens, at) and _pain_near(tokens, at)):
        yield "@n_pain7" if value >= 7 else "@n_pain_low", at, at + 1
    elif _out_of_ten(tokens, at) and value >= 7:
        yield "@n_ten7", at, at + 1
    if 1 <= value <= 10 and len([token for token in tokens if token.is_word]) == 1 and value >= 7:
        yield "@n_bare7", at, at + 1


def _out_of_ten(tokens: list[Token], at: int) -> bool:
    rest = [_word(tokens, at + step) for step in (1, 2, 3)]
    return rest[:2] in (["/", "10"], ["outta", "10"], ["on", "10"]) or rest in (["out", "of", "10"], ["out", "of", "ten"])


def _is_pain_number(tokens: list[Token], at: int) -> bool:
    before = [token.word for token in tokens[max(0, at - 5) : at] if token.sentence == tokens[at].sentence]
    after = _word(tokens, at + 1)
    if after in _MINUTES or after in ("x", "of", "am", "pm", "times", "on", "in", "places", "spots"):
        return False
    if "pain" not in before and "hurt" not in before:
        return False
    between = before[max(i for i, word in enumerate(before) if word in ("pain", "hurt")) + 1 :]
    return all(word in _BEFORE_SCORE for word in between)



def _is_rated_pain(tokens: list[Token], at: int) -> bool:
    """Whether the number rates pain after it: "a 9 for pain"."""
    after = [_word(tokens, at + step) for step in (1, 2, 3)]
    return (after[0] in ("for", "on", "in", "of") and "pain" in after[1:])


def _pain_near(tokens: list[Token], at: int) -> bool:
    near = [token.word for token in tokens[max(0, at - 8) : at + 9]]
    return any(word.startswith(("pain", "hurt", "sore", "agon", "throb", "ache", "sting", "burn")) for word in near)
