"""The safety gate: decides red flags and opt-outs from the words alone, before and without the dialogue."""

from bot.safety.gate import gate
from bot.safety.model import Flag, Gate

__all__ = ["Flag", "Gate", "gate"]
