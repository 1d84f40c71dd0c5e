"""Two machines talking: an automatic reply answers ours, ours answers it, and so on for ever.

The same words over and over are one, whoever writes them; words that only machines use are one sooner, however they vary.
A patient's many different questions are none.
"""

import re
from collections.abc import Sequence

#: The same text this often, or automatic ones that vary, within the time that the caller looks back over.
SAME_TEXTS, AUTOMATIC_TEXTS = 5, 3

_AUTOMATIC = re.compile(
    r"\bout.of.(?:the.)?office\b|\bautomat(?:ic|ed|ically)\b.{0,30}\b(?:reply|replies|response|message|generated|email|text)"
    r"|\bauto.?(?:reply|response|responder|generated)\b|\b(?:not|no longer) (?:being )?(?:monitored|attended)\b"
    r"|\bunmonitored\b|\bdo ?not reply\b|\bno.?reply\b|\blimited access to\b|\b(?:annual|parental|maternity|sick) leave\b"
    r"|\bon leave (?:until|from|till)\b|\baway from (?:my|the) (?:desk|phone|office|computer)\b|\bin my absence\b"
    r"|\bdriving with\b.{0,40}\bdo not disturb\b|\bnot receiving notifications\b|\b(?:i )?can'?t talk right now\b"
    r"|\b(?:request|ticket|case|enquiry|inquiry|complaint|application|message|email|order|feedback)\b.{0,40}\b(?:has|have) been "
    r"(?:received|logged|created|registered|updated|closed|assigned)"
    r"|\b(?:ticket|case|reference|ref)(?: (?:number|no|id))?[ .:]*#?\d{4,}"
    r"|\bthank(?:s| you) for (?:contacting|your (?:email|e-mail|enquiry|inquiry|order)|getting in touch)\b"
    r"|\bwe (?:aim|endeavou?r|try) to (?:respond|reply|answer)\b|\b(?:office|opening|business) hours (?:are|:)"
    r"|\bvirtual (?:assistant|agent)\b|\bchat ?bot\b|\b(?:reply|press|type|text|choose) (?:with )?\d (?:for|to)\b|\bmain menu\b"
    r"|\bverification code\b|\bone.time (?:code|password|passcode)\b|\bundeliver(?:able|ed)\b|\bdelivery (?:has )?failed\b",
    re.IGNORECASE,
)
#: All that a phone says by itself while its owner drives; nothing of the owner's can stand beside it.
_DRIVING = re.compile(
    r"\W*(?:auto(?:matic)?(?: ?-?reply)?\W+)?i(?:'?m| am) (?:currently |right now )?driving(?: right now| currently)? with "
    r"(?:the )?(?:do not disturb|do not disturb while driving|(?:driving )?focus|driving mode) turned on"
    r"\W*(?:i(?:'?ll| will) see your message when i get where i(?:'?m| am) going\W*)?"
    r"(?:i(?:'?m| am) not receiving notifications\W.{0,120})?",
    re.IGNORECASE,
)
_SPACES = re.compile(r"\s+")


def looks_automatic(text: str) -> bool:
    """Return whether a text has words that only machines send."""
    return bool(_AUTOMATIC.search(_plain(text)))


def is_from_a_car(text: str) -> bool:
    """Return whether a text is only what a phone answers by itself while its owner drives."""
    return bool(_DRIVING.fullmatch(_plain(text)))


def same_texts(text: str, earlier: Sequence[str]) -> int:
    """Return how often `text` has been written, this time included."""
    return 1 + sum(_plain(one) == _plain(text) for one in earlier)


def is_loop(text: str, earlier: Sequence[str]) -> bool:
    """Return whether `text`, after those `earlier` ones, is one more of a machine's."""
    if same_texts(text, earlier) >= SAME_TEXTS:
        return True
    return looks_automatic(text) and 1 + sum(map(looks_automatic, earlier)) >= AUTOMATIC_TEXTS


def _plain(text: str) -> str:
    return _SPACES.sub(" ", text.replace("\u2019", "'")).strip().lower()
