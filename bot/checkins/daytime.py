"""The part of the day in which a clinic writes to a patient, on the patient's own clock."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta, timezone, tzinfo

_LONGEST_NIGHT = 3


@dataclass(frozen=True)
class Daytime:
    """From `opens` to just before `closes`, local time in `zone`. ValueError where that is no time of one day."""

    opens: time
    closes: time
    zone: tzinfo

    def __post_init__(self) -> None:
        if self.opens >= self.closes:
            raise ValueError("daytime should open before it closes")

    def includes(self, moment: datetime) -> bool:
        """Return whether `moment` (aware) is within the daytime, by the patient's wall clock."""
        return self.opens <= moment.astimezone(self.zone).time() < self.closes

    def next_open(self, moment: datetime) -> datetime:
        """Return `moment` where it is within the daytime, else the next opening, as UTC."""
        if self.includes(moment):
            return moment.astimezone(timezone.utc)
        today = moment.astimezone(self.zone).date()
        for days in range(_LONGEST_NIGHT):
            # an opening that a clock change repeats is there twice; one that it leaves out moves past the gap
            for fold in (0, 1):
                local = datetime.combine(today + timedelta(days=days), self.opens, tzinfo=self.zone).replace(fold=fold)
                opening = local.astimezone(timezone.utc)
                if opening >= moment and self.includes(opening):
                    return opening
        raise ValueError("the daytime never opens")

    def closing(self, moment: datetime) -> datetime:
        """Return, as UTC, until when it stays open from `moment`, which is within it."""
        local = datetime.combine(moment.astimezone(self.zone).date(), self.closes, tzinfo=self.zone)
        # a closing that a clock change repeats is there twice, and the first counts; one that it leaves out may have passed
        closings = (local.replace(fold=fold).astimezone(timezone.utc) for fold in (0, 1))
        ahead = [closing for closing in closings if closing > moment and self.includes(closing - timedelta(seconds=1))]
        return min(ahead, default=moment).astimezone(timezone.utc)
