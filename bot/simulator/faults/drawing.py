"""The seeded mode: which fault comes next is a matter of (seed, place, running number) and nothing else.

So the same calls in the same order meet the same faults, on any machine, and a soak that found something can be run again.
"""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from bot.simulator.faults import codes, kinds
from bot.simulator.faults.kinds import COUNTED, Fault

#: Seconds; longer waits are what a stall is for.
LONGEST_LATENCY = 2.0
LONGEST_PAUSE = 5
CHOICES = 2**16


@dataclass(frozen=True)
class Dice:
    """What one hash gives: numbers that look thrown and are not."""

    digest: bytes

    @classmethod
    def thrown(cls, seed: int, place: str, number: int) -> "Dice":
        return cls(sha256(f"{seed}:{place}:{number}".encode()).digest())

    @property
    def chance(self) -> float:
        """A number from 0 (included) to 1 (not included)."""
        return int.from_bytes(self.digest[:7], "big") / 2**56

    def pick(self, choices: tuple[Any, ...], throw: int) -> Any:
        """Return one of `choices`; throws 0 to 3 are independent of each other."""
        start = 8 + 2 * throw
        return choices[int.from_bytes(self.digest[start : start + 2], "big") * len(choices) // CHOICES]


def drawn(parameters: dict[str, Any], place: str, number: int) -> Fault | None:
    """Return the fault that the `number`th call at `place` meets, None when it meets none.

    `parameters`: seed, rate (the share of calls that meet one), and perhaps kinds (only these) and seconds (no longer silence).
    """
    dice = Dice.thrown(parameters["seed"], place, number)
    wanted = parameters.get("kinds", kinds.KINDS)
    choices = tuple(kind for kind, form in COUNTED.items() if kind in wanted and place in form.places)
    if not choices or dice.chance >= parameters["rate"]:
        return None
    return _fault(dice.pick(choices, 0), dice, parameters.get("seconds"))


def _fault(kind: str, dice: Dice, longest: float | None) -> Fault:
    takes = COUNTED[kind].parameters
    return Fault(
        kind,
        seconds=_seconds(kind, dice, longest) if "seconds" in takes else None,
        code=dice.pick(codes.KNOWN, 1) if "code" in takes else None,
        retry_after=dice.pick((None, *range(1, LONGEST_PAUSE + 1)), 2) if "retry_after" in takes else None,
    )


def _seconds(kind: str, dice: Dice, longest: float | None) -> float | None:
    if kind != kinds.LATENCY:
        return longest
    return min(longest or LONGEST_LATENCY, LONGEST_LATENCY) * dice.pick(tuple(range(1, 101)), 3) / 100
