# One command each: make demo · make test · make check · make bench
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
JOBS   ?= auto

.DEFAULT_GOAL := help
.PHONY: help demo test test-clients test-clients-short test-sweep check bench docs clean

help:  ## what each target does
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' $(MAKEFILE_LIST)

demo: $(VENV)/installed  ## the main job in a scratch folder, with real git
	@$(BIN)/release-guard demo

test: $(VENV)/developing  ## the whole suite, in its short form
	$(BIN)/python -m pytest -n $(JOBS)

test-clients-short: $(VENV)/developing  ## the last huggingface_hub of each generation alone
	$(BIN)/python -m tests.support.hub_clients
	$(BIN)/python -m pytest -m clients -n $(JOBS) --ignore=tests/integration/hub/test_libraries_under_guard.py

test-clients: $(VENV)/developing  ## the last huggingface_hub of each generation, and the libraries that upload with it
	$(BIN)/python -m tests.support.hub_clients
	$(BIN)/python -m tests.support.hub_libraries
	$(BIN)/python -m pytest -m clients -n $(JOBS)

test-sweep: $(VENV)/developing  ## the long form: fuzzing and property tests with many more examples
	$(BIN)/python -m pytest -n $(JOBS) --hypothesis-profile=sweep tests/property tests/unit tests/integration/test_hard_cases_chains.py

check: $(VENV)/developing  ## style, types, the import law, and generated files
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q tests/architecture

bench: $(VENV)/developing  ## timings beside those of other tools, as a table and as bench/results.json
	$(BIN)/python -m bench

docs: $(VENV)/developing  ## write the generated files anew: schemas, docs/codes, the README's help
	$(BIN)/python -m release_guard.formats.schema
	$(BIN)/python -m release_guard.reports.docs
	$(BIN)/python -m tests.support.readme_help

clean:  ## take the environment and the caches away
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis dist build

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit("release-guard needs Python 3.10 or newer: make PYTHON=python3.12" if sys.version_info < (3, 10) else 0)'
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed: $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/developing: $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@ $(VENV)/installed
