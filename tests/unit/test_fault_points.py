"""A process of a rehearsal dies where it is told to, and nowhere else; beside a real carrier nobody can tell it to."""

import os
import signal

import pytest

from bot import fault_points, settings
from bot.errors import SettingsError

HERE, ACCOUNT = "http://127.0.0.1:8000", "AC" + "0" * 32
DEMO = {"PUBLIC_URL": HERE, "SECRET_KEY": "s" * 32, "TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKEN": "t"}


def fate(order, *reached):
    """Return the signal that ended a process armed so, which went by these points; 0 when it lived."""
    if (child := os.fork()) == 0:
        fault_points.arm(order)
        for point in reached:
            fault_points.reach(point)
        os._exit(0)
    status = os.waitpid(child, 0)[1]
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0


@pytest.mark.parametrize(
    ("order", "reached", "ends"),
    [
        (None, fault_points.POINTS, False),
        ("send_answered", ["send_begun", "send_answered"], True),
        ("send_answered", ["send_begun", "send_committed"], False),
        ("text_gated:3", ["text_gated", "text_gated"], False),
        ("text_gated:3", ["text_gated", "text_recorded", "text_gated", "text_gated"], True),
    ],
)  # fmt: skip
def test_a_process_dies_at_its_point_the_nth_time_it_is_there(order, reached, ends):
    assert fate(order, *reached) == (signal.SIGKILL if ends else 0)


@pytest.mark.parametrize("order", ["nowhere", "send_answered:0", "send_answered:often", ":", "send_answered:-1"])
def test_a_point_that_makes_no_sense_is_refused_by_name(order, tmp_path):
    with pytest.raises(SettingsError, match="FAULT_POINT"):
        settings.load({**DEMO, "SIMULATOR": "1", "FAULT_POINT": order}, tmp_path)


def test_beside_a_real_carrier_no_process_can_be_told_to_die(tmp_path):
    with pytest.raises(SettingsError, match="simulator only"):
        settings.load({**DEMO, "FAULT_POINT": "send_answered"}, tmp_path)
    assert settings.load({**DEMO, "SIMULATOR": "1", "FAULT_POINT": "send_answered"}, tmp_path).fault_point == "send_answered"
