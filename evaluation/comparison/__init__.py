"""Other ways to understand the same texts, beside ours: `make compare`. See docs/understanding.md."""
