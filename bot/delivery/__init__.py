"""From the outbox to the carrier and back: claim, send, settle what is unclear, take in receipts, tell staff what failed."""
