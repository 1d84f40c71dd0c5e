"""What is combined with what: a point at which a process dies, a fault of the carrier, a database."""

from dataclasses import dataclass
from typing import Any

from bot import fault_points
from bot.simulator import faults

DATABASES = ("sqlite", "postgresql")
#: How often a fault strikes: twice, so that a second try fails as well.
TWICE = 2
WELL = "none"
#: Orders that need more than a kind and a count. Error codes stand for their class: each is refused, or fails later, otherwise.
PARAMETERS: dict[str, list[dict[str, Any]]] = {
    "latency": [{"seconds": 0.1}],
    "error_code": [{"code": code} for code in (30003, 30005, 30007, 30008, 21211, 21610, 20003, 30034)],
    "rate_limit": [{"segments_per_second": 1}],
    "random": [{"seed": 7, "rate": 0.3}],
}


@dataclass(frozen=True)
class Combination:
    """One cell of the matrix. `point` is where a process dies (WELL: nobody does), `fault` how the carrier fails."""

    point: str
    fault: str
    database: str

    def __str__(self) -> str:
        return f"{self.point} x {self.fault} x {self.database}"


def orders() -> dict[str, dict[str, Any]]:
    """Return every fault of the carrier by name, with what it is ordered by; WELL orders nothing."""
    kinds = [{"kind": kind, "count": TWICE, **more} for kind in faults.KINDS for more in PARAMETERS.get(kind, [{}])]
    return {WELL: {}, **{_name(order): order for order in kinds}}


def _name(order: dict[str, Any]) -> str:
    return f"{order['kind']}_{order['code']}" if "code" in order else str(order["kind"])


def everything() -> list[Combination]:
    """Return the whole matrix."""
    points = (WELL, *fault_points.POINTS)
    return [Combination(point, fault, database) for database in DATABASES for point in points for fault in orders()]


def sample(database: str) -> list[Combination]:
    """Return a few in which each point and each fault occurs, each point beside another fault on each database."""
    points, found = (WELL, *fault_points.POINTS), list(orders())
    shift = DATABASES.index(database) * 3
    number = max(len(points), len(found))
    return [Combination(points[one % len(points)], found[(one + shift) % len(found)], database) for one in range(number)]
