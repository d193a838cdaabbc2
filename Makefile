# Two commands on a fresh machine with Python 3.11 and make: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
BENCH := .venv-bench
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check

.PHONY: help demo test check lint types fast bench-growth bench-storage bench-polling lock clean

help:            ## what can be made
	@grep -E '^[a-z-]+: .*##|^[a-z-]+:  +##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

$(VENV)/run.stamp: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("Marsad needs Python 3.11 or newer: make PYTHON=python3.12 ..." if sys.version_info < (3, 11) else 0)'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) install --require-hashes -r requirements.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/dev.stamp: $(VENV)/run.stamp requirements-dev.lock
	$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

demo: $(VENV)/run.stamp  ## set up, then replay the first year of a presence (ARGS="--lang ar --days 90")
	$(BIN)/marsad demo $(ARGS)

test: check      ## set up, then run every check and every test

check: lint types $(VENV)/dev.stamp  ## lint, types, import contracts, tests
	$(BIN)/pytest -q

lint: $(VENV)/dev.stamp  ## style and import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: $(VENV)/dev.stamp  ## strict types
	$(BIN)/mypy

fast: $(VENV)/dev.stamp  ## only the tests that failed last, then the rest, stopping at the first failure
	$(BIN)/pytest -q -x --ff

$(BENCH)/bench.stamp: requirements-bench.lock pyproject.toml
	test -x $(BENCH)/bin/python || $(PYTHON) -m venv $(BENCH)
	$(BENCH)/bin/python -m pip --quiet --disable-pip-version-check install --require-hashes -r requirements-bench.lock
	$(BENCH)/bin/python -m pip --quiet --disable-pip-version-check install --no-deps --no-build-isolation --editable .
	@touch $@

bench-growth: $(BENCH)/bench.stamp  ## hold forecasts, milestone dates and alerts against known truth (ARGS="--quick" or "--json")
	@$(BENCH)/bin/python -m bench.growth $(ARGS)

bench-polling: $(VENV)/run.stamp  ## accounts a second and CPU of polling, beside bare aiohttp (ARGS="--json")
	@$(BIN)/python -m bench.polling $(ARGS)

bench-storage: $(VENV)/run.stamp  ## hold recording, size, reading and upgrading against bare sqlite3 (ARGS="--quick" or "--json")
	@$(BIN)/python -m bench.storage $(ARGS)

pictures: $(VENV)/dev.stamp  ## make the README's pictures again (needs Chromium)
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python docs/images/make.py

lock:            ## pin again what pyproject.toml asks for (needs uv)
	uv pip compile pyproject.toml --extra build --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --upgrade -q -o requirements.lock
	uv pip compile pyproject.toml --extra build --extra dev --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --upgrade -q -o requirements-dev.lock
	uv pip compile pyproject.toml --extra build --extra bench --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --upgrade -q -o requirements-bench.lock

clean:           ## remove what was made here
	rm -rf $(VENV) $(BENCH) demo .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
