"""The dialogue process: the only part of the product that imports Rasa."""


def main() -> int:
    """Run the process. Imported late: naming this package must not load Rasa."""
    from bot.dialogue.process import main as process

    return process()
