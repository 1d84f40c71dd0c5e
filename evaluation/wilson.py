"""Wilson's interval: how far a share of few can be from the truth."""

from math import sqrt

#: Of the normal distribution, 95% lie within this many standard deviations.
NINETY_FIVE = 1.959963984540054


def interval(good: int, of: int, z: float = NINETY_FIVE) -> tuple[float, float]:
    """Return the lowest and highest share that `good` of `of` is likely to come from; 0 to 1 when there are none."""
    if not 0 <= good <= of:
        raise ValueError(f"{good} of {of} is no share")
    if not of:
        return 0.0, 1.0
    seen, weight = good / of, z * z / of
    middle = (seen + weight / 2) / (1 + weight)
    reach = z * sqrt(seen * (1 - seen) / of + weight / (4 * of)) / (1 + weight)
    return max(0.0, middle - reach), min(1.0, middle + reach)
