"""Rasa's custom actions: thin, one a file. Each decides and returns; none sends or writes."""
