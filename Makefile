# Văn Thư: one command for each thing one does with a checkout. `make` alone lists them.
# Whatever a target needs, it sets up by itself; nothing is installed by hand.

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
LOCKS := requirements/setup.txt requirements/runtime.txt requirements/test.txt

# Where `make run-server` and `make run-desktop` keep their data.
DATA ?= .run/server
STORE ?= .run/store
HOST ?= 127.0.0.1
PORT ?= 8443

.DEFAULT_GOAL := help
.PHONY: help setup display demo test sim soak sim-mutants lint bench screenshots run-server run-desktop lock clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(READY) ## make .venv with `vanthu` and `vanthu-server`; quick when nothing changed

$(READY): $(LOCKS) pyproject.toml installers/bootstrap.py
	@$(PYTHON) installers/bootstrap.py

# A display may have come since the set-up (first by ssh, now at the screen); Qt needs more for it.
display: $(READY)
	@$(PYTHON) installers/bootstrap.py --system

demo: display ## one document, two offices, no network: the whole way, for real
	@$(BIN)/vanthu demo

test: $(READY) ## every check, layer by layer, with the time of each
	@$(BIN)/python -m tests.run_layers

sim: $(READY) ## simulate offices, faults and a server: SEED=1 SEEDS=20 N=300 (actions of each)
	@$(BIN)/python -m tests.simulation --seed $(or $(SEED),1) --seeds $(or $(SEEDS),20) \
		--actions $(or $(N),300) --jobs $(or $(JOBS),2)

soak: $(READY) ## the long campaign: 300 seeds of 2,000 actions, and a PC away for a year
	@YEAR_AWAY_RECORDS=60000 $(BIN)/pytest -q tests/desktop/sync/test_year_away.py
	@$(BIN)/python -m tests.simulation --seed $(or $(SEED),1) --seeds 300 --actions 2000 --jobs 2

sim-mutants: $(READY) ## make each known mistake in a copy, and show that the simulation catches it
	@$(BIN)/python -m tests.simulation.mutants

lint: $(READY) ## only style, types and imports
	@$(BIN)/python -m tests.run_layers lint types imports

bench: $(READY) ## our speed beside a floor measured in the same run
	@$(BIN)/python -m tests.benchmarks

screenshots: $(READY) ## draw every screen into docs/screenshots
	@QT_QPA_PLATFORM=offscreen $(BIN)/python -m desktop.ui.screenshots --out docs/screenshots

run-server: $(READY) ## start a server on DATA (default .run/server)
	@test -d "$(DATA)" || $(BIN)/vanthu-server --data "$(DATA)" init
	@$(BIN)/vanthu-server --data "$(DATA)" serve --host $(HOST) --port $(PORT)

run-desktop: display ## open the window on STORE (default .run/store)
	@$(BIN)/vanthu --store "$(STORE)"

lock: $(READY) ## pin what pyproject.toml asks for, with hashes (UPGRADE=1: the newest)
	@$(PYTHON) installers/bootstrap.py --with build
	@$(BIN)/python -m installers.lock $(if $(UPGRADE),--upgrade)

clean: ## remove caches and built things; .venv and .run stay
	@rm -rf build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	@find common desktop sync_server tests installers -name __pycache__ -type d -prune -exec rm -rf {} +
