# The companion's commands. `make run` and `make test` need nothing but git, make and Python 3.10 (or uv).
SHELL := /bin/bash
python := source scripts/quiet && .venv/bin/python

.PHONY: help run test train train-danger train-listener eval compare bench screenshots lock lint types environment
.DEFAULT_GOAL := help

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 22

run: .venv/.running ## the whole demo: environment, model, clinic, web, dialogue, scheduler, simulator

# A file and no phony target: make deletes it when interrupted, which scripts/run watches for.
.venv/.running: always
	@exec scripts/run $@
.PHONY: always

test: environment ## every check: lint, types, training data, stories, unit, integration, end-to-end
	@exec scripts/test $(PYTEST)

train: environment ## train the model if its inputs changed
	@$(python) -m bot train

train-danger: environment ## fine-tune the reader anew from training/texts (an hour, PyTorch in an environment of its own)
	@scripts/train_network reader $(ARGS)

train-listener: environment ## go on from the reader to the listener with training/turns (twenty minutes, PyTorch as above)
	@scripts/train_network listener $(ARGS)

eval: train ## how well the project's own labelled messages are understood and answered
	@$(python) -m evaluation

compare: environment ## the same texts understood in other ways: keywords, Rasa's default, logistic regression, ours
	@$(python) -m evaluation.comparison $(ARGS)

bench: train ## performance, beside peers
	@$(python) -m bench

screenshots: environment ## a picture of every page into docs/images; of a running demo with ARGS="--url http://127.0.0.1:8000"
	@$(python) -m tests.screenshots $(ARGS)

lint: environment ## style of the code
	@$(python) -m ruff check .

types: environment ## types of the code
	@$(python) -m mypy bot actions

lock: ## remake requirements.txt from requirements.in
	@scripts/lock

environment: # .venv/ as requirements.txt says
	@scripts/environment
