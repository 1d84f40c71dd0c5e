"""The one table of rights: what each role may do, read as the clinic would say it."""

import pytest

from bot import rights

MAY = {
    "owner": ("look", "change", "protocols.publish", "settings.change", "people.change", "audit.export", "patients.erase"),
    "clinician": ("look", "change", "cases.answer", "protocols.edit", "timelines.publish", "patients.export", "settings.look"),
    "front_desk": ("look", "change", "cases.answer", "patients.change", "patients.import", "protocols.look"),
    "read_only": ("look", "own", "protocols.look", "timelines.look", "overview.look", "settings.look"),
}
MAY_NOT = {
    "clinician": ("people.look", "people.change", "audit.look", "settings.change", "patients.erase"),
    "front_desk": ("protocols.edit", "timelines.publish", "people.look", "audit.look", "settings.change", "patients.export"),
    "read_only": ("change", "cases.answer", "cases.judge", "patients.change", "protocols.edit", "people.look", "audit.look"),
}


@pytest.mark.parametrize(("role", "action"), [(role, action) for role, actions in MAY.items() for action in actions])
def test_a_role_may(role, action):
    assert rights.allows(role, action)


@pytest.mark.parametrize(("role", "action"), [(role, action) for role, actions in MAY_NOT.items() for action in actions])
def test_a_role_may_not(role, action):
    assert not rights.allows(role, action)


def test_owners_may_everything_and_everybody_keeps_their_own_account():
    assert all("owner" in rights.roles(action) for action in rights.MAY)
    assert rights.roles("own") == frozenset(rights.ROLES)


def test_every_role_of_the_table_exists_and_has_a_name_and_a_sentence():
    assert {role for roles in rights.MAY.values() for role in roles} == set(rights.ROLES)
    assert rights.CALLED.keys() == rights.TOLD.keys() == set(rights.ROLES)


def test_whoever_may_only_look_may_do_nothing_that_is_called_a_change():
    given = {action for action in rights.MAY if rights.allows("read_only", action)}
    assert all(action in ("own", "look") or action.endswith(".look") for action in given)


def test_an_unknown_role_may_nothing():
    assert not any(rights.allows("boss", action) for action in rights.MAY)


def test_an_unknown_action_is_an_error_that_says_what_to_do():
    with pytest.raises(KeyError, match=r"bot/rights.py does not say who may 'protocols.burn'"):
        rights.allows("owner", "protocols.burn")
