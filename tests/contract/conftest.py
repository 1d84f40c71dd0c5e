"""A running house whose wire to the carrier is tapped, one for each test module: what one test says does not disturb the next."""

from collections.abc import Iterator

import pytest

from bot.sms import Gateway
from tests.contract.recorder import Recorder
from tests.house import House, sqlite_house


@pytest.fixture(scope="module")
def _tapped_house(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[tuple[House, Recorder]]":
    taps = []

    def tapped(app):
        taps.append(Recorder(app))
        return taps[-1]

    with sqlite_house(tmp_path_factory.mktemp("house"), around=tapped) as house:
        yield house, taps[-1]


@pytest.fixture
def house(_tapped_house: "tuple[House, Recorder]") -> Iterator[House]:
    """The house; its carrier is well again after each test."""
    yield _tapped_house[0]
    _tapped_house[0].client.delete("/simulator/faults")


@pytest.fixture
def wire(_tapped_house: "tuple[House, Recorder]") -> Recorder:
    """The wire, with nothing said on it yet."""
    _tapped_house[1].exchanges.clear()
    return _tapped_house[1]


@pytest.fixture
def gateway(house: House) -> Gateway:
    """The product's own way out."""
    return Gateway(house.settings)
