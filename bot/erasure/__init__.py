"""A person forgotten: everything that identifies them or that they wrote is deleted, and the ledger's counts stay."""

from bot.erasure.erasing import LONGEST_REASON, erase
from bot.erasure.placeholder import is_placeholder

__all__ = ["LONGEST_REASON", "erase", "is_placeholder"]
