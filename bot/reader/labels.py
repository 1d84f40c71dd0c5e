"""What the reader can say of a text: its levels, acts and topics, in the order of its outputs."""

from dataclasses import dataclass

#: The act of a text about anything else in the world.
OUT_OF_SCOPE = "out_of_scope"


@dataclass(frozen=True)
class Labels:
    """The names of the outputs."""

    levels: tuple[str, ...]
    acts: tuple[str, ...]
    topics: tuple[str, ...]
