"""Silence is a signal: when a patient who does not answer is for staff. Pure.

Three rules, of which each says in words what stayed without an answer:
1. Neither the check-ins that a reminder waits for nor the reminder itself were answered (clinical reference, section 5): a case
   for review, so long after the last of them as the timeline says.
2. The last answer was worrying (it raised a case), and the check-in sent next stayed unanswered for AFTER_WORRY: at once, without
   waiting for any reminder.
3. A question of ours was left open: for OPEN_AFTER_WORRY where a check-in's answer or a danger sign led to it, and then at the
   level that the clinic's timeline gives to an unclear answer; for LEFT_OPEN otherwise, for review.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.checkins.timeline import Timeline
from bot.levels import worst

AFTER_WORRY = timedelta(hours=4)
LEFT_OPEN = timedelta(hours=4)
OPEN_AFTER_WORRY = timedelta(hours=2)
#: Questions of ours that nobody has to answer: an offer, and which of two sessions was meant.
IDLE = frozenset({"human_offer", "which_session"})


def silence(
    timeline: Timeline, *, sent: Mapping[str, datetime], replied: frozenset[str], over: frozenset[str], now: datetime
) -> str | None:
    """Return in words why a silent patient is now for staff to review, None while it is not.

    `sent` has when each step went out, `over` the steps that will not be sent (skipped, cancelled, expired, failed).
    """
    for step in timeline.steps:
        waited_for = [slug for slug in (*step.no_reply_to, step.slug) if slug in sent]
        if not step.is_reminder or not set(step.no_reply_to) <= set(sent) or replied & {*step.no_reply_to, step.slug}:
            continue
        if (step.slug in sent or step.slug in over) and now >= max(sent[slug] for slug in waited_for) + step.review_after:
            return "no reply to " + ", ".join(waited_for)
    return None


def silent_after_worry(
    *, sent: Mapping[str, datetime], replied: frozenset[str], worried: frozenset[str], now: datetime
) -> tuple[str, str] | None:
    """Return the step whose answer was worrying and the next one, which got none, once it is for staff; None before that."""
    in_order = sorted(sent, key=lambda slug: sent[slug])
    answered = [slug for slug in in_order if slug in replied]
    if not answered or answered[-1] not in worried:
        return None
    unanswered = in_order[in_order.index(answered[-1]) + 1 :]
    if not unanswered or now < sent[unanswered[0]] + AFTER_WORRY:
        return None
    return answered[-1], unanswered[0]


def left_open(timeline: Timeline, question: str, *, worrying: bool, asked_at: datetime, now: datetime) -> str | None:
    """Return the level of a question of ours that stayed without an answer, None while it may still get one.

    `question` is its name in the timeline, `worrying` whether a check-in's answer or a danger sign led to it.
    """
    if question in IDLE or now < asked_at + (OPEN_AFTER_WORRY if worrying else LEFT_OPEN):
        return None
    follow_up = timeline.follow_ups.get(question)
    unclear = follow_up.outcomes.get("unclear") if follow_up and worrying else None
    return worst("review", unclear.level if unclear else "none")
