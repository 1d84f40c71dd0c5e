"""How fast the companion is, beside named peers on the same machine in the same run. Figures to compare, never a test."""
