"""Lengths that keep the house easy to see: one noun per file, functions that fit in a glance."""

from statistics import median, quantiles

from tests.sources import ROOT, product

LONGEST_FILE = 300
#: 90 of 100 functions are no longer than this, and the middle one no longer than that.
FUNCTION_NINETIETH, FUNCTION_MIDDLE = 30, 10
LONGEST_FUNCTION = 60

FUNCTIONS = {name: length for source in product() for name, length in source.functions()}


def test_no_file_is_longer_than_three_hundred_lines():
    too_long = {str(source.path.relative_to(ROOT)): source.lines for source in product() if source.lines > LONGEST_FILE}
    assert not too_long


def test_functions_are_short():
    lengths = list(FUNCTIONS.values())
    assert median(lengths) <= FUNCTION_MIDDLE
    assert quantiles(lengths, n=10)[-1] <= FUNCTION_NINETIETH


def test_no_function_is_very_long():
    assert not {name: length for name, length in FUNCTIONS.items() if length > LONGEST_FUNCTION}
