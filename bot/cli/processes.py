"""`python -m bot run | web | dialogue | scheduler | train`: each is loaded only when it is the one to run."""

import argparse
import sys

from bot import settings


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    every = subparsers.add_parser("run", help="all processes under one supervisor")
    every.add_argument("--simulator", action="store_true", help="with a simulated carrier and phone, and a demo clinic")
    every.set_defaults(func=run)
    for name, work in (("web", web), ("dialogue", dialogue), ("scheduler", scheduler), ("train", train)):
        subparsers.add_parser(name).set_defaults(func=work)


def run(arguments: argparse.Namespace) -> int:
    """Everything, until Ctrl-C."""
    from bot import supervisor

    return supervisor.run(arguments.simulator)


def web(_: argparse.Namespace) -> int:
    """The web process. Loads the reader, but neither the dialogue model nor its libraries."""
    from bot import doubts
    from bot.web import app

    doubts.warm_up()
    return app.run(settings.load())


def dialogue(_: argparse.Namespace) -> int:
    """The dialogue process."""
    from bot import dialogue as process

    return int(process.main() or 0)


def scheduler(_: argparse.Namespace) -> int:
    """The scheduler process."""
    from bot import scheduler as process

    return process.run(settings.load())


def train(_: argparse.Namespace) -> int:
    """Train the model, unless nothing has changed since the last time; prints where it is."""
    from bot import training

    sys.stdout.write(f"{training.train()}\n")
    return 0
