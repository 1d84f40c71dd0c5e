"""Protocols: what patients are told, by subject and by hours since the session, as approved YAML.

`parse` reads a clinic's own, `load_default` the one the product comes with, `to_yaml` writes one down again.
"""

from bot.protocols.defaults import load_default
from bot.protocols.parsing import parse
from bot.protocols.protocol import Protocol, ProtocolError, Rule, Subject
from bot.protocols.writing import to_yaml

__all__ = ["Protocol", "ProtocolError", "Rule", "Subject", "load_default", "parse", "to_yaml"]
