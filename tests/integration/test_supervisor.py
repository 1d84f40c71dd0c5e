"""One roof over all processes: what dies is started again, and nothing outlives the roof."""

import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
from datetime import timedelta
from pathlib import Path

import pytest

from bot import demo_settings, settings, supervisor
from bot.clock import SystemClock
from bot.errors import SettingsError
from bot.supervisor import FIRST_PAUSE, LONGEST_PAUSE, WELL_AFTER, Child, stop_all

ROOT = Path(__file__).parents[2]
SLEEP = (sys.executable, "-c", "import time; time.sleep(600)")
DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"
STUBBORN = (sys.executable, "-c", DEAF)
DIES = (sys.executable, "-c", "raise SystemExit(3)")


def eventually(wanted, seconds=10.0):
    for _ in range(int(seconds / 0.05)):
        if found := wanted():
            return found
        time.sleep(0.05)
    return pytest.fail("it never happened")


def is_alive(process):
    """Return whether a process runs; one that has ended and waits to be collected does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.fixture
def child():
    started = []

    def make(command):
        started.append(Child("test", os.environ, command))
        return started[-1]

    yield make
    stop_all(started)


def test_what_dies_is_started_again_after_a_pause(child):
    one, now = child(SLEEP), SystemClock().now()
    one.start_at = now
    one.look_after(now)
    first = one.process
    first.kill()
    first.wait()
    one.look_after(now)
    assert one.process is None
    one.look_after(now + timedelta(seconds=1))
    assert one.process is None, "not before its pause is over"
    one.look_after(now + one.pause)
    assert one.process is not None and one.process.pid != first.pid


def test_what_dies_again_and_again_is_started_less_and_less_often(child):
    one, now, pauses = child(DIES), SystemClock().now(), []
    for _ in range(8):
        one.start(now)
        one.process.wait()
        one.look_after(now)
        pauses.append(one.pause)
    assert pauses == sorted(pauses) and pauses[0] == 2 * FIRST_PAUSE and pauses[-1] == LONGEST_PAUSE


def test_whoever_was_well_for_a_while_is_started_again_at_once(child):
    one, now = child(SLEEP), SystemClock().now()
    one.pause = LONGEST_PAUSE
    one.start(now)
    one.process.kill()
    one.process.wait()
    one.look_after(now + WELL_AFTER)
    assert one.pause == FIRST_PAUSE


def test_all_are_stopped_together_and_who_does_not_listen_is_ended(monkeypatch):
    monkeypatch.setattr(supervisor, "GRACE", timedelta(seconds=0.5))
    children = [Child("calm", os.environ, SLEEP), Child("stubborn", os.environ, STUBBORN)]
    for one in children:
        one.start(SystemClock().now())
    time.sleep(0.5)
    before = SystemClock().now()
    stop_all(children)
    assert SystemClock().now() - before < timedelta(seconds=3)
    assert [one.process.poll() for one in children] == [-signal.SIGTERM, -signal.SIGKILL]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of their parent's death")
def test_nobody_outlives_a_supervisor_that_was_killed(tmp_path):
    script = f"""
        import os, time
        from bot.clock import SystemClock
        from bot.supervisor import Child
        child = Child("test", os.environ, {SLEEP!r})
        child.start(SystemClock().now())
        print(child.process.pid, flush=True)
        time.sleep(600)
    """
    roof = subprocess.Popen([sys.executable, "-c", textwrap.dedent(script)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    below = int(roof.stdout.readline())
    assert is_alive(below)
    roof.kill()
    roof.wait()
    eventually(lambda: not is_alive(below))


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def test_the_web_process_serves_health_and_ends_cleanly(tmp_path):
    port = free_port()
    made = demo_settings.ensure(tmp_path / "var", {"PORT": str(port)})
    environment = {**os.environ, **made, "PYTHONPATH": str(ROOT)}
    for command in ("migrate", "web"):
        words = [sys.executable, "-m", "bot", command]
        process = subprocess.Popen(words, cwd=tmp_path, env=environment, stderr=subprocess.PIPE, text=True)
        if command == "migrate":
            assert process.wait(60) == 0
    import httpx

    def answers():
        try:
            return httpx.get(f"http://127.0.0.1:{port}/healthz", trust_env=False).status_code == 200
        except httpx.TransportError:
            return False

    eventually(answers, 30)
    assert not supervisor.is_ready(port)
    process.send_signal(signal.SIGTERM)
    _, told = process.communicate(timeout=15)
    assert "Traceback" not in told
    assert process.returncode in (0, -signal.SIGTERM)


def test_a_port_in_use_is_said_so_before_anything_starts(tmp_path, monkeypatch, capsys):
    from bot.cli import main

    monkeypatch.chdir(tmp_path)
    with socket.socket() as taken:
        taken.bind(("0.0.0.0", 0))
        taken.listen()
        monkeypatch.setenv("PORT", str(taken.getsockname()[1]))
        monkeypatch.setattr(supervisor, "_stop_on_signal", lambda: None)
        assert main(["run", "--simulator"]) == 2
    assert "in use" in capsys.readouterr().err


def test_a_demo_makes_its_settings_once_and_keeps_them(tmp_path):
    first = demo_settings.ensure(tmp_path, {"PORT": "8100"})
    assert demo_settings.ensure(tmp_path, {"PORT": "8100"}) == first
    assert first["TWILIO_API_URL"] == "http://127.0.0.1:8100/simulator/twilio"
    assert (tmp_path / settings.DEMO_FILE).stat().st_mode & 0o077 == 0


def test_the_demos_settings_are_found_by_every_other_command(tmp_path):
    made = demo_settings.ensure(tmp_path, {"PORT": "8100"})
    found = settings.load({}, tmp_path)
    assert found.simulator and found.port == 8100
    assert found.secret_key == made["SECRET_KEY"]


def test_what_the_environment_names_is_taken_into_a_demo_too(tmp_path):
    given = {"TWILIO_ACCOUNT_SID": "AC" + "1" * 32, "TWILIO_AUTH_TOKEN": "mine,next", "PUBLIC_URL": "https://x.example"}
    made = demo_settings.ensure(tmp_path, given)
    assert {name: made[name] for name in given} == given
    assert settings.load({}, tmp_path).twilio_auth_tokens == ("mine", "next")


def test_a_demo_that_moves_to_another_port_moves_its_addresses(tmp_path):
    before = demo_settings.ensure(tmp_path, {"PORT": "8100"})
    after = demo_settings.ensure(tmp_path, {"PORT": "8200"})
    assert after["PUBLIC_URL"] == "http://127.0.0.1:8200"
    assert after["SECRET_KEY"] == before["SECRET_KEY"]


@pytest.mark.parametrize(("name", "value"), [("PORT", "many"), ("PORT", "0"), ("PUBLIC_URL", "here"), ("SECRET_KEY", "short")])
def test_a_malformed_setting_stops_a_demo_by_name_and_changes_nothing(tmp_path, name, value):
    with pytest.raises(SettingsError, match=name):
        demo_settings.ensure(tmp_path, {name: value})
    assert not (tmp_path / settings.DEMO_FILE).exists()
