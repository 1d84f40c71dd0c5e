"""Rasa's trackers of the turns under way. Each lives for one turn in this process, so it is kept as it is, never written out."""

from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.trackers import DialogueStateTracker


class TurnTrackers(InMemoryTrackerStore):
    """Rasa's own store turns a tracker into JSON and back at every step; the same object does."""

    store: dict[str, DialogueStateTracker]  # type: ignore[assignment]  # Rasa's holds JSON

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keep the tracker under its sender's name."""
        self.store[tracker.sender_id] = tracker

    async def _retrieve(self, sender_id: str, fetch_all_sessions: bool) -> DialogueStateTracker | None:
        return self.store.get(sender_id)
