"""Sealed secrets: readable with the key of this installation alone, and only as they were sealed."""

from bot import sealed

KEY, OTHER = "k" * 32, "o" * 32


def test_what_is_sealed_comes_back():
    assert sealed.unseal(KEY, sealed.seal(KEY, "JBSWY3DPEHPK3PXP")) == "JBSWY3DPEHPK3PXP"


def test_the_sealed_text_shows_nothing_and_never_looks_the_same():
    one, two = (sealed.seal(KEY, "JBSWY3DPEHPK3PXP") for _ in range(2))
    assert "JBSWY3DP" not in one
    assert one != two


def test_another_key_opens_nothing():
    assert sealed.unseal(OTHER, sealed.seal(KEY, "secret")) is None


def test_what_was_tampered_with_does_not_open():
    text = sealed.seal(KEY, "secret")
    assert sealed.unseal(KEY, text[:-2] + ("AA" if text[-2:] != "AA" else "BB")) is None
    assert sealed.unseal(KEY, "not sealed at all") is None


def test_a_secret_of_a_second_factor_fits_its_column():
    assert len(sealed.seal(KEY, "A" * 64)) <= 200
