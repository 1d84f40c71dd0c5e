"""What a patient's reply to a check-in says, question by question."""

from bot.checkins.replies.followups import read_followup
from bot.checkins.replies.reading import Reading, read

__all__ = ["Reading", "read", "read_followup"]
