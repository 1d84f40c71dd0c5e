"""What patients text in these runs: ordinary questions, and a long one. Nothing here measures understanding."""

#: One question each: the turn's own cost, with an answer from the protocol.
ORDINARY = (
    "Is it ok to put foundation on today?",
    "when may i go back to spin class",
    "my cheeks feel tight and a bit dry, normal?",
    "Can I have a glass of wine tonight",
    "do i need spf if im indoors all day",
    "which moisturiser should I use this evening",
    "can i go swimming at the weekend?",
    "how should I wash my face tomorrow morning",
    "face is still pink, how long does that last",
    "Could I use my vitamin C again",
    "is a hot shower alright",
)
#: For the gate alone: with danger, without, and looking like it.
GATED = (
    *ORDINARY,
    "there is yellow stuff coming out and it smells, i feel feverish",
    "my tongue is getting thick and I struggle to breathe",
    "no blisters, no fever, just checking in",
    "my sister had a rash last year but mine looks fine",
    "thanks, all good",
)
LONGEST = 1600


def long_text() -> str:
    """Return a text of the most characters that a carrier passes on."""
    return (" ".join(GATED) * 3)[:LONGEST]
