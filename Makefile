# Two commands for newcomers: `make demo` and `make test`. Both need python3 (3.11 or newer) with its venv module.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Compiled again when it changes; where there is no C compiler the program works without.
KERNEL := build_kernel.py $(wildcard zwsearch/kernel/*.[ch])

.PHONY: demo test model screenshots clean
.DELETE_ON_ERROR:

demo: $(VENV)/installed
	$(BIN)/zwsearch --workspace $(VENV)/demo index corpus/notices
	$(BIN)/zwsearch --workspace $(VENV)/demo query "政策解读"

test: $(VENV)/installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n auto

# Remakes the shipped model from corpus/labels.csv; with the same package versions, the same bytes.
model: $(VENV)/installed
	$(BIN)/python -m zwsearch.tag.ship corpus models

# Pictures of each page for the README, at the widths of a desk and of a phone. Needs Debian's chromium.
screenshots: $(VENV)/installed-test
	$(BIN)/python docs/screenshots.py docs

clean:
	rm -rf $(VENV)

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "zwsearch needs Python 3.11 or newer: make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed: $(VENV)/bin/python pyproject.toml $(KERNEL)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@$(BIN)/python -m compileall -q zwsearch  # as pip does, but not for an editable install
	@touch $@

$(VENV)/installed-test: $(VENV)/bin/python pyproject.toml $(KERNEL)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	@touch $@
