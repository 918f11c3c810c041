# leian (类案). `make help` lists the targets.
PYTHON ?= python3
DATA   ?= ../shared/data
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt

.DEFAULT_GOAL := help
.PHONY: help install run lint test test-data test-browser test-all smoke eval bench ci clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "leian needs Python 3.11 or newer: make PYTHON=python3.11 …"; exit 1; }
	@$(PYTHON) -m venv $(VENV) \
	  || { echo "the venv module is missing: apt-get install python3-venv"; rm -rf $(VENV); exit 1; }

$(VENV)/.run: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "installing leian into $(VENV) (about a minute)"
	@$(PIP) -e .
	@touch $@

$(VENV)/.dev: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "installing leian and its tools into $(VENV) (about a minute)"
	@$(PIP) -e '.[dev]'
	@touch $@ $(VENV)/.run

install: $(VENV)/.dev ## create the environment with everything that tests need

run: $(VENV)/.run ## ingest the synthetic sample on the first run, then serve page and API
	@$(BIN)/leian demo

lint: $(VENV)/.dev ## style, types, and who may import whom
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

test: lint ## lint and the default tests: offline, about a minute
	@$(BIN)/pytest -n 2 --cov --cov-report=term:skip-covered

test-data: $(VENV)/.dev ## tests on the real judgments in ../shared/data (slow ones: make eval)
	@$(BIN)/pytest -m "data and not slow" --timeout 1200

test-browser: $(VENV)/.dev ## the pages in Debian's Chromium; screenshots in ci-artifacts/
	@$(BIN)/pytest -m browser --timeout 300

test-all: test test-data test-browser ## every test that this machine can run

smoke: $(VENV)/.dev ## build the wheel, install it in an empty environment, start it there
	@$(BIN)/python -m tests.smoke

eval: $(VENV)/.run ## ranking quality on LeCaRD, as docs/ranking.md states it
	@$(BIN)/leian eval baselines $(DATA)

bench: $(VENV)/.run ## speed, as docs/performance.md states it
	@$(BIN)/leian bench scale --judgments 10000

ci: ## what CI runs
	@bash .ci/run

clean: ## remove the environment and what the tools left, never var/
	@rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis ci-artifacts
