"""Twilio's numbers for what went wrong, as far as the simulator can be told to say them."""

from bot.simulator.shapes import CarrierError

#: The code that means nothing worse than "the handset was not reached".
UNREACHABLE = 30003
#: Reported after a text was taken: its last status is "undelivered" with this code.
REPORTED = range(30001, 30009)
#: Said at once instead of taking a text: the HTTP status and a sentence of ours; programs go by the number.
REFUSED = {
    20003: (401, "These credentials are not known."),
    21211: (400, "The number in 'To' is not valid."),
    21408: (400, "This account may not text the country of the number in 'To'."),
    21606: (400, "The number in 'From' cannot send this text."),
    21610: (400, "The recipient has opted out of texts from this sender."),
    21611: (429, "Too many texts of this sender wait already."),
    21614: (400, "The number in 'To' cannot receive texts."),
    21635: (400, "The number in 'To' is a landline."),
    30034: (400, "The number in 'From' is not registered for texts to this country."),
}
OPTED_OUT = 21610
KNOWN = (*REFUSED, *REPORTED)


def refusal(code: int, retry_after: int | None = None) -> CarrierError:
    """Return the refusal that carries this code."""
    status, words = REFUSED[code]
    return CarrierError(status, code, words, retry_after)
