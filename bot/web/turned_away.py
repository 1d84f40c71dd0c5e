"""How many webhooks this process did not take, by why: for the monitoring system. No personal data."""

from prometheus_client import CollectorRegistry, Counter

REGISTRY = CollectorRegistry()
TOLD = "Webhooks that were not taken since this process started, by why."
#: refused_… is an HTTP status that the carrier was given; the others were acknowledged, because a repeat would end the same.
WHY = ("refused_400", "refused_403", "refused_413", "unknown_number", "no_person", "record_away")
_COUNTER = Counter("aftercare_webhooks_turned_away", TOLD, ["why"], registry=REGISTRY)
for _why in WHY:
    _COUNTER.labels(_why)


def count(why: str) -> None:
    """Count one more."""
    _COUNTER.labels(why).inc()


def so_far(why: str) -> int:
    """Return how many there were."""
    return int(REGISTRY.get_sample_value("aftercare_webhooks_turned_away_total", {"why": why}) or 0)
