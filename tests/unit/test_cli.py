"""The command line: bad input is one clear line on stderr and status 2, and a command loads only what it needs."""

import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli import COMMANDS, main

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    "arguments",
    [[], ["nonsense"], ["run", "--what"], ["enroll"], ["transcript"], ["clinic", "add"], ["ledger", "a", "b"], ["migrate", "x"]],
    ids=" ".join,
)
def test_bad_arguments_are_one_line_and_status_2(arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    said = capsys.readouterr()
    assert ended.value.code == 2
    assert (said.out, said.err.count("\n")) == ("", 1)


def test_a_missing_setting_is_one_line_that_names_it(capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    for name in ("TWILIO_ACCOUNT_SID", "PUBLIC_URL", "SECRET_KEY"):
        monkeypatch.delenv(name, raising=False)
    assert main(["scheduler"]) == 2
    assert "PUBLIC_URL is not set" in capsys.readouterr().err


def test_help_names_every_command(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    assert set(COMMANDS) <= set(capsys.readouterr().out.split())


@pytest.mark.parametrize("command", ["web", "scheduler", "ledger", "enroll", "migrate", "run"])
def test_a_command_never_loads_the_model_to_be_found(command):
    heavy = "{'rasa', 'tensorflow', 'spacy'} & sys.modules.keys()"
    script = f"import sys, bot.cli; bot.cli._parser({command!r}); print(*({heavy}))"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
