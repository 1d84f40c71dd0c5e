"""What staff do with a case beside answering it: whose it is, when it comes back, what belongs together, what is noted.

Each change is written into the audit book in the same transaction, and done twice it is done once.
"""

from bot.cases.assigning import assign
from bot.cases.merging import merge
from bot.cases.noting import add_note
from bot.cases.snoozing import Choice, choices, longest, snooze, unsnooze, wake

__all__ = ["Choice", "add_note", "assign", "choices", "longest", "merge", "snooze", "unsnooze", "wake"]
