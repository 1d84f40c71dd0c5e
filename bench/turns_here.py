"""`python -m bench.turns_here N`: N turns of one patient in this process, each from the text's arrival to its commit.

Prints the milliseconds as one JSON list. A turn is all of it: the record, the gate, the claim, Rasa with its actions, the commit.
"""

import json
import os
import sys
import time
from datetime import datetime, timedelta
from itertools import count

from sqlalchemy import select

from bench.house import CLINIC_PHONE, House, houses
from bench.turns import AROUND, words
from bot import conversation, inbox, log, reception, training
from bot.clock import SystemClock
from bot.db import transaction
from bot.models import Clinic

_sids = count(1)


def main(turns: int) -> None:
    """Take the turns of one patient, after some of another's to be warm."""
    log.configure()  # unconfigured, Rasa's every step is put together and printed
    with houses(postgres=False) as (house,):
        os.environ["DATABASE_URL"] = house.settings.database_url  # the actions read what is published from the same place
        from bot.dialogue.brain import Brain

        brain, now = Brain(training.trained_model()), SystemClock().now()
        phone, other = house.enroll(2, now - timedelta(hours=30), now)
        for one in words(AROUND):
            turn(house, brain, other, one, SystemClock().now())
        took = [turn(house, brain, phone, one, SystemClock().now()) for one in words(turns)]
    sys.stdout.write(f"{json.dumps(took)}\n")


def turn(house: House, brain: conversation.Brain, phone: str, text: str, now: datetime) -> float:
    """Take one turn; return its milliseconds."""
    began = time.perf_counter()
    with transaction(house.engine) as session:
        clinic = session.execute(select(Clinic).where(Clinic.phone == CLINIC_PHONE)).scalar_one()
        reception.accept(
            session, clinic=clinic, from_phone=phone, text=text, provider_sid=f"SM{next(_sids):032d}", media_count=0, now=now
        )
    key = inbox.claim(house.engine, "bench", now)
    assert key is not None
    conversation.take_turn(house.engine, brain, key, "bench", now)
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    main(int(sys.argv[1]))
