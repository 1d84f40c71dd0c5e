"""Numbers that mean something: temperatures, pain out of ten, durations, pressure, pulse, oxygen, age.

Each becomes a label (`@n_…`) beside the words, so that the phrase tables can say `@n_min15 & @bleeding`.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.safety.bits import between, each, highest
from bot.safety.index import Index
from bot.safety.numbers import value
from bot.safety.spoken import spoken
from bot.safety.words import words

Label = tuple[str, int, int]

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
_FORTNIGHT = 20160
_VAGUE = words("a an couple few several")
_FILLERS = words("of whole full solid good more or bloody")
_AFTER_SCORE = words("out now today tonight and but or for i pain at n again already yesterday tho though since its outta lol")
_BEFORE_SCORE = words(
    """is its was at a an like about of now score level rating scale around maybe more up to gone from went = : - , be say id
    ok prob the even still it hit hitting 0 1 2 3 4 5 6 7 8 9 10"""
)
_NO_SCORE = words("x of am pm times on in places spots") | _MINUTES.keys()
_HIGH_SCORES = frozenset((7.0, 8.0, 9.0, 10.0))
_SORE = ("pain", "hurt", "sore", "agon", "throb", "ache", "sting", "burn")
_PRESSURE, _PULSE = words("bp pressure systolic"), words("pulse heart hr bpm heartrate")
_OXYGEN = words("sats oxygen o2 spo2 oximeter sat")
#: What is read around a number reaches no further; the blanks after the last word stand before the first one too.
_BLANKS = [""] * 16


def measures(index: Index) -> None:
    """Add the labels of every measured number to `index`."""
    said = index.tokens.words + _BLANKS
    for word, places in index.words.items():
        amount = value(word)
        if amount is None:
            continue
        for at in each(places):
            for label, start, end in _readings(said, at, amount, index):
                index.add(label, start, end)
    for at in each(index.words.get("fortnight", 0)):
        for label, start, end in _duration_labels(_FORTNIGHT, at, at + 1):
            index.add(label, start, end)


def _readings(said: list[str], at: int, amount: float, index: Index) -> Iterator[Label]:
    yield from _durations(said, at, amount)
    yield from _ratings(said, at, amount)
    if amount in _HIGH_SCORES:
        yield from _rated_pain(said, at)
    if said[at][0].isdigit():
        yield from _figures(said, at, amount, index)
    else:
        yield from _spelt(said, at, amount, index)


def _spelt(said: list[str], at: int, amount: float, index: Index) -> Iterator[Label]:
    """The labels of a number in words."""
    yield from _spoken_temperature(said, at, index)
    if amount in _HIGH_SCORES and (_out_of_ten(said, at) or _is_pain_number(said, at, index)):
        yield "@n_pain7", at, at + 1


def _figures(said: list[str], at: int, amount: float, index: Index) -> Iterator[Label]:
    """The labels of a number in figures."""
    if 34 <= amount < 110:
        yield from _temperatures(said, at, amount, index)
    if 50 <= amount <= 250:
        yield from _vital_signs(said, at, amount)
    if amount <= 10 and amount == int(amount):
        yield from _scores(said, at, amount, index)


def _durations(said: list[str], at: int, amount: float) -> Iterator[Label]:
    end, before = at + 1, said[at - 1]
    if said[end] in ("-", "or", "to") and said[end + 2] in _MINUTES and value(said[end + 1]):
        end += 2
    end += said[end] in _FILLERS
    if said[end] == "and" and said[end + 1 : end + 3] == ["a", "half"]:
        end += 3
    unit = said[end]
    if unit == "half" and said[end + 1] in ("hour", "hr"):
        unit, end = "hour", end + 1
    if unit in _MINUTES:
        halved = before == "half" and said[at] in ("a", "an")
        yield from _duration_labels((0.5 if halved else amount) * _MINUTES[unit], at - halved, end + 1)
    elif before in ("day", "dia") and 1 <= amount <= 60:
        yield from _duration_labels(amount * 1440, at - 1, at + 1)
    elif before in ("week", "wk") and 1 <= amount <= 30:
        yield from _duration_labels(amount * 10080, at - 1, at + 1)


def _duration_labels(minutes: float, start: int, end: int) -> Iterator[Label]:
    yield "@n_duration", start, end
    for label, least in _LASTING:
        if minutes >= least:
            yield label, start, end


def _ratings(said: list[str], at: int, amount: float) -> Iterator[Label]:
    """A bare number that may rate something: nothing counted follows it."""
    after = said[at + 1]
    if amount > 10 or said[at] in _VAGUE or said[at - 1] in ("of", "/", "outta", "over"):
        return
    if after[:1].isalpha() and after not in _AFTER_SCORE:
        return
    yield "@n_seven" if amount >= 7 else "@n_low6", at, at + 1


def _spoken_temperature(said: list[str], at: int, index: Index) -> Iterator[Label]:
    """A temperature in words: "thirty eight and a half", "three eight point nine"."""
    read = spoken(said[at : at + 7])
    if read is None or _near(index, "@not_body", at):
        return
    amount, length, exact = read
    sure = exact or _near(index, "@fever_word", at) or _near(index, "@fever_word", at + length - 1)
    if sure and (38 <= amount < 43.5 or 100.4 <= amount < 110):
        yield "@n_temp_high", at, at + length
    elif sure and (34 <= amount < 38 or 95 <= amount < 100.4):
        yield "@n_temp_low", at, at + length


def _temperatures(said: list[str], at: int, amount: float, index: Index) -> Iterator[Label]:
    before, after = said[at - 1], said[at + 1]
    if after in ("/", ":", "%", "st", "th") or before in ("/", "£", "$", "€", "spf") or _near(index, "@not_body", at):
        return
    if before == ":" and said[at - 2].isdigit():  # "7:38" is a time, "temp: 38.9" is none
        return
    one_decimal = len(said[at].replace(",", ".").partition(".")[2]) == 1
    sure = one_decimal or after in ("c", "f", "°") or _near(index, "@fever_word", at)
    if 38 <= amount < 43 and not sure and _between_marks(said, at):
        yield "@n_temp_maybe", at, at + 1
    if 38 <= amount < 43.5 and (sure or _stands_alone(said, at, index)) or 100.4 <= amount < 110 and sure:
        yield "@n_temp_high" if sure else "@n_temp_maybe", at, at + 1
    elif (34 <= amount < 38 or 95 <= amount < 100.4) and sure:
        yield "@n_temp_low", at, at + 1


def _near(index: Index, label: str, at: int) -> bool:
    return bool(index.starts(label) & between(at - 6, at + 6) & index.tokens.sentence(at).tokens)


def _stands_alone(said: list[str], at: int, index: Index) -> bool:
    return len(index.tokens) <= 3 or said[at - 1] in (":", "of", "running", "had", "hit", "at", "to", "tengo")


def _between_marks(said: list[str], at: int) -> bool:
    """Whether the number is an item of its own: "stiff neck, 39, shaking"."""
    before, after = said[at - 1], said[at + 1]
    return bool(before) and not before[0].isalnum() and not after[:1].isalnum()


def _vital_signs(said: list[str], at: int, amount: float) -> Iterator[Label]:
    over = said[at + 1] in ("/", "over")
    below = value(said[at + 2]) if over else None
    if below is not None and 50 <= amount <= 92 and 25 <= below <= 65 and below < amount:
        yield "@n_low_pressure", at, at + 3
    near = said[max(0, at - 8) : at + 6]
    if 50 <= amount <= 90 and not over and said[at - 1] not in ("/", "over") and not _PRESSURE.isdisjoint(near):
        yield "@n_low_pressure", at, at + 1
    if 125 <= amount <= 250 and not _PULSE.isdisjoint(near):
        yield "@n_fast_pulse", at, at + 1
    if 60 <= amount <= 92 and not _OXYGEN.isdisjoint(near):
        yield "@n_low_oxygen", at, at + 1


def _scores(said: list[str], at: int, amount: float, index: Index) -> Iterator[Label]:
    out_of_ten = _out_of_ten(said, at)
    if _is_pain_number(said, at, index) or (out_of_ten and _pain_near(said, at)):
        yield "@n_pain7" if amount >= 7 else "@n_pain_low", at, at + 1
    elif out_of_ten and amount >= 7:
        yield "@n_ten7", at, at + 1
    if amount >= 7 and len(index.tokens) - index.marks.bit_count() == 1:
        yield "@n_bare7", at, at + 1


def _out_of_ten(said: list[str], at: int) -> bool:
    if said[at + 1] == "out":
        return said[at + 2] == "of" and said[at + 3] in ("10", "ten")
    return said[at + 1] in ("/", "outta", "on", "over") and said[at + 2] in ("10", "ten")


def _is_pain_number(said: list[str], at: int, index: Index) -> bool:
    before = between(max(at - 5, index.tokens.sentence(at).first), at)
    last = highest((index.words.get("pain", 0) | index.words.get("hurt", 0)) & before)
    return last >= 0 and said[at + 1] not in _NO_SCORE and _BEFORE_SCORE.issuperset(said[last + 1 : at])


def _rated_pain(said: list[str], at: int) -> Iterator[Label]:
    """A number that rates pain after it: "a 9 for pain"."""
    if said[at + 1] in ("for", "on", "in", "of") and "pain" in said[at + 2 : at + 4]:
        yield "@n_seven_pain", at, at + 1


def _pain_near(said: list[str], at: int) -> bool:
    return any(word.startswith(_SORE) for word in said[max(0, at - 8) : at + 9])
