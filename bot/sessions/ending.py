"""Why check-ins end or wait because of a decision about the session or the patient: the ledger's words."""

from bot import opt_out

SUPERSEDED = "superseded by a newer session"
PAUSED = "staff have paused the check-ins"
DISCHARGED = "the clinic has ended this patient's aftercare"
CANCELLED, NO_SHOW = "cancelled", "no_show"
#: How a session can end without having happened, and what that is in the ledger.
ENDINGS = {CANCELLED: "the session was cancelled", NO_SHOW: "the patient did not come to the session"}
#: Reasons that may hold no longer one day: the check-in is then planned again where its time is still to come.
RECALLED = frozenset({SUPERSEDED, DISCHARGED, *ENDINGS.values()})
#: START plans these again by itself (bot.opt_out), so they follow every move of their session.
STOPPED = opt_out.STOPPED
