"""Imports go down only, and what is heavy or dangerous is imported in one place. A new module gets a floor here."""

import ast
import re
import subprocess
import sys
from graphlib import CycleError, TopologicalSorter

import pytest

from tests.contract.shapes import OPERATIONS, SCHEMAS, WEBHOOK_FIELDS
from tests.sources import ROOT, Import, Source, product

#: From the ground up. A room may import rooms of its own floor and of the floors below it.
FLOORS = {
    "ground": {
        "clock", "countries", "db", "demo_settings", "errors", "fault_points", "levels", "local_time", "log", "models",
        "names", "phones", "settings", "zones",
    },
    "rules and rows": {
        "alert_webhook", "anonymous", "answers", "asked_time", "attempts", "audit", "canned", "carrier", "checkins",
        "clinic_settings", "clinic_texts", "doubts", "drafts", "heartbeat", "inbox", "language", "ledger", "links",
        "machines", "mail", "memory", "numbers", "opt_out", "our_texts", "outbox", "own_words", "passwords", "patient_daytime",
        "patients_csv",
        "promises", "protocols", "published", "publishing", "reader", "reasons", "recent_questions", "reply", "rights",
        "safety", "sealed", "second_factor", "sms", "sms_fields", "sms_text", "staff", "takeover", "turn", "vitals",
    },
    "work": {
        "alert_ways", "cases", "clinic_changes", "clinic_files", "conversation", "delivery", "dispatch", "enrolment", "erasure",
        "escalations", "gathering", "intake", "judgements", "loops", "media", "on_call", "overview", "patient_details",
        "late_texts", "patient_files", "person_export", "reception", "reconciling", "replay", "republishing", "said_before",
        "second_opinion",
        "sessions", "silence", "timeline_publishing", "training", "unread", "wish_to_stop", "wishes",
    },
    "processes": {
        "__main__", "cli", "demo", "dialogue", "nlu", "scheduler", "simulator", "supervisor", "web",
    },
}  # fmt: skip
FLOOR_OF = {room: number for number, rooms in enumerate(FLOORS.values()) for room in rooms}
#: Where a room stands that nobody placed yet; test_every_room_has_a_floor asks for a place.
TOP = len(FLOORS) - 1
#: Actions decide, they do not do: they see the rules and the rows, never the work.
ACTIONS_FLOOR = 1

#: Who alone may import what. A room whose name starts with one of these counts (dialogue, dialogue_model, …).
KEPT_TO = {
    "rasa": ("dialogue", "nlu"),
    "rasa_sdk": ("actions", "dialogue", "nlu"),
    "onnxruntime": ("reader",),
    "tokenizers": ("reader",),
    "spacy": ("nlu",),
    "sklearn": ("nlu",),
    "tensorflow": ("nlu",),
    "twilio": ("sms",),
    "apscheduler": ("scheduler",),
    "alembic": ("db",),
    "smtplib": ("mail",),
    "cryptography": ("sealed",),
    "PIL": ("media",),
    "pyotp": ("second_factor",),
    "argon2": ("passwords",),
    "uvicorn": ("web", "simulator"),
    "starlette": ("web", "simulator"),
    "prometheus_client": ("web",),
}
#: Where a carrier's own names for things may be said.
KNOW_TWILIO = ("sms", "simulator")
KEPT_NOT_EVEN_BY_PREFIX = {"sms_fields", "sms_text"}

#: Rooms that only decide: no record, no network, no settings.
PURE = {
    "answers", "asked_time", "checkins", "clinic_settings", "language", "levels", "links", "local_time", "machines",
    "patients_csv", "protocols", "reasons", "reply", "safety", "sms_fields", "sms_text", "turn",
}  # fmt: skip
IMPURE = ("sqlalchemy", "httpx", "requests", "socket", "bot.db", "bot.models", "bot.settings", "bot.clock")

#: How a clock is read; everything else is handed `now`.
CLOCK_READS = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time"}

SOURCES = product()
MODULES = {source.name for source in SOURCES}


def ids(source: Source) -> str:
    return source.name


def imports(source: Source) -> list[Import]:
    """Return what `source` imports, each line and module once, however many names it takes from there."""
    return [found for found in dict.fromkeys(source.imports) if found.module != source.name]


def room_of(module: str) -> str:
    """Return the room of a dotted module of ours: "safety" for bot.safety.gate."""
    return module.split(".")[1]


def is_in(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


def floor_of(source: Source) -> int:
    return ACTIONS_FLOOR if source.room == "actions" else FLOOR_OF.get(source.room, TOP)


def where(source: Source, found: Import) -> str:
    return f"{source.path.relative_to(ROOT)}:{found.line} imports {found.module}"


def test_every_room_has_a_floor():
    rooms = {source.room for source in SOURCES} - {"bot", "actions"}
    assert rooms - FLOOR_OF.keys() == set(), "say in FLOORS where these belong"


@pytest.mark.parametrize("source", [source for source in SOURCES if source.room != "bot"], ids=ids)
def test_imports_go_down_only(source):
    upward = [
        where(source, found)
        for found in imports(source)
        if is_in(found.module, "bot") and found.module != "bot" and FLOOR_OF.get(room_of(found.module), TOP) > floor_of(source)
    ]
    assert not upward


def test_nothing_imports_the_actions():
    assert not [where(source, found) for source in SOURCES for found in imports(source)
                if is_in(found.module, "actions") and source.room != "actions"]  # fmt: skip


def test_modules_do_not_import_each_other_in_a_circle():
    graph = {
        source.name: {found.module for found in imports(source) if found.at_start and found.module in MODULES}
        for source in SOURCES
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as circle:
        pytest.fail(" -> ".join(circle.args[1]), pytrace=False)


@pytest.mark.parametrize(("package", "rooms"), KEPT_TO.items(), ids=KEPT_TO)
def test_a_package_is_imported_only_where_it_belongs(package, rooms):
    strays = [
        where(source, found)
        for source in SOURCES
        for found in imports(source)
        if is_in(found.module, package) and (not source.room.startswith(rooms) or source.room in KEPT_NOT_EVEN_BY_PREFIX)
    ]
    assert not strays


def test_only_one_module_imports_twilio():
    users = {source.name for source in SOURCES for found in imports(source) if is_in(found.module, "twilio")}
    assert len(users) <= 1


def test_only_the_gateway_and_the_simulator_know_how_twilio_names_things():
    """Another carrier is a gateway, a reader of its webhooks and nothing else. What is a word of ours too ("To") cannot tell."""
    names = {name for name in twilio_names() if re.search("[a-z][A-Z]|_sid$", name)} | {"x-twilio-signature"}
    strangers = [source for source in SOURCES if not source.room.startswith(KNOW_TWILIO)]
    assert not [
        f"{source.path.relative_to(ROOT)}:{node.lineno} says {node.value}"
        for source in strangers
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Constant) and node.value in names
    ]


def twilio_names() -> set[str]:
    """Return the names of all parameters, fields and properties that pass between Twilio and its customer."""
    asked = [shape[part]["properties"] for shape in OPERATIONS.values() for part in ("in_path", "query", "form")]
    answered = [schema["properties"] for schema in SCHEMAS.values()]
    return {*WEBHOOK_FIELDS, *(name for properties in (*asked, *answered) for name in properties)}


@pytest.mark.parametrize("source", [source for source in SOURCES if source.room in PURE], ids=ids)
def test_a_pure_room_reaches_nothing_outside_itself(source):
    assert not [where(source, found) for found in imports(source) if any(is_in(found.module, name) for name in IMPURE)]


@pytest.mark.parametrize("source", [source for source in SOURCES if source.name != "bot.clock"], ids=ids)
def test_only_the_clock_reads_the_time(source):
    reads = [
        f"{source.path.relative_to(ROOT)}:{node.lineno} reads {call}"
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and (call := ast.unparse(node.func).replace("datetime.datetime", "datetime")) in CLOCK_READS
    ]
    assert not reads


def test_the_packages_of_rasa_are_importable_without_reading_anything():
    assert (ROOT / "bot/__init__.py").read_text() == "", "rasa imports bot.nlu through it, in every process that trains"


@pytest.mark.parametrize("process", ["bot.web.app", "bot.scheduler"])
def test_a_light_process_never_loads_the_model_and_stays_under_150_megabytes(process):
    script = (
        f"import psutil, sys, {process}\n"
        "heavy = {'rasa', 'rasa_sdk', 'tensorflow', 'spacy', 'sklearn'} & sys.modules.keys()\n"
        "print(*sorted(heavy), psutil.Process().memory_info().rss // 2**20)"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    *heavy, megabytes = done.stdout.split()
    assert heavy == []
    assert int(megabytes) < 150
