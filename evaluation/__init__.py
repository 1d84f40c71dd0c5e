"""How well the companion understands: labelled texts of the project's own, replayed and scored. See docs/figures.md."""
