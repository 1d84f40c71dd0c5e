"""How many webhooks this process did not take, by why: for the monitoring system. No personal data."""

from collections.abc import Iterator
from threading import Lock

from prometheus_client.core import CounterMetricFamily
from prometheus_client.registry import Collector

NAME, TOLD = "aftercare_webhooks_turned_away", "Webhooks that were not taken since this process started, by why."
#: refused_… is the HTTP status that the carrier was given; the two others were acknowledged, because a repeat would end the same.
WHY = ("refused_400", "refused_403", "refused_413", "record_away", "unknown_number", "no_person")
_counts, _lock = dict.fromkeys(WHY, 0), Lock()


def count(why: str) -> None:
    """Count one more."""
    with _lock:
        _counts[why] += 1


def so_far(why: str) -> int:
    """Return how many there were."""
    return _counts[why]


class TurnedAway(Collector):
    """The counts as Prometheus reads them."""

    def collect(self) -> Iterator[CounterMetricFamily]:
        """Yield them all, those that are zero too."""
        family = CounterMetricFamily(NAME, TOLD, labels=["why"])
        for why in WHY:
            family.add_metric([why], so_far(why))
        yield family
