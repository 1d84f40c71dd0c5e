"""What people put beside a sign, and how it was before it: each is a sentence of its own, however it is joined on."""

from __future__ import annotations

import re

_FINE = r"(?:all |perfectly |totally |completely |absolutely )?(?:fine|ok|okay|normal|good|well|alright|all right|grand)"
_BEFORE = (
    r"(?:before(?: (?:this|that|it|lunch|tea|dinner))?|at (?:lunch|tea|breakfast|teatime|lunchtime)|earlier|yesterday|"
    r"this (?:morning|afternoon|evening)|last (?:night|nite)|"
    r"(?:an|one|two|three|a couple of|a few|\d{1,2}) (?:hours?|hrs?|mins?|days?) ago)"
)
#: "…, it was fine at lunch", "… and i was fine before", "…, didn't have this last time".
_AFTER = re.compile(
    rf"(?:,| and| n| &)(?= (?:(?:it|i|they|she|he|all|everything)(?: was| were| felt| looked)|was|were) {_FINE} {_BEFORE}"
    r"\W*(?:$|\n))"
    r"|(?:,| and)(?= (?:i )?(?:didn'?t|never) (?:have|had|get|got) (?:this|that|it|any of this) last time\b)"
)
#: "sorry if silly, …", "sorry if this is a daft question, …", "not sure if this is normal: …", "if it's nothing ignore me, …".
_AHEAD = re.compile(
    r"\b(?:sorry if (?:(?:this|its|it'?s|thats|that'?s|i'?m|im)(?: is)?(?: being)? )?(?:a )?(?:bit )?"
    r"(?:silly|daft|stupid|dumb|nothing|obvious|tmi)(?: question)?|"
    r"not sure if (?:this|it|that)(?: is|'?s) (?:normal|anything|important)|"
    r"if (?:this|it|that)(?: is|'?s) nothing ignore (?:me|this|it)) ?[,:]"
)


def apart(text: str) -> str:
    """Return `text`, in lower case, with what stands beside a sign as sentences of their own; no character moves.

    A look-alike that reaches from a sign into such words ("pain and i was fine") would say that there is none. Two signs with
    such words between them are one only where they are not taken apart: the gate reads both ways.
    """
    text = _AFTER.sub(lambda joined: ".".ljust(len(joined.group())), text)
    return _AHEAD.sub(lambda said: f"{said.group()[:-1]}.", text)
