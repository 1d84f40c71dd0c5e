"""Patients who do not answer, where silence is a signal: each becomes a case for people, once.

The rules are those of bot.checkins.silent. What a selection finds is only perhaps silent; the rule decides about each, on what is
read then.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session
from sqlalchemy.sql import Select

from bot import log
from bot.clock import Clock
from bot.db import reading, transaction
from bot.silence import sought
from bot.silence.cases import review_question, review_session

#: How far back silence is looked for: after a start, and from then on.
LONG_AGO, LATELY = timedelta(days=14), timedelta(days=3)
Review = Callable[[Session, int, datetime], bool]


class Silence:
    """The scheduler's look for silence; the first one goes further back, because nobody has looked for a while."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self.engine, self.clock, self.since = engine, clock, LONG_AGO

    def __call__(self) -> int:
        """Look once; return how many cases were opened or raised."""
        raised = review_silence(self.engine, self.clock.now(), self.since)
        self.since = LATELY
        return raised


def review_silence(engine: Engine, now: datetime, since: timedelta = LONG_AGO) -> int:
    """Open or raise a case for every patient whose silence has become one for staff; return how many."""
    with reading(engine) as session:
        reminders = sought.reminders(session)
        silent = _all(session, sought.silent(reminders, now, since)) if reminders else ()
        sessions = dict.fromkeys([*silent, *_all(session, sought.after_worry(now, since))])
        questions = _all(session, sought.asked(now, since))
    found = [_safely(engine, review_session, key, now) for key in sessions]
    return sum(found) + sum(_safely(engine, review_question, key, now) for key in questions)


def _all(session: Session, chosen: Select) -> list[int]:
    """Return every id of a selection: those that are nobody's business yet must not hide the others, so there is no limit."""
    return list(session.execute(chosen.distinct()).scalars())


def _safely(engine: Engine, review: Review, key: int, now: datetime) -> bool:
    """One patient's broken record must not hide everybody's silence."""
    try:
        with transaction(engine) as session:
            return review(session, key, now)
    except Exception as error:
        log.get().error("silence not looked at", rule=review.__name__, key=key, error=log.kind_of(error))
        return False
