"""How long a text is on the wire, and which characters it may hold.

A carrier packs the GSM-7 alphabet at 160 septets a message and anything else as UCS-2 at 70 code units; one curly quote
therefore more than doubles the price of a reply. Longer texts lose room to a joining header: 153 septets or 67 units each.
Python's own codecs know no GSM 03.38, and what is published encodes bytes without counting segments: hence these tables.
"""

import unicodedata

GSM_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_EXTENSION = frozenset("\f^{}\\[~]|€")

SEPTETS_ALONE, SEPTETS_JOINED = 160, 153
UNITS_ALONE, UNITS_JOINED = 70, 67

#: What people's phones and word processors put in place of plain characters.
PLAIN = {
    "‘": "'", "’": "'", "‚": "'", "‛": "'", "′": "'", "`": "'", "´": "'",
    "“": '"', "”": '"', "„": '"', "‟": '"', "″": '"', "«": '"', "»": '"',
    "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-",
    "…": "...", "•": "-", "·": "-", "×": "x", "÷": "/", "™": "(TM)", "°": " degrees ", "\t": " ", "ç": "c",
}  # fmt: skip
INVISIBLE = frozenset("\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad\ufe0e\ufe0f")


def is_gsm7(text: str) -> bool:
    """Return whether every character of `text` is in the GSM-7 alphabet or its extension table."""
    return all(character in GSM_BASIC or character in GSM_EXTENSION for character in text)


def septets(text: str) -> int:
    """Return how many septets `text` takes; an extension character takes two. ValueError when it is not GSM-7."""
    if not is_gsm7(text):
        raise ValueError("the text has characters outside GSM-7")
    return sum(_septets_of(character) for character in text)


def segments(text: str) -> int:
    """Return how many SMS segments a carrier bills for `text`; an empty text takes none."""
    if is_gsm7(text):
        return _packed([_septets_of(character) for character in text], SEPTETS_ALONE, SEPTETS_JOINED)
    return _packed([_units_of(character) for character in text], UNITS_ALONE, UNITS_JOINED)


def to_gsm7(text: str) -> str:
    """Return `text` in GSM-7: typographic marks made plain, accents outside the alphabet dropped, the rest as "?"."""
    return "".join(_plain(character) for character in unicodedata.normalize("NFC", text))


def _packed(costs: list[int], alone: int, joined: int) -> int:
    """Return how many segments hold `costs`, no character being split between two of them."""
    if sum(costs) <= alone:
        return 1 if costs else 0
    count, used = 1, 0
    for cost in costs:
        if used + cost > joined:
            count, used = count + 1, 0
        used += cost
    return count


def _septets_of(character: str) -> int:
    return 2 if character in GSM_EXTENSION else 1


def _units_of(character: str) -> int:
    return 2 if ord(character) > 0xFFFF else 1


def _plain(character: str) -> str:
    if is_gsm7(character):
        return character
    if character in PLAIN:
        return PLAIN[character]
    if character in INVISIBLE or unicodedata.combining(character):
        return ""
    if unicodedata.category(character) == "Zs":
        return " "
    bare = "".join(part for part in unicodedata.normalize("NFKD", character) if not unicodedata.combining(part))
    return bare if bare and is_gsm7(bare) else "?"
