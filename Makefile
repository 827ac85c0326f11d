# make demo | test | proofs | lint | bench | bench-suggest | clean. Needs Python 3.11 or newer and nothing else; everything is installed into .venv.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
PIP := $(RUN) -m pip --disable-pip-version-check

.PHONY: demo test proofs lint bench bench-suggest clean

demo: $(VENV)/installed
	$(VENV)/bin/tilikartta demo demo --force

test: $(VENV)/dev
	$(RUN) -m pytest -n auto

# What make test does in part, in full: every check over 50 seeds, a federation of 300. Ten minutes on two cores.
proofs: $(VENV)/dev
	TILIKARTTA_FAULT_SEEDS=50 TILIKARTTA_HEAVY_TESTS=1 $(RUN) -m pytest -n auto tests/test_checks_clean.py tests/test_federation_recalculation.py

lint: $(VENV)/dev
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m mypy

bench: $(VENV)/bench
	$(RUN) benchmarks/run.py

bench-suggest: $(VENV)/bench
	$(RUN) benchmarks/suggest.py --misses benchmarks/suggest-misses.tsv
	$(RUN) benchmarks/fit_suggest.py --try --misses benchmarks/learnt-misses.tsv

clean:
	rm -rf $(VENV) demo dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis

# pip 25.1 is the first that knows dependency groups.
$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "tilikartta needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) -V 2>&1)." >&2; \
	  echo "Name a newer one: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --quiet --upgrade 'pip>=25.1'

$(VENV)/installed: pyproject.toml | $(VENV)/bin/python
	$(PIP) install --quiet --editable .
	@touch $@

$(VENV)/dev: $(VENV)/installed
	$(PIP) install --quiet --group dev
	@touch $@

$(VENV)/bench: $(VENV)/installed
	$(PIP) install --quiet --group bench
	@touch $@
