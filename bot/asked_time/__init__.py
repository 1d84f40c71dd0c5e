"""Which time a patient asks about: "can I run on Saturday?", "used it last night", "after 8 days?"."""

from bot.asked_time.asked import AskedTime
from bot.asked_time.bare import in_part, whole_day
from bot.asked_time.resolving import resolve, resolve_all

__all__ = ["AskedTime", "in_part", "resolve", "resolve_all", "whole_day"]
