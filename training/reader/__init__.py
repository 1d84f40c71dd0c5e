"""Makes the reader, the small transformer of bot/reader, from the training texts. Needs an environment of its own."""
