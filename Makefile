# One environment, .venv, serves every target. `make` alone lists the targets.

VENV := .venv
PY := $(VENV)/bin/python
OUT ?= runs/demo
WORKERS ?= 2
PYTEST_ARGS ?=
FUZZ_SECONDS ?= 60

# The stamp bears the place of the working tree: a copied tree installs itself again instead of using the old one.
PLACE := $(shell pwd | cksum | cut -d ' ' -f 1)
READY := $(VENV)/.ready-$(PLACE)

# One BLAS thread: the matrices are small, and the chains and the test workers are what runs side by side.
ONE_THREAD := OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 MKL_NUM_THREADS=1

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1
export PIP_ROOT_USER_ACTION := ignore

.DELETE_ON_ERROR:
.PHONY: help environment demo test suite browser office lint types format catalogues baselines notebooks docs studies \
	benchmark fuzz wheel clean

help:
	@echo "make demo       install into .venv and run the demonstration; the report is in $(OUT)"
	@echo "make test       lint, types and the whole test suite"
	@echo "make browser    the tests of the report in Chromium; they need chromium, chromedriver and npm"
	@echo "make office     the tests of report.xlsx in LibreOffice, which they need"
	@echo "make lint       ruff"
	@echo "make types      mypy"
	@echo "make suite      pytest alone; PYTEST_ARGS='-k tiers' chooses tests, WORKERS=0 runs them in one process"
	@echo "make format     let ruff tidy the code"
	@echo "make catalogues bring new sentences into the catalogues of other languages"
	@echo "make baselines  draw the pictures that the image tests compare with"
	@echo "make notebooks  run every notebook; with output in build/notebooks"
	@echo "make docs       the reference of all public names, in build/docs"
	@echo "make studies    the long statistical studies"
	@echo "make benchmark  time the fit"
	@echo "make fuzz       coverage-guided fuzzing of model files, chains and surveys; FUZZ_SECONDS=600 for longer"
	@echo "make wheel      build the wheel into dist"
	@echo "make clean      remove .venv, caches and built files"

environment: $(READY)

# A missing or broken interpreter makes the environment afresh.
$(PY):
	@python=$$(sh scripts/find_python.sh) && echo "Making $(VENV) with $$python" && "$$python" -m venv --clear $(VENV)

$(READY): pyproject.toml constraints.txt | $(PY)
	$(PY) -m pip install --quiet -c constraints.txt -e '.[test]'
	@rm -f $(VENV)/.ready-*
	@touch $@

demo: $(READY)
	$(VENV)/bin/bayeschain demo --out $(OUT)

test: lint types suite

suite: $(READY)
	$(ONE_THREAD) $(PY) -m pytest -n $(WORKERS) --dist loadfile $(PYTEST_ARGS)

# axe-core judges accessibility in these tests alone; it is neither shipped nor fetched at run time.
AXE := build/axe/node_modules/axe-core/axe.min.js

$(AXE):
	npm install --prefix build/axe --no-save --no-audit --no-fund --ignore-scripts axe-core@4.10.3

browser: $(READY) $(AXE)
	$(ONE_THREAD) $(PY) -m pytest -m browser $(PYTEST_ARGS)

office: $(READY)
	$(ONE_THREAD) $(PY) -m pytest -m office $(PYTEST_ARGS)

lint: $(READY)
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .

types: $(READY)
	$(PY) -m mypy

format: $(READY)
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

catalogues: $(READY)
	PYTHONPATH=. $(PY) scripts/catalogue.py $(LANGUAGES)

baselines: $(READY)
	PYTHONPATH=. $(PY) scripts/figure_baselines.py

notebooks: $(READY)
	$(ONE_THREAD) $(PY) scripts/run_notebooks.py build/notebooks

docs: $(READY)
	$(PY) -m pdoc --docformat numpy --output-directory build/docs bayeschain

studies: $(READY)
	set -e; for study in scripts/study_*.py; do PYTHONPATH=. $(ONE_THREAD) $(PY) "$$study"; done

benchmark: $(READY)
	$(PY) -m pip install --quiet -c constraints.txt -e '.[benchmark]'
	PYTHONPATH=. $(ONE_THREAD) $(PY) scripts/benchmark.py

fuzz: $(READY)
	$(PY) -m pip install --quiet -c constraints.txt -e '.[fuzz]'
	$(ONE_THREAD) $(PY) scripts/fuzz.py --seconds $(FUZZ_SECONDS)

wheel: $(READY)
	rm -rf dist
	$(PY) -m pip wheel --quiet --no-deps --wheel-dir dist .
	@ls dist

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find src tests scripts -name __pycache__ -type d -prune -exec rm -rf {} +
