"""What a patient's reply to a check-in says, question by question."""

from bot.checkins.replies.atoms import asks
from bot.checkins.replies.followups import read_followup, scores_now, trend_told
from bot.checkins.replies.reading import Reading, read
from bot.checkins.replies.told_score import score_told

__all__ = ["Reading", "asks", "read", "read_followup", "score_told", "scores_now", "trend_told"]
