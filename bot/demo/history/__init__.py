"""A lived-in clinic for the demo: forty patients' four weeks, made before the first start by driving the product itself.

It is made in a folder of its own and moved into place when it is whole: whoever ends it half-way finds nothing but that folder,
and the next start makes it anew.
"""

from collections.abc import Mapping
from pathlib import Path

#: "0" starts the demo without a past.
SWITCH = "DEMO_HISTORY"
#: The demo's own SQLite: where it is, the demo has been started before.
RECORD = "aftercare.db"


def is_wanted(var: Path, environ: Mapping[str, str]) -> bool:
    """Return whether this is the first start of a demo with its own SQLite, and nobody has asked to do without a past."""
    return not environ.get("DATABASE_URL") and environ.get(SWITCH, "1") != "0" and not (var / RECORD).exists()
