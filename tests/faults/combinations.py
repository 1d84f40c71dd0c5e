"""What is combined with what: a point at which a process dies, a fault of the carrier, a database."""

from dataclasses import dataclass
from typing import Any

from bot import fault_points
from bot.simulator.faults import kinds

DATABASES = ("sqlite", "postgresql")
#: How often a fault strikes: twice, so that a second try fails as well.
TWICE, FOR_EVER = 2, 1000
WELL = "none"
#: What stands for its class: a report after the hand-over, a refusal for good, one that lasts, one that is the account's.
CODES = (30003, 30005, 30008, 21211, 21610, 21611, 20003)
SIMPLE = (
    kinds.TIMEOUT_AFTER_ACCEPT, kinds.ERROR_500_AFTER_ACCEPT, kinds.ERROR_429, kinds.ERROR_500, kinds.STALL,
    kinds.UNDELIVERED, kinds.DUPLICATE_CALLBACK, kinds.OUT_OF_ORDER_CALLBACK, kinds.CALLBACK_BEFORE_RESPONSE, kinds.LOST_CALLBACK,
    kinds.LOST_WEBHOOK,
)  # fmt: skip
#: A text whose fate is unclear, and a list that cannot be looked at: the carrier cannot tell.
NO_LIST = {"kind": kinds.ERROR_500, "count": FOR_EVER, "on": kinds.LOOK}
SILENT = {"kind": kinds.TIMEOUT_AFTER_ACCEPT, "count": TWICE}
CANNOT_TELL = "timeout_after_accept without a list"
ORDERS: dict[str, list[dict[str, Any]]] = {
    WELL: [],
    **{kind: [{"kind": kind, "count": TWICE}] for kind in SIMPLE},
    **{f"code {code}": [{"kind": kinds.ERROR_CODE, "count": TWICE, "code": code}] for code in CODES},
    "latency": [{"kind": kinds.LATENCY, "count": TWICE, "seconds": 0.1}],
    "rate limit": [{"kind": kinds.RATE_LIMIT, "segments_per_second": 2}],
    CANNOT_TELL: [SILENT, NO_LIST],
}


#: Points that are passed only where a send is unclear, each with a fault that makes it so.
LEADS_THERE = (("unclear_asked", kinds.STALL), ("unclear_settled", kinds.ERROR_500))


@dataclass(frozen=True)
class Combination:
    """One cell of the matrix. `point` is where a process dies (WELL: nobody does), `fault` how the carrier fails."""

    point: str
    fault: str
    database: str

    def __str__(self) -> str:
        return f"{self.point} x {self.fault} x {self.database}"


def everything() -> list[Combination]:
    """Return the whole matrix."""
    points = (WELL, *fault_points.POINTS)
    return [Combination(point, fault, database) for database in DATABASES for point in points for fault in ORDERS]


def sample(database: str) -> list[Combination]:
    """Return a few in which each point and each fault occurs, each point beside another fault on each database."""
    points, found = (WELL, *fault_points.POINTS), list(ORDERS)
    shift, number = DATABASES.index(database) * 3, max(len(points), len(found))
    pairs = [(points[one % len(points)], found[(one + shift) % len(found)]) for one in range(number)]
    return [Combination(*pair, database) for pair in dict.fromkeys([*pairs, *LEADS_THERE])]
