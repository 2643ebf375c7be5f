# Everything from python3 >= 3.11 and make: each goal first sets up a private .venv from requirements.lock (pinned, hashed).
#
#   make run                 build a release under data/      (make run AS_OF=2026-02-07 for the knowledge of that day;
#                            make run FETCH=no asks no publisher)
#   make check               ruff and the quick tests, within half a minute: before every commit
#   make test                the whole suite                  (make test ARGS="tests/unit -k names", ARGS="-m 'not browser'")
#   make serve               the newest release's site on loopback
#   make dev                 Dagster's pages: graph, runs, schedule
#   make lint | format       ruff, and the types
#   make lock                pin again (newest versions that pyproject.toml allows)
#   make clean               remove .venv and caches; data/ stays

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help install run check test serve dev lint format lock clean force

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/installed
DAGSTER := $(abspath $(or $(CORRIDORWATCH_HOME),data))/dagster
AS_OF ?=
FETCH ?=
ARGS ?=

# uv must take the interpreter it is given and never fetch another.
export UV_PYTHON_DOWNLOADS := never
# An account without a home it may write to still needs somewhere to unpack wheels.
ifeq ($(shell test -n "$$HOME" && test -w "$$HOME" && echo yes),)
export UV_CACHE_DIR ?= $(CURDIR)/.uv_cache
endif

help:
	@sed -n 's/^#   //p' Makefile

install: $(INSTALLED)

# An environment holds absolute paths: one that was copied, moved, or lost its interpreter is made anew.
ifneq ($(shell test -x $(BIN)/python && cat $(INSTALLED) 2>/dev/null),$(CURDIR))
$(INSTALLED): force
endif

$(INSTALLED): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "$(PYTHON) is missing or older than 3.11. Install one, or name another: make PYTHON=python3.12" >&2; exit 1; }
	@rm -rf $(VENV)
	@set -e; \
	if uv --version >/dev/null 2>&1; then \
	  uv=uv; \
	  uv venv --quiet --no-project --python "$$(command -v $(PYTHON))" $(VENV); \
	else \
	  uv=$(BIN)/uv; \
	  $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	    echo "$(PYTHON) cannot make environments (no ensurepip). On Debian: apt-get install python3-venv" >&2; exit 1; }; \
	  $(PYTHON) -m venv $(VENV); \
	  awk '/^uv==/ {found = 1} found {print} found && !/\\$$/ {exit}' requirements.lock >$(VENV)/uv.txt; \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r $(VENV)/uv.txt; \
	fi; \
	"$$uv" pip install --quiet --python $(BIN)/python --no-deps --require-hashes -r requirements.lock; \
	"$$uv" pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@printf '%s' '$(CURDIR)' >$@

run: $(INSTALLED)
	@$(BIN)/corridorwatch run $(if $(AS_OF),--as-of $(AS_OF)) $(if $(filter no false 0,$(FETCH)),--no-fetch) $(ARGS)
	@echo "Open the site with: make serve (or open $(or $(CORRIDORWATCH_HOME),data)/latest/site/index.html from disk)"

check: lint
	@$(BIN)/python -m pytest -m quick tests/unit tests/sql $(ARGS)

test: $(INSTALLED)
	@$(BIN)/python -m pytest $(ARGS)

serve: $(INSTALLED)
	@$(BIN)/corridorwatch serve $(ARGS)

# Dagster keeps its runs where it finds its settings: with the rest of what running makes, not in the checkout.
dev: $(INSTALLED)
	@mkdir -p '$(DAGSTER)' && ln -sfn '$(CURDIR)/dagster.yaml' '$(DAGSTER)/dagster.yaml'
	@DAGSTER_HOME='$(DAGSTER)' $(BIN)/dagster dev -w workspace.yaml $(ARGS)

lint: $(INSTALLED)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/ty check --quiet corridorwatch assets pipelines

format: $(INSTALLED)
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

lock: $(INSTALLED)
	@UV_CUSTOM_COMPILE_COMMAND='make lock' $(BIN)/uv pip compile --quiet --upgrade --universal --generate-hashes --no-emit-index-url \
	  --python-version 3.11 --all-extras --output-file requirements.lock pyproject.toml

clean:
	rm -rf $(VENV) .uv_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -not -path './data/*' -prune -exec rm -rf {} +
