"""A stand-in for the carrier and the phones around it, mounted beside the product in a demo and in tests.

It speaks Twilio's REST API and signs its webhooks, so that everything else runs the code that runs in production.
"""

from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.simulator import carrier, faults_api, media, page, phones_api, pools_api, time_travel
from bot.simulator.context import lifespan

__all__ = ["lifespan", "routes"]


def routes() -> list[BaseRoute]:
    """Return everything under /simulator. The application's state must have `settings`, `engine` and a movable `clock`."""
    return [
        Route("/simulator", page.show),
        Mount("/simulator/static", StaticFiles(directory=page.STATIC)),
        Route("/simulator/people", page.people),
        Route("/simulator/people/{key}", page.person),
        Route("/simulator/messages", phones_api.read, methods=["GET"]),
        Route("/simulator/messages", phones_api.write, methods=["POST"]),
        Route("/simulator/media/{sid}", media.show),
        Route("/simulator/clock", time_travel.show, methods=["GET"]),
        Route("/simulator/clock", time_travel.move, methods=["POST"]),
        Route("/simulator/clock/next", time_travel.move_to_check_in, methods=["POST"]),
        Route("/simulator/faults", faults_api.show, methods=["GET"]),
        Route("/simulator/faults", faults_api.order, methods=["POST"]),
        Route("/simulator/faults", faults_api.clear, methods=["DELETE"]),
        Route("/simulator/services", pools_api.show, methods=["GET"]),
        Route("/simulator/services", pools_api.put, methods=["POST"]),
        Mount("/simulator/twilio", routes=carrier.routes()),
    ]
