"""What a clinic's days look like in numbers: counted in the database, over the days of a span, in the clinic's zone."""

from bot.overview.answered import Answered
from bot.overview.escalated import Escalated
from bot.overview.figures import READERS, Overview, overview
from bot.overview.gaps import Gaps
from bot.overview.responses import Responses
from bot.overview.span import Span, choose
from bot.overview.topics import Topics
from bot.overview.undelivered import Undelivered
from bot.overview.volumes import Volumes
from bot.overview.waits import Wait, Waits

__all__ = [
    "READERS",
    "Answered",
    "Escalated",
    "Gaps",
    "Overview",
    "Responses",
    "Span",
    "Topics",
    "Undelivered",
    "Volumes",
    "Wait",
    "Waits",
    "choose",
    "overview",
]
