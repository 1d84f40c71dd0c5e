"""Codes of the second factor: those of RFC 6238, taken once, within half a minute either way."""

import base64
from datetime import datetime, timedelta, timezone

import pytest

from bot import second_factor
from bot.errors import InputError
from bot.models import Clinic, Staff

KEY = "k" * 32
NOW = datetime(2026, 3, 5, 10, 0, 5, tzinfo=timezone.utc)
#: Appendix B of RFC 6238, the SHA-1 rows; the last six of their eight digits.
RFC_SECRET = base64.b32encode(b"12345678901234567890").decode()
RFC_CODES = [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (2000000000, "279037"),
             (20000000000, "353130")]  # fmt: skip


class NoRows:
    """A session that keeps nothing: what it is asked to do with recovery codes does not matter here."""

    def execute(self, statement):
        return None

    def add_all(self, rows):
        self.added = list(rows)


@pytest.fixture
def clara():
    account = Staff(id=7, email="clara@rosewood.example", clinic=Clinic(name="Rosewood: Skin"))
    second_factor.begin(account, KEY)
    return account


def code_at(account, moment):
    return second_factor._codes(second_factor._secret(account, KEY)).at(moment)


@pytest.mark.parametrize(("seconds", "code"), RFC_CODES)
def test_the_codes_are_those_of_the_standard(seconds, code):
    moment = datetime.fromtimestamp(seconds, timezone.utc)
    assert second_factor._step_of(RFC_SECRET, code, moment) == seconds // 30


@pytest.mark.parametrize("seconds", [-30, 0, 30], ids=["the last code", "this code", "the next code"])
def test_a_phone_may_be_half_a_minute_wrong(clara, seconds):
    assert second_factor.passes(NoRows(), clara, KEY, code_at(clara, NOW + timedelta(seconds=seconds)), NOW) == "app"


@pytest.mark.parametrize("seconds", [-61, 61], ids=["behind", "ahead"])
def test_a_phone_that_is_a_minute_wrong_is_refused(clara, seconds):
    assert second_factor.passes(NoRows(), clara, KEY, code_at(clara, NOW + timedelta(seconds=seconds)), NOW) is None


def test_a_code_works_once_and_so_does_every_earlier_one(clara):
    now, earlier = code_at(clara, NOW), code_at(clara, NOW - timedelta(seconds=30))
    assert second_factor.passes(NoRows(), clara, KEY, now, NOW) == "app"
    assert second_factor.passes(NoRows(), clara, KEY, now, NOW) is None
    assert second_factor.passes(NoRows(), clara, KEY, earlier, NOW) is None
    assert second_factor.passes(NoRows(), clara, KEY, code_at(clara, NOW + timedelta(seconds=30)), NOW) == "app"


@pytest.mark.parametrize("written", ["{0} {1}", " {0}{1} ", "{0}-{1}"], ids=["a space between", "spaces around", "a hyphen"])
def test_a_code_may_be_typed_with_spaces(clara, written):
    code = code_at(clara, NOW)
    assert second_factor.passes(NoRows(), clara, KEY, written.format(code[:3], code[3:]), NOW) == "app"


@pytest.mark.parametrize("wrong", ["000000", "12345", "", "١٢٣٤٥٦", "abcdef", "9" * 500])
def test_what_is_no_code_is_refused_quietly(clara, wrong):
    session = NoRows()
    session.execute = lambda statement: type("Result", (), {"rowcount": 0})
    assert second_factor.passes(session, clara, KEY, wrong, NOW) is None


def test_nothing_is_in_force_before_the_first_code(clara):
    assert not second_factor.is_on(clara)
    with pytest.raises(InputError, match="That code is not right"):
        second_factor.confirm(NoRows(), clara, KEY, "000000", NOW)
    assert not second_factor.is_on(clara)
    codes = second_factor.confirm(NoRows(), clara, KEY, code_at(clara, NOW), NOW)
    assert second_factor.is_on(clara)
    assert len(set(codes)) == 10


def test_the_first_code_is_used_up_by_setting_up(clara):
    code = code_at(clara, NOW)
    second_factor.confirm(NoRows(), clara, KEY, code, NOW)
    assert second_factor.passes(NoRows(), clara, KEY, code, NOW) is None


def test_a_second_factor_in_force_is_not_replaced_by_beginning_anew(clara):
    second_factor.confirm(NoRows(), clara, KEY, code_at(clara, NOW), NOW)
    with pytest.raises(InputError, match="on already"):
        second_factor.begin(clara, KEY)
    assert second_factor.pending_secret(clara, KEY) is None


def test_the_secret_is_never_stored_plainly(clara):
    assert second_factor.pending_secret(clara, KEY) not in clara.totp_secret


def test_another_secret_key_refuses_codes_instead_of_failing(clara):
    code = code_at(clara, NOW)
    assert second_factor.passes(NoRows(), clara, "another key of thirty-two letters", code, NOW) is None


def test_the_address_for_the_app_names_clinic_and_account(clara):
    address = second_factor.address(RFC_SECRET, clara)
    assert address.startswith("otpauth://totp/Rosewood%20%20Skin:clara%40rosewood.example?secret=" + RFC_SECRET)


def test_recovery_codes_are_long_and_have_no_letter_that_looks_like_another():
    codes = {second_factor._recovery_code() for _ in range(200)}
    assert len(codes) == 200
    assert {len(code) for code in codes} == {19}
    assert not set("".join(codes)) & set("IO01")
