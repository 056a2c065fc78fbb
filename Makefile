# Everything a fresh machine needs beyond Python 3.11 with venv is installed here, into .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
JOBS ?= 2
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --editable

# The models' matrices are small: more threads would only wait for each other.
export OPENBLAS_NUM_THREADS ?= 1

.PHONY: run test test-browser lint check evaluate scores screenshot train places fuzz clean

run: $(VENV)/.run
	@$(BIN)/extract run corpus -o outputs --jobs $(JOBS)
	@$(BIN)/extract schema -o outputs/schema.json & schema=$$!; \
	$(BIN)/extract evaluate corpus/dev --events outputs/events.jsonl --no-baseline; score=$$?; \
	wait $$schema && exit $$score

test: $(VENV)/.dev
	$(BIN)/pytest

# the report and the page in headless Chromium, Debian's own, which is installed where it is missing (as root)
test-browser: $(VENV)/.browser
	$(BIN)/pytest -m browser tests/browser

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: lint test

evaluate: $(VENV)/.run
	$(BIN)/extract evaluate corpus/dev --errors
	$(BIN)/extract evaluate corpus/test

scores: $(VENV)/.run
	$(BIN)/python scripts/readme_scores.py

# the picture of the README: the report of corpus/dev
screenshot: $(VENV)/.browser
	$(BIN)/python scripts/screenshot.py docs/report.png

# the learned models, from NEREL, factRuEval and train/corpus: make train NEREL=DIR [FACTS=devset.jsonl]
FACTS ?= $(NEREL)/../facts/devset.jsonl
train: $(VENV)/.run
	$(PIP) '.[train]'
	$(BIN)/python -m train --nerel $(NEREL) --facts $(FACTS)

# the gazetteer, from the packages that scripts/build_places.py names, unpacked in FOLDER
places: $(VENV)/.run
	$(BIN)/python scripts/build_places.py $(FOLDER)

# coverage-guided fuzzing of the readers and the extractor; what is found lies in fuzz/found: make fuzz SECONDS=60
SECONDS ?= 600
fuzz: $(VENV)/.dev
	$(PIP) '.[fuzz]'
	$(BIN)/python -m fuzz reading $$(($(SECONDS) / 3))
	$(BIN)/python -m fuzz extractor $$(($(SECONDS) * 2 / 3))

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

$(VENV)/.run: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(PIP) .
	touch $@

$(VENV)/.dev: $(VENV)/.run
	$(PIP) '.[dev]'
	touch $@

$(VENV)/.browser: $(VENV)/.dev
	$(PIP) '.[browser]'
	command -v chromium >/dev/null || { apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core; }
	touch $@
