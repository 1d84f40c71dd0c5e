"""Held numbers: the operator is told of each once, and one that sends again without a receipt to prove it is opened."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.engine import Engine

from bot import log, mail
from bot.clock import Clock
from bot.db import reading, transaction
from bot.delivery import holds, lines
from bot.delivery.advice import advice
from bot.models import ACCOUNT, Line
from bot.settings import Settings

#: Ends the e-mail.
AFTERWARDS = (
    "Nothing is lost: texts wait, emergencies go on trying, and staff see what has waited too long. Every three minutes one text "
    "tries whether it goes again, and then the rest follow by themselves."
)


class Paging:
    """The scheduler's look at held numbers."""

    def __init__(self, engine: Engine, clock: Clock, settings: Settings | None = None) -> None:
        self.engine, self.clock, self.settings = engine, clock, settings

    def __call__(self) -> int:
        """Look once; return how many holds the operator was told of."""
        with reading(self.engine) as session:
            phones = session.scalars(select(Line.phone).where(Line.held_at.is_not(None)).order_by(Line.phone)).all()
        return sum(self._look(phone, self.clock.now()) for phone in phones)

    def _look(self, phone: str, now: datetime) -> bool:
        """The page is marked as sent first: two schedulers must not both send it."""
        with transaction(self.engine) as session:
            line = lines.of(session, phone)
            if holds.probe_is_well(session, line, now):
                holds.open_again(line)
            if line.held_at is None or line.told_at is not None:
                return False
            line.told_at, code = now, line.held_code
        return self._tell(phone, code)

    def _tell(self, phone: str, code: str | None) -> bool:
        log.get().error("texts are held: the operator must act", code=code, account=phone == ACCOUNT, advice=advice(code))
        to = self.settings.operator_email if self.settings else None
        if self.settings is None or to is None or not mail.is_configured(self.settings):
            return True
        what = "All texts" if phone == ACCOUNT else f"Texts from {phone}"
        text = f"{what} are held: the carrier refuses them with code {code}.\n\n{advice(code)}\n\n{AFTERWARDS}\n"
        try:
            mail.send(self.settings, to=to, subject=f"Texts are held ({code})", text=text)
        except mail.MailError as error:
            log.get().warning("the operator could not be told by e-mail", error=str(error))
            with transaction(self.engine) as session:
                lines.of(session, phone).told_at = None
            return False
        return True
