"""What stands in a text and is nobody's word about themselves: links, mail headers, notices that tell the reader whom to call.

Each is blanked out in place, so that every other character keeps its offset. A danger must never be hidden with them: words in
the first person, questions and plain requests for help stay, and of a forwarded mail the subject and the body are read.
"""

from __future__ import annotations

import re

# One cheap look tells most texts from those that have anything to blank out. No expression here can look far back or ahead
# from more than one place in a word: the text may be anything.
_ANY = (
    "/", "www.", "@", "\n", "wrote:", "sent from", "if ", "emergenc", "call", "dial", "contact", "stop", "pass", "share",
    "forward",
)  # fmt: skip
# The same for each kind of them.
_LINK = ("/", "www.", "@")
_MAIL_SIGNS = ("message", "outlook", "sent from ", "wrote:")
_CHAIN_SIGNS = ("pass", "send", "forward", "share")
_CALL_SIGNS = ("call", "dial", "phone", "ring", "contact", "go to", "visit", "attend")
_WORD = re.compile(r"\S+")
_SITE = re.compile(r"[a-z0-9.-]+\.(?:com|org|net|co|uk|io|ly|gl|me|app|tv|info)/")
_MAIL_ADDRESS = re.compile(r"[^@]+@[^@.]+\.[a-z]")

_LINE = re.compile(r"[^\n]+")
_QUOTE_MARK = re.compile(r"[\s>|]*")
_HEADER = re.compile(r"[\s>*|]*(from|to|cc|bcc|sent|date|reply-to|subject)\*?\s*:")
_MAIL = re.compile(
    r"[\s>*-]*(?:(?:original|forwarded) message|begin forwarded message|get outlook for|sent from (?:my |outlook|yahoo|mail)"
    r"(?:i?phone|ipad|mobile|android|samsung|galaxy|pixel|device)?(?: galaxy| smartphone| device| phone)?\W*$)"
    r"|[\s>]*on .{5,120}\bwrote:\s*$"
)
#: A line that ends beyond this was cut by the mail program, not by its writer.
_WRAPPED = 50

_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")
_OWN = re.compile(r"\b(?:i|im|ive|id|ill|me|my|mine|myself)\b")
_ASKED = re.compile(r"\b(?:do|should|shall|can|could|would|will|must|dont|cant)(?:'t)? (?:you|u|ya|i|we|call|ring|dial)\b")
_CALL = re.compile(
    r"\b(?:call|dial|phone|ring|telephone|contact|go to|visit|attend) (?:the |your |an? )?"
    r"(?:999|911|112|111|988|116 ?123|\+?\d[\d ]{5}|ambulance|a&e|nearest|local|samaritans|emergency|gp\b|doctor)"
)
_SO_CALL = re.compile(rf"\W*(?:(?:please|always|but|and|or)\W+)*{_CALL.pattern}")
_IF = re.compile(
    r"\W*(?:(?:but|and|or|however|please|note|important|warning)\W+)*"
    r"(?:(?:if|should) (?:you|your|this|it)\b|in (?:an?|case of|the event of)(?: an?)? (?:\w+ )?emergency"
    r"|for (?:any |all |an? )?(?:(?:\w+[ -]){0,2}emergenc|chest pain\b|difficulty|severe))"
)
_IF_YOU = re.compile(r" if you (?:are|have|feel|experience|develop|think|need|notice|get)\b")
_STOP_NOTICE = re.compile(
    r"\b(?:reply|text|txt|send) .{0,40}\bstop to (?:opt|unsub|end|cancel|quit)"
    r"|(?:\bto (?:opt|unsub|stop|end|cancel)|\bunsubscribe|\bopt.?out).{0,40}\b(?:reply|text|txt|send) (?:with )?['\"]?stop"
)
_CHAIN = re.compile(r"\b(?:pass|send|forward|share)(?: this| it)?(?: on)? to (?:\d|all|every)|\bforwarded as received\b")
_TEACHES = re.compile(r"\b(?:causes?|leads? to|prevents?|cures?|can kill|die of)\b")

_JOB = re.compile(r"\b(?:consultant|manager|director|head of|officer|department|ltd|limited|llp|plc|hospital|trust|phd)\b")
_SMALL = re.compile(r"\b(?:and|of|in|for|the|at|to)\b")
_SIGNATURE_LINES = 6


def hide(text: str) -> str:
    """Return `text` with such parts as spaces, each other character where it was."""
    lower = text.lower()
    if len(lower) != len(text) or not any(sign in lower for sign in _ANY):
        return text
    lines = [match.span() for match in _LINE.finditer(lower)]
    spans = (*_unwrapped(lower), *_links(lower), *_headers(lower, lines), *_signature(text, lines), *_notices(lower))
    masked = list(text) if spans else []
    for start, end in spans:
        masked[start:end] = " " * (end - start)
    return "".join(masked) if spans else text


def _links(lower: str) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    if not any(sign in lower for sign in _LINK):
        return spans
    for match in _WORD.finditer(lower):
        word = match.group()
        start = max(word.find("http"), 0) if "://" in word else word.find("www.")
        if start >= 0 or ("/" in word and _SITE.match(word)) or ("@" in word and _MAIL_ADDRESS.match(word)):
            spans.append((match.start() + max(start, 0), match.end()))
    return spans


def _unwrapped(lower: str) -> list[tuple[int, int]]:
    """Return the line breaks (with the quotation marks after them) that a mail program put into a sentence.

    One break may be the writer's own, who goes on to something else; twice and more, or behind a quotation mark, it is not.
    """
    spans = []
    before, at = 0, lower.find("\n")
    while at >= 0:
        if at - before > _WRAPPED and lower[at - 1] not in ".!?:":
            mark = _QUOTE_MARK.match(lower, at)
            after = mark.end() if mark else at + 1
            if lower[after : after + 1].isalpha():
                spans.append((at, after))
        before, at = at + 1, lower.find("\n", at + 1)
    return spans if len(spans) > 1 else [span for span in spans if ">" in lower[slice(*span)]]


def _headers(lower: str, lines: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return those of the `lines` that are a mail's head; its subject says something and stays."""
    heads = [(span, _HEADER.match(lower[slice(*span)])) for span in lines] if ":" in lower else []
    named = {found.group(1) for _, found in heads if found}
    is_marked = any(sign in lower for sign in _MAIL_SIGNS)
    marks = [span for span in lines if _MAIL.match(lower[slice(*span)])] if is_marked else []
    if len(named) < 2 or not ({"sent", "subject", "cc", "bcc"} & named or "@" in lower or marks):
        return marks
    return marks + [span for span, found in heads if found and found.group(1) != "subject"]


def _notices(lower: str) -> list[tuple[int, int]]:
    chain = any(sign in lower for sign in _CHAIN_SIGNS) and bool(_CHAIN.search(lower))
    if not (chain or "stop" in lower or any(sign in lower for sign in _CALL_SIGNS) and _CALL.search(lower)):
        return []
    return [match.span() for match in _SENTENCE.finditer(lower) if _is_notice(match.group(), match.group() == lower, chain)]


def _is_notice(sentence: str, alone: bool, chain: bool) -> bool:
    """Whether a sentence is addressed to whoever reads it. A wish to stop that is all of the text (`alone`) is a wish."""
    if _OWN.search(sentence) or _ASKED.search(sentence) or sentence.endswith("?"):
        return False
    if _STOP_NOTICE.search(sentence):
        return not alone
    if chain and (_TEACHES.search(sentence) or _CHAIN.search(sentence)):
        return True
    told = _IF.match(sentence) and _CALL.search(sentence)
    return bool(told) or bool(_SO_CALL.match(sentence) and _IF_YOU.search(sentence))


def _signature(text: str, lines: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return those of the last `lines` that name somebody's work, such as "Head of Burst Pipe Claims"."""
    return [span for span in lines[1:][-_SIGNATURE_LINES:] if _is_work(text[slice(*span)])]


def _is_work(line: str) -> bool:
    lower = line.lower()
    if not _JOB.search(lower) or _OWN.search(lower):
        return False
    words = re.findall(r"[^\W\d_]+", _SMALL.sub("", line))
    return len(words) > 1 and all(word[0].isupper() for word in words)
