"""Makes the reader, the small transformer of bot/nlu/reader, from the training texts. Needs the environment of requirements.txt here."""
