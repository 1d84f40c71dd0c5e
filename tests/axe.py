"""axe-core in a test's browser: what it finds on the page that is open. It comes as one file inside a Python package."""

from importlib.resources import files
from typing import Any

from selenium.webdriver import Chrome

#: Faults that keep somebody out; "moderate" and "minor" are advice.
GRAVE = ("serious", "critical")
_RUN = """
const [only, done] = arguments;
const rules = only ? { runOnly: { type: "rule", values: only } } : {};
const asked = { ...rules, resultTypes: ["violations"] };
axe.run(document, asked).then((found) => done(found.violations), (error) => done(String(error)));
"""


def bring(page: Chrome) -> None:
    """Have axe in every page that this browser opens from now on.

    The driver puts it there, so the page's own Content-Security-Policy stays as strict as it is.
    """
    source = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
    page.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": source})
    # A window in the background shows no focus.
    page.execute_cdp_cmd("Emulation.setFocusEmulationEnabled", {"enabled": True})


def faults(page: Chrome, *rules: str) -> list[str]:
    """Return the grave faults of the page that is open, one line each; with `rules`, only what those find."""
    found = page.execute_async_script(_RUN, list(rules) or None)
    assert isinstance(found, list), found
    return [_told(one, node) for one in found if one["impact"] in GRAVE for node in one["nodes"]]


def _told(violation: dict[str, Any], node: dict[str, Any]) -> str:
    where = " ".join(str(part) for part in node["target"])
    why = (node["any"] + node["all"] + node["none"])[:1]
    return f"{violation['id']} ({violation['impact']}) at {where}: {why[0]['message'] if why else violation['help']}"
