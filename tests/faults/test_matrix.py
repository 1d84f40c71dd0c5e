"""A sample of the fault matrix: each point and each fault of the carrier, on both databases. `python -m tests.faults --all`: all.

Whatever dies wherever, and however the carrier fails: every text is on record once and answered once or with staff, every text of
ours is taken by the carrier once, the ledger adds up, and what did not arrive is told to somebody.
"""

import json
import subprocess
import sys

import pytest

from bot import fault_points
from tests.conftest import leave_out
from tests.faults import combinations
from tests.postgres import PostgresMissing, _programs
from tests.sources import ROOT


@pytest.mark.timeout(600)
@pytest.mark.parametrize("database", combinations.DATABASES)
def test_nothing_is_lost_and_nothing_goes_twice_whatever_dies_beside_whatever_fails(database, tmp_path):
    if database == "postgresql":
        need_postgres()
    found = tmp_path / "outcomes.json"
    command = [sys.executable, "-m", "tests.faults", "--database", database, "--json", str(found)]
    # In a process of its own, because only one without threads can be forked safely.
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.exists(), done.stderr[-3000:]
    outcomes = json.loads(found.read_text())
    assert [one for one in outcomes if one["problems"]] == []
    assert len(outcomes) == len(combinations.sample(database))
    assert {one["combination"].split(" x ")[0] for one in outcomes if one["died"]} == set(fault_points.POINTS)


def need_postgres():
    try:
        _programs()
    except PostgresMissing as missing:
        leave_out("PostgreSQL", str(missing))


def test_the_sample_names_every_point_and_every_fault_on_each_database():
    for database in combinations.DATABASES:
        sample = combinations.sample(database)
        assert {one.point for one in sample} == {combinations.WELL, *fault_points.POINTS}
        assert {one.fault for one in sample} == set(combinations.ORDERS)


def test_the_whole_is_every_point_beside_every_fault_on_each_database():
    number = (len(fault_points.POINTS) + 1) * len(combinations.ORDERS) * len(combinations.DATABASES)
    assert len(set(combinations.everything())) == number
