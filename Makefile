# Two commands for a fresh machine: `make demo` shows a whole desk at work, `make test` proves it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
export PIP_CONSTRAINT := $(CURDIR)/.ci/constraints.txt
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: demo test lint test-servers benchmarks wheel clean

demo: $(READY)
	$(BIN)/mailbot demo

test: $(READY)
	.ci/servers ensure
	$(BIN)/python -m pytest $(PYTEST_ARGS)

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test-servers:
	.ci/servers install

benchmarks: $(READY)
	$(BIN)/python benchmarks/hours.py
	$(BIN)/python -m benchmarks.reading
	$(BIN)/python benchmarks/thousand_mails.py

wheel: $(READY)
	$(BIN)/python -m build --wheel

$(READY): pyproject.toml .ci/constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "mailbot needs Python 3.11 or newer: make PYTHON=python3.11")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable '.[postgres]' --group dev
	touch $(READY)

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
