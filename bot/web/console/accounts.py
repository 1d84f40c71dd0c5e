"""The addresses of accounts: getting in, one's own account, the clinic's people, and the book of what they did."""

from starlette.routing import BaseRoute

from bot.web.console import account, audit, colleague, links, second_factor, sign_in, team
from bot.web.console.door import open_to_all
from bot.web.console.routing import GET, POST, route
from bot.web.console.visit import SECOND_FACTOR, change, page

OWN = "/console/account"
PERSON = "/console/people/{staff_id:int}"


def routes() -> list[BaseRoute]:
    """Return them all."""
    return [*_door(), *_own(), *_people()]


def _door() -> list[BaseRoute]:
    return [
        route("/console/sign-in", open_to_all(sign_in.sign_in), [*GET, *POST]),
        route("/console/sign-in/code", open_to_all(sign_in.code), [*GET, *POST]),
        route("/console/forgot-password", open_to_all(links.forgot), [*GET, *POST]),
        route("/console/set-password/{token}", open_to_all(links.set_password), [*GET, *POST]),
        route("/console/sign-out", page(sign_in.sign_out, "own"), POST),
    ]


def _own() -> list[BaseRoute]:
    return [
        route(OWN, page(account.show, "own"), GET),
        route(f"{OWN}/password", change(account.change_password, "own"), POST),
        route(f"{OWN}/sessions/end-others", change(account.end_others, "own"), POST),
        route(f"{OWN}/sessions/{{browser_id:int}}/end", change(account.end_session, "own"), POST),
        route(f"{OWN}/recovery-codes", change(second_factor.renew_codes, "own"), POST),
        route(SECOND_FACTOR, page(second_factor.show, "own"), GET),
        route(SECOND_FACTOR, change(second_factor.begin, "own"), POST),
        route(f"{SECOND_FACTOR}/confirm", change(second_factor.confirm, "own"), POST),
        route(f"{SECOND_FACTOR}/off", change(second_factor.switch_off, "own"), POST),
    ]


def _people() -> list[BaseRoute]:
    return [
        route("/console/people", page(team.show, "people.look"), GET),
        route("/console/people", change(team.invite, "people.change"), POST),
        route("/console/people/second-factor", change(team.require_factor, "people.change"), POST),
        route(PERSON, page(colleague.show, "people.look"), GET),
        route(f"{PERSON}/role", change(colleague.change_role, "people.change"), POST),
        route(f"{PERSON}/disable", change(colleague.disable, "people.change"), POST),
        route(f"{PERSON}/enable", change(colleague.enable, "people.change"), POST),
        route(f"{PERSON}/link", change(colleague.make_link, "people.change"), POST),
        route(f"{PERSON}/end-sessions", change(colleague.end_sessions, "people.change"), POST),
        route(f"{PERSON}/second-factor-off", change(colleague.switch_factor_off, "people.change"), POST),
        route("/console/audit", page(audit.show, "audit.look"), GET),
        route("/console/audit.csv", page(audit.export, "audit.export"), GET),
    ]
