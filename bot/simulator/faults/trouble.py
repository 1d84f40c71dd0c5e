"""What one request meets: the faults that were ordered for it, else the one that the seeded mode draws."""

from sqlalchemy.orm import Session

from bot.simulator.faults import kinds, lasting, waiting
from bot.simulator.faults.kinds import Fault


class Trouble:
    """The faults of one request at one place. A phase that is never reached uses up nothing that was ordered for it."""

    def __init__(self, session: Session, place: str, recipient: str | None = None) -> None:
        self.session, self.place, self.recipient = session, place, recipient
        self.drawn = lasting.draw(session, place)

    def at(self, phase: str) -> Fault | None:
        """Return the fault of this phase, if there is one."""
        ordered = waiting.take(self.session, self.place, phase, self.recipient)
        return ordered or (self.drawn if self.drawn and self.drawn.phase == phase else None)


def is_about(session: Session, place: str) -> bool:
    """Return whether a request at `place` may meet anything: most of the time none does, and nothing need be written."""
    return waiting.any_at(session, place) or lasting.parameters(session, kinds.RANDOM) is not None
