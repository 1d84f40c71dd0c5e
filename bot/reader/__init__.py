"""The reader: a small transformer that reads a whole text at once, its danger, its act and its topics."""
