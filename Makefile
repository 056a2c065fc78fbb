# Everything a fresh machine needs beyond Python 3.11 with venv is installed here.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: run test check evaluate benchmark clean

run: $(READY)
	$(BIN)/extract run corpus -o outputs
	$(BIN)/extract schema -o outputs/schema.json
	$(BIN)/extract evaluate corpus/dev

test: $(READY)
	$(BIN)/pytest

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest

evaluate: $(READY)
	$(BIN)/extract evaluate corpus/dev --errors
	$(BIN)/extract evaluate corpus/test

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

$(READY): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $(READY)
