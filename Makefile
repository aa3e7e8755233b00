# Everything happens in .venv, made from the lock files; nothing is installed outside of it.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ARTICLES := seeds/articles
OUT := out
# The model that zhailu serves itself, whatever endpoint the shell is set up for.
EMBEDDED := env -u OPENAI_BASE_URL -u OPENAI_API_KEY -u ZHAILU_MODEL
PIP := $(BIN)/python -m pip --disable-pip-version-check

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run test lint format smoke test-model proof docs lock clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: $(VENV)/zhailu ## Extract the seed articles with the embedded model into out/, and score them
	@$(EMBEDDED) $(BIN)/zhailu batch $(ARTICLES) --out $(OUT); status=$$?; \
	if [ -e $(OUT)/run.json ]; then $(BIN)/zhailu eval --results $(OUT) --articles $(ARTICLES) --report $(OUT)/report.html; fi; \
	[ $$status -ne 0 ] || echo "Results: $(OUT)/results.jsonl; report: $(OUT)/report.html; scores again: $(BIN)/zhailu eval"; \
	exit $$status

test: lint ## Lint, type checks, import rules and all tests that need no model
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest

lint: $(VENV)/tests ## Style alone
	$(BIN)/ruff check
	$(BIN)/ruff format --check

format: $(VENV)/tests ## Put the style right
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

smoke: $(VENV)/tests ## One short article through the embedded model (fetches it once: 1.1 GB)
	$(EMBEDDED) $(BIN)/zhailu model pull
	$(EMBEDDED) $(BIN)/pytest -m model tests/smoke

test-model: $(VENV)/tests ## All tests that need the model, and the scores of the seed articles as JSON
	$(EMBEDDED) $(BIN)/zhailu model pull
	$(EMBEDDED) $(BIN)/pytest -m model
	rm -rf $(OUT)/test-model
	$(EMBEDDED) $(BIN)/zhailu batch $(ARTICLES) --out $(OUT)/test-model
	$(BIN)/zhailu eval --results $(OUT)/test-model --articles $(ARTICLES) --json

proof: $(VENV)/tests ## The long proofs of the promises in docs/faults.md (about half an hour)
	$(BIN)/pytest -m proof -s

docs: $(VENV)/zhailu ## Write docs/cli.md anew from the commands
	$(BIN)/python -m service.cli.manual > docs/cli.md

lock: $(VENV)/bin/python ## Resolve the dependencies of pyproject.toml anew, with hashes
	$(PIP) install -q uv
	$(BIN)/uv pip compile -q $(LOCK_OPTIONS) --group build -o requirements.txt pyproject.toml
	$(BIN)/uv pip compile -q $(LOCK_OPTIONS) --extra documents --group build --group test -o requirements-test.txt pyproject.toml

clean: ## Remove the environment, the output and all caches
	rm -rf $(VENV) $(OUT) build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis

LOCK_OPTIONS := --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
	--no-annotate --custom-compile-command "make lock"

# A stamp is a file that is newer than the lock file it was installed from.
$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	echo "zhailu needs Python 3.11 or later, and $(PYTHON) is $$($(PYTHON) --version 2>&1 || true)." >&2; \
	echo "Install one and name it: make PYTHON=python3.11 ..." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	echo "$(PYTHON) cannot make a virtual environment. On Debian: apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/locked: requirements.txt | $(VENV)/bin/python
	$(PIP) install -qq --require-hashes -r requirements.txt
	@touch $@

$(VENV)/locked-tests: requirements-test.txt | $(VENV)/bin/python
	$(PIP) install -qq --require-hashes -r requirements-test.txt
	@touch $@ $(VENV)/locked

$(VENV)/zhailu: pyproject.toml $(VENV)/locked
	$(PIP) install -qq --no-index --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/tests: $(VENV)/locked-tests $(VENV)/zhailu
	@touch $@
