"""What the operator does about a code for which texts are held."""

#: By the carrier's code. The first sentence says what is wrong, the second what to do.
ADVICE = {
    "20003": "The carrier refuses our credentials. Compare TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN with its console; restart.",
    "20005": "The carrier has suspended the account. Look at billing and messages in its console.",
    "21408": "The account may not text to this country. Switch it on in the console under Messaging, Geo permissions.",
    "21606": "This number cannot send texts. Use one that can, and give it to the clinic in its settings.",
    "30007": "The carrier filters our texts as unwanted. Open a ticket with the SIDs of the failed texts; ask before rewording.",
    "30034": "The number belongs to no registered campaign (US A2P 10DLC). Register brand and campaign; add the number to it.",
    "30450": "The carrier blocks texts from this number. Look at its registration in the console.",
}
#: Of codes that mean the same as another one.
SAME = {
    "401": "20003", "403": "20003", "20404": "20003", "21603": "21606", "21659": "21606", "21660": "21606",
}  # fmt: skip
OTHERS = "The carrier refuses every text. Look up the code in its documentation."


def advice(code: str | None) -> str:
    """Return two sentences: what is wrong, and what to do."""
    return ADVICE.get(SAME.get(code or "", code or ""), OTHERS)
