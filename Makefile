# Two commands matter: `make demo` and `make test`. Everything is installed in .venv.
# Another Python than python3: make demo PYTHON=python3.12

PYTHON = python3
FUZZ = 10000
# -P keeps the checkout itself off Python's path: only the installed package is seen.
RUN = .venv/bin/python -P

.POSIX:
.PHONY: help demo test fuzz lint format types catalogs docs wheel bench clean environment environment-dev browser

help:
	@echo "make demo      install, place the demonstration semester into demo/, verify it"
	@echo "make test      run the tests on all cores (a selection: make test ARGS='-k quotas')"
	@echo "make fuzz      read the demonstration rewritten and damaged at random (FUZZ=10000)"
	@echo "make lint      check style and formatting; make format puts them right"
	@echo "make types     check the types"
	@echo "make catalogs  bring the French catalog up to date with what is said"
	@echo "make docs      build the documentation as a site into build/site, links checked"
	@echo "make wheel     build the package into dist/ and check what is in it"
	@echo "make bench     run the benchmark of a faculty's size"
	@echo "make clean     remove .venv and all that was built (demo/ stays)"

demo: environment
	@.venv/bin/maillage demo demo
	@echo
	@echo "Your own semester: .venv/bin/maillage init FILE.xlsx"

test: environment-dev browser
	$(RUN) -m pytest -n auto $(ARGS)

fuzz: environment-dev
	cd tests && ../.venv/bin/python -m spoiling --count $(FUZZ)

lint: environment-dev
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .

format: environment-dev
	$(RUN) -m ruff check --fix .
	$(RUN) -m ruff format .

types: environment-dev
	$(RUN) .ci/check_types.py

catalogs: environment-dev
	$(RUN) .ci/catalogs.py
	$(RUN) docs/write_tables.py
	$(RUN) docs/write_help.py
	$(RUN) docs/write_python.py

docs: environment-dev
	NO_MKDOCS_2_WARNING=1 $(RUN) -m mkdocs build --strict --quiet
	@echo "The documentation: build/site/index.html"

wheel: environment-dev
	rm -rf build dist
	$(RUN) -m build --outdir dist .
	$(RUN) .ci/check_wheel.py dist/maillage-*.whl

bench: environment
	.venv/bin/python benchmarks/run.py faculty

clean:
	rm -rf .venv build dist maillage.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

environment:
	@"$(PYTHON)" .ci/environment.py

browser:
	@"$(PYTHON)" .ci/chromium.py

environment-dev:
	@"$(PYTHON)" .ci/environment.py dev
