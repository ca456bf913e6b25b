# Everything a person types. Needs Python 3.11 or newer and make; the rest is fetched into .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
MANAGE := $(BIN)/python manage.py

.PHONY: run test lint e2e bench docs screenshots messages help clean

help:  ## show this list
	@grep -hE '^[a-z0-9]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

$(STAMP): requirements-dev.txt requirements-tools.txt
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed; set PYTHON=/path/to/python3.11") if sys.version_info < (3, 11) else None'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing the requirements into $(VENV) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-tools.txt
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements-dev.txt
	@touch $@

run: $(STAMP)  ## set up, load the demo district once, serve portal and intranet with the worker (DEMO=0: empty)
	@$(MANAGE) up

test: $(STAMP)  ## run the tests (browser and server tests run where Chromium and the servers are)
	@$(BIN)/pytest -q $(PYTEST_ARGS)

lint: $(STAMP)  ## ruff, djlint, import contracts, mypy, migrations, drawings, English texts
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/djlint --quiet --lint templates
	@$(BIN)/lint-imports
	@$(BIN)/mypy config core search portal intranet manage.py
	@$(MANAGE) makemigrations --check --dry-run
	@$(MANAGE) draw_workflows --check
	@$(MANAGE) messages --check

e2e: $(STAMP)  ## browser tests only
	@$(BIN)/pytest -q -m browser $(PYTEST_ARGS)

bench: $(STAMP)  ## benchmarks (see benchmarks/README.md)
	@$(BIN)/python -m benchmarks

docs: $(STAMP)  ## redraw the generated parts of docs/
	@$(MANAGE) draw_workflows

screenshots: $(STAMP)  ## every page type at 390 and 1280 px, light and dark, from a running `make run`
	@$(BIN)/python tests/browser/screenshots.py --portal http://localhost:8000 --intranet http://localhost:8001 --login dispatcher=dispatcher1:yunchuan-demo-2026 --login acceptor=acceptor1:yunchuan-demo-2026 --login publisher=publisher1:yunchuan-demo-2026 --login office=office1:yunchuan-demo-2026

messages: $(STAMP)  ## collect texts into locale/en and say how many have no English yet
	@$(MANAGE) messages

clean:  ## remove .venv and caches (never data/)
	@rm -rf $(VENV) .cache .mypy_cache .ruff_cache .hypothesis staticfiles
