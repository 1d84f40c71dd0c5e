"""One turn of a conversation, decided: pure functions from what was asked and what is known to what is told."""
