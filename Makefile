# The one door. Real work is in tools/ and in the package.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO_HOST ?= 127.0.0.1
DEMO_PORT ?= 8000

.DEFAULT_GOAL := help
.PHONY: help setup run test check bench messages format requirements clean

help:  ## Show this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: var/.dev  ## Make the environment in .venv/ with everything for development

run: var/.base  ## Set up what is needed and start Terang with the demo office
	@$(BIN)/terang run --demo --host $(DEMO_HOST) --port $(DEMO_PORT)

test: var/.dev  ## Run the whole suite on SQLite and PostgreSQL, browser journeys included
	@$(BIN)/python tools/run_tests.py

check: var/.dev  ## Lint, types, contracts, law, catalogues, templates, docs
	@$(BIN)/python tools/run_checks.py

bench: var/.dev  ## Measure pages at 93 and 15,000 employees, and the fairness engine at a million; results in var/bench/
	@$(BIN)/python benchmarks/pages.py
	@$(BIN)/python benchmarks/fairness.py

messages: var/.dev  ## Collect the texts of code and templates into both catalogues
	@$(BIN)/python tools/messages.py collect

format: var/.dev  ## Format the code
	@$(BIN)/ruff check --fix -q . && $(BIN)/ruff format -q .

requirements: var/.dev  ## Write the hash-locked requirements anew from pyproject.toml
	@$(BIN)/python tools/lock.py

clean:  ## Remove the environment and everything made (data included)
	@rm -rf $(VENV) var

var/.base: requirements/base.txt pyproject.toml tools/bootstrap.py $(wildcard src/terang/locale/*/LC_MESSAGES/*.po)
	@$(PYTHON) tools/bootstrap.py base

var/.dev: requirements/dev.txt pyproject.toml tools/bootstrap.py $(wildcard src/terang/locale/*/LC_MESSAGES/*.po)
	@$(PYTHON) tools/bootstrap.py dev
