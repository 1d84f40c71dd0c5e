"""How patients are called where staff can see them."""

from bot.models import Patient


def called(patient: Patient) -> str:
    """Return the patient's name, or enough of the number to tell two of them apart."""
    return patient.name or f"Number ending {patient.phone[-3:]}"
