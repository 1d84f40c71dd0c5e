"""What brought staff in: cases by reason and level. A case merged into another counts as part of that one."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Text, cast, func, select
from sqlalchemy.orm import Session

from bot.levels import LEVELS
from bot.models import Escalation
from bot.overview.span import Span

#: The levels that a case can have, the gravest first.
CASE_LEVELS = tuple(level for level in reversed(LEVELS) if level != "none")


@dataclass(frozen=True)
class Escalated:
    """How many cases of each level, and how many had each reason; a case with two reasons stands under both."""

    by_level: dict[str, int]
    #: Reason code → level → cases, the commonest reason first.
    by_code: dict[str, dict[str, int]]

    @property
    def total(self) -> int:
        """How many cases."""
        return sum(self.by_level.values())


def read(session: Session, clinic_id: int, span: Span, now: datetime) -> Escalated:
    """Count a clinic's cases that were opened in the span."""
    codes = cast(Escalation.codes, Text).label("codes")
    opened = (Escalation.clinic_id == clinic_id, Escalation.opened_at >= span.start, Escalation.opened_at < span.end)
    cases = select(codes, Escalation.level).where(*opened, Escalation.merged_into_id.is_(None)).subquery()
    grouped = select(cases.c.codes, cases.c.level, func.count()).group_by(cases.c.codes, cases.c.level)
    return tally([(json.loads(codes), level, count) for codes, level, count in session.execute(grouped)])


def tally(found: list[tuple[list[str], str, int]]) -> Escalated:
    """Return the sums of (codes, level, cases): the commonest reason first, of two alike the one whose name comes first."""
    by_level = dict.fromkeys(CASE_LEVELS, 0)
    by_code: dict[str, dict[str, int]] = {}
    for codes, level, count in found:
        by_level[level] = by_level.get(level, 0) + count
        for code in dict.fromkeys(codes):
            levels = by_code.setdefault(code, dict.fromkeys(CASE_LEVELS, 0))
            levels[level] = levels.get(level, 0) + count
    order = sorted(by_code, key=lambda code: (-sum(by_code[code].values()), code))
    return Escalated(by_level, {code: by_code[code] for code in order})
