# Two commands do everything: `make run` and `make test`. Each sets up its virtual environment first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: run test lint types layers unit eval data docs pictures bench constraints clean

run: $(STAMP)  ## open the dashboard on the samples: http://127.0.0.1:8501
	$(BIN)/marsad serve data/samples

test: lint types layers eval unit  ## every check that CI runs

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMP)
	$(BIN)/mypy

layers: $(STAMP)
	$(BIN)/lint-imports

eval: $(STAMP)  ## the quality gate: figures beside their floors (needs ../shared)
	$(BIN)/python tests/eval/gate.py

unit: $(STAMP)
	$(BIN)/pytest

data: $(STAMP)  ## rebuild geo/data from data
	$(BIN)/python scripts/build_data.py lexicon gazetteer

docs: $(STAMP)  ## rewrite the generated parts of docs and README
	$(BIN)/python scripts/build_docs.py

pictures: $(STAMP)  ## take the golden pictures of the report anew: look at them before you commit them
	MARSAD_RENEW_PICTURES=1 $(BIN)/pytest -q tests/dashboard/test_report_pictures.py -k "should"

bench: $(STAMP)
	$(BIN)/python benchmarks/extract.py

# made in an environment of its own, so that only what the project brings is pinned
constraints:
	rm -rf build/constraints
	$(PYTHON) -m venv build/constraints
	build/constraints/bin/python -m pip install --quiet --disable-pip-version-check '.[dev]'
	build/constraints/bin/python -m pip freeze --exclude marsad > build/freeze.txt
	(echo "# Exact versions that the checks ran with; made by \`make constraints\`."; cat build/freeze.txt) > constraints.txt

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit("Marsad needs Python 3.11 or newer" if sys.version_info < (3, 11) else 0)'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	touch $(STAMP)

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
