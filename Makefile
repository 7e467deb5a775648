# Two commands do everything: `make run` and `make test`. Each sets up its virtual environment first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: run test eval data lint types layers check bench clean

run: $(STAMP)
	$(BIN)/marsad serve data/samples

test: check

check: lint types layers $(STAMP)
	$(BIN)/pytest
	$(BIN)/python tests/eval/gate.py

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMP)
	$(BIN)/mypy

layers: $(STAMP)
	$(BIN)/lint-imports

eval: $(STAMP)
	$(BIN)/python tests/eval/gate.py --full

data: $(STAMP)
	$(BIN)/python scripts/build_data.py lexicon forces gazetteer

bench: $(STAMP)
	$(BIN)/python benchmarks/extract.py

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; assert sys.version_info >= (3, 11), "Marsad needs Python 3.11 or newer"'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	touch $(STAMP)

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
