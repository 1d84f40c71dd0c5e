"""Proof by faults: processes killed at every point between a text's arrival and its receipt, beside a carrier that fails.

`python -m tests.faults` runs a sample, `--all` every combination; tests/faults/test_matrix.py runs the sample with the tests.
Everything is the product's own: web server, gate, trained model, dialogue, scheduler, delivery, simulator. Processes are forked
from one that has loaded the model, so that a new one needs milliseconds; they are killed with SIGKILL.
"""
