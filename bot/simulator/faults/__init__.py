"""Making the carrier fail on purpose, so that recovery can be watched.

`kinds` says what can go wrong and reads an order for it, `waiting` keeps what was ordered a number of times, `lasting` what
holds until it is cleared, `drawing` picks by a seed; `trouble` is what one request meets of all that. A fault changes what the
customer hears, never what the carrier has: its list of messages is the truth that everything else is measured by.
"""
