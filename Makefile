# `make help` lists the targets.
.DEFAULT_GOAL := help
PYTHON := .venv/bin/python

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## /\1\t/' | expand -t 14

setup: ## install what is missing: system packages, Python and npm dependencies, reference data
	@bash deploy/local/setup.sh

lock: ## resolve the dependencies of all members again, with hashes and without any index address
	@.venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	    --no-emit-index-url --no-emit-find-links --no-emit-package permis-contracts --group pyproject.toml:dev \
	    libs/*/pyproject.toml services/*/pyproject.toml -o requirements.lock

.PHONY: help setup lock
