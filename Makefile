# Everything runs in an environment of its own, .venv, made from the hash-pinned lock files.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=
LOCK := --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --quiet

.PHONY: demo test check bench fit-matcher cross-validate fuzz reliability pictures format lock clean

$(VENV)/.runtime: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("yosan-watch needs Python 3.11 or newer") if sys.version_info < (3, 11) else None'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

$(VENV)/.development: requirements-dev.lock $(VENV)/.runtime
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $@

demo: $(VENV)/.runtime  ## the whole loop on a bundled pretend ministry (ARGS=--once ends by itself)
	$(BIN)/yosan-watch demo $(ARGS)

test: $(VENV)/.development  ## every test this machine can run; the others say why they are skipped
	$(BIN)/python -m pytest -n auto --dist loadfile $(ARGS)

check: $(VENV)/.development  ## style, format, types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/.development  ## speed, as ratios against a peer in the same run
	$(BIN)/python -m benchmarks $(ARGS)

fit-matcher: $(VENV)/.development  ## the matcher's weights, fitted to known links (ARGS: other folders than ../shared/data/match)
	$(BIN)/python -m monitor.match.fit $(or $(ARGS),../shared/data/match)

cross-validate: $(VENV)/.development  ## how well links are found that the weights were not fitted to (ARGS: another folder)
	$(BIN)/python -m benchmarks.cross_validation $(or $(ARGS),../shared/data/match)

fuzz: $(VENV)/.development  ## damaged captures through the readers and parsers (ARGS="--minutes 10 --seeds FOLDER")
	$(BIN)/python -m benchmarks.fuzz $(ARGS)

reliability: $(VENV)/.development  ## how right entries are at each confidence, on readings that are known
	$(BIN)/python -m benchmarks.reliability

pictures: $(VENV)/.development  ## the README's pictures, from the demonstration's own pages (needs Debian's chromium)
	$(BIN)/python -m docs.pictures

format: $(VENV)/.development
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: $(VENV)/.development  ## new lock files from pyproject.toml, hashes of every platform's files
	$(BIN)/uv pip compile pyproject.toml --group build $(LOCK) -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --group build --group dev $(LOCK) -o requirements-dev.lock

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
