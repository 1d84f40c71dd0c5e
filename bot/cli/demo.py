"""`python -m bot demo`: a lived-in clinic for the demo's first start."""

import argparse
import logging
import os
import sys
import warnings

from bot import demo_settings, log, settings
from bot.clock import ShiftedClock
from bot.errors import BotError, SettingsError


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    subparsers.add_parser("demo", help="make the demo's last four weeks, where this is its first start").set_defaults(func=run)


def run(_: argparse.Namespace) -> int:
    """Make it, and never stop a start: what goes wrong is told in one line."""
    from bot.demo.history import is_wanted

    try:
        environment = demo_settings.ensure(settings.VAR)
        if is_wanted(settings.VAR, os.environ):
            _make(settings.load(environment))
    except SettingsError:
        return 0  # whoever starts the demo next says what is wrong with it
    except Exception as error:
        what = str(error) if isinstance(error, BotError) else type(error).__name__
        say(f"the demo starts without its last four weeks ({what})", "\n")
    return 0


def _make(values: settings.Settings) -> None:
    from bot import training
    from bot.demo.history import house, making

    clock = ShiftedClock(values.var / "clock")
    model = training.trained_model()
    say("a clinic's last four weeks: loading the model")
    log.configure(logging.CRITICAL)  # a story has its failures, and they are told on its pages
    warnings.showwarning = lambda *_, **__: None  # the libraries' own, about each other
    from bot.dialogue.brain import Brain

    brain = Brain(model)
    os.environ["DATABASE_URL"] = house.record_in(values.var / making.FOLDER)  # the actions ask the environment for the record
    making.make(values, brain, clock.now(), say)
    say("a clinic's last four weeks: lived", "\n")


def say(words: str, ending: str = "") -> None:
    """Tell how far it is: one line that changes, where somebody watches."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\033[K==> demo: {words}{ending}")
    else:
        sys.stderr.write(f"==> demo: {words}\n")
    sys.stderr.flush()
