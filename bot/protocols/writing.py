"""From a protocol back to YAML that a person can edit and `parse` reads to the same protocol."""

from typing import Any

import yaml

from bot.protocols.protocol import Protocol, Rule, Subject

_DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


def to_yaml(protocol: Protocol) -> str:
    """Return `protocol` as one YAML document; parsing it gives an equal protocol."""
    document = {
        "title": protocol.title,
        "subjects": {name: _subject(subject) for name, subject in protocol.subjects.items()},
        "questions": dict(protocol.questions),
        "texts": dict(protocol.texts),
    }
    return yaml.dump(document, Dumper=_DUMPER, sort_keys=False, allow_unicode=True, width=120)


def hours_in_words(hours: float | None) -> str:
    """Return hours as the YAML writes them: "24h", "7d", "forever"."""
    if hours is None:
        return "forever"
    return f"{hours / 24:g}d" if hours >= 96 and hours % 24 == 0 else f"{hours:g}h"


def hours_said(hours: float) -> str:
    """Return hours as a person says them: "24 h", "7 days"."""
    return f"{hours / 24:g} days" if hours >= 96 and hours % 24 == 0 else f"{hours:g} h"


def _subject(subject: Subject) -> dict[str, Any]:
    slip = {"slip": subject.slip} if subject.slip else {}
    return {"words": subject.words, **slip, "windows": [_window(rule) for rule in subject.windows]}


def _window(rule: Rule) -> dict[str, str]:
    optional = {"level": rule.level if rule.level != "none" else None, "ask": rule.ask}
    return {
        "start": hours_in_words(rule.start),
        "end": hours_in_words(rule.end),
        "verdict": rule.verdict,
        **{field: value for field, value in optional.items() if value},
        "source": rule.source,
        "text": rule.text,
        "short": rule.short,
    }
