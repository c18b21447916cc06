# make demo, make test: all the set-up a fresh machine needs is Python 3.11 to 3.13 and git.
# PYTHON=/path/to/python3.12 make demo takes another interpreter.

PYTHON ?= $(firstword $(foreach p,python3.13 python3.12 python3.11 python3 python,$(shell command -v $(p) >/dev/null 2>&1 && $(p) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null && command -v $(p))))
VENV ?= .venv
BIN := $(VENV)/bin
OUT ?= out/demo
# EXTRAS=test,spark also tests the engine for many machines, which needs Java 17.
EXTRAS ?= test

.PHONY: demo test check bench goldens clean

demo: $(VENV)/.installed
	$(BIN)/heshu run corpus/samples --out $(OUT)
	@echo "Open $(OUT)/report.html in a browser."

test: $(VENV)/.tested
	$(BIN)/python -m pytest

check: $(VENV)/.tested
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest

# Ratios taken in one run: heshu against the script one would write instead, and against jieba.cut alone.
bench: $(VENV)/.tested
	$(BIN)/python -m pytest tests/bench -o addopts="" --import-mode=importlib --benchmark-disable-gc -s

# The stored outputs that tests compare with, written anew: read the diff before you commit it.
goldens: $(VENV)/.tested
	$(BIN)/python tests/report/rewrite_goldens.py
	git diff --stat -- tests/report/goldens

clean:
	rm -rf out build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .benchmarks .import_linter_cache

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "heshu needs Python 3.11, 3.12 or 3.13: install one, or name it: PYTHON=... make demo"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(VENV)/.tested: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[$(EXTRAS)]"
	@touch $@ $(VENV)/.installed
