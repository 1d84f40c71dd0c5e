"""What counts as a link: what a phone would make one of."""

import pytest

from bot import links
from bot.checkins import load_default_timeline
from bot.protocols import load_default
from bot.publishing import patient_texts


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("See https://example.com/a?b=1.", ["https://example.com/a?b=1"]),
        ("www.example.com", ["www.example.com"]),
        ("Book at bit.ly/x7, or call.", ["bit.ly/x7"]),
        ("more on 111.nhs.uk", ["111.nhs.uk"]),
        ("Not monitored 24/7. Call 999", []),
        ("at 10.30 a.m. or 6 p.m.", []),
        ("Wait 2.5 days.Then wash", ["days.Then"]),
        ("write to hello@example.com", []),
        ("Use SPF 30-50... gently", []),
    ],
)
def test_links_as_phones_find_them(text, found):
    assert links.found(text) == found


@pytest.mark.parametrize("parsed", [load_default(), load_default_timeline()], ids=["protocol", "timeline"])
def test_what_comes_with_the_product_holds_none(parsed):
    assert list(links.problems(patient_texts(parsed))) == []
