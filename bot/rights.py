"""What each role may do in the console: the one table. A page that names an action which is not here does not start."""

ROLES = ("owner", "clinician", "front_desk", "read_only")
#: Roles in words.
CALLED = {"owner": "Owner", "clinician": "Clinician", "front_desk": "Front desk", "read_only": "Read only"}
TOLD = {
    "owner": "Everything, people and settings included",
    "clinician": "Patients, cases, protocols and timelines",
    "front_desk": "Patients and cases",
    "read_only": "Looks, changes nothing",
}

_EVERYBODY = frozenset(ROLES)
_AT_WORK = _EVERYBODY - {"read_only"}
_CLINICAL = frozenset({"owner", "clinician"})
_OWNERS = frozenset({"owner"})

#: Action → who may. "look" is what a page needs that names no other, "change" stands for any change at all (it decides what pages
#: offer, no address needs it), "own" is what concerns one's own account.
MAY = {
    "own": _EVERYBODY,
    "look": _EVERYBODY,
    "change": _AT_WORK,
    "cases.answer": _AT_WORK,
    "cases.judge": _AT_WORK,
    "canned.look": _EVERYBODY,
    "canned.change": _CLINICAL,
    "patients.change": _AT_WORK,
    "patients.import": _AT_WORK,
    "patients.export": _CLINICAL,
    "patients.erase": _OWNERS,
    "protocols.look": _EVERYBODY,
    "protocols.edit": _CLINICAL,
    "protocols.publish": _CLINICAL,
    "timelines.look": _EVERYBODY,
    "timelines.edit": _CLINICAL,
    "timelines.publish": _CLINICAL,
    "overview.look": _EVERYBODY,
    "overview.export": _CLINICAL,
    "settings.look": _EVERYBODY,
    "settings.change": _OWNERS,
    "people.look": _OWNERS,
    "people.change": _OWNERS,
    "audit.look": _OWNERS,
    "audit.export": _OWNERS,
}


def roles(action: str) -> frozenset[str]:
    """Return who may do this. KeyError, with what to do, for an action that the table does not know."""
    try:
        return MAY[action]
    except KeyError:
        raise KeyError(f"bot/rights.py does not say who may {action!r}: give it a line in MAY") from None


def allows(role: str, action: str) -> bool:
    """Return whether this role may do this; an unknown role may do nothing."""
    return role in roles(action)
