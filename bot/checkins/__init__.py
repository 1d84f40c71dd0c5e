"""Check-ins: the timeline, its planning, the decision to send, and what the replies mean. Pure throughout."""

from bot.checkins.conditions import Answers, unmet
from bot.checkins.deciding import Decision, Due, Situation, decide
from bot.checkins.judging import Context, Judgement, judge, judge_followup, unread
from bot.checkins.parsing import TimelineError, default_timeline_text, load_default_timeline, parse_timeline
from bot.checkins.planning import Planned, plan
from bot.checkins.replies import Reading, asks, read, read_followup, score_told, scores_now, trend_told
from bot.checkins.silent import left_open, silence, silent_after_worry
from bot.checkins.timeline import Condition, FollowUp, Outcome, Question, Step, Timeline, Value, Window

__all__ = [
    "Answers",
    "Condition",
    "Context",
    "Decision",
    "Due",
    "FollowUp",
    "Judgement",
    "Outcome",
    "Planned",
    "Question",
    "Reading",
    "Situation",
    "Step",
    "Timeline",
    "TimelineError",
    "Value",
    "Window",
    "asks",
    "decide",
    "default_timeline_text",
    "judge",
    "judge_followup",
    "left_open",
    "load_default_timeline",
    "parse_timeline",
    "plan",
    "read",
    "read_followup",
    "score_told",
    "scores_now",
    "silence",
    "silent_after_worry",
    "trend_told",
    "unmet",
    "unread",
]
