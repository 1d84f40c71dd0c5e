"""The hours in which a patient may be texted by what nobody sends by hand: the clinic's daytime, where the patient lives."""

from bot.checkins.daytime import Daytime
from bot.models import Patient
from bot.zones import zone


def patient_daytime(patient: Patient) -> Daytime:
    """Return the clinic's sending hours in the patient's zone."""
    return Daytime(patient.clinic.window_start, patient.clinic.window_end, zone(patient.timezone))
