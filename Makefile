# `make help` lists the targets.
.DEFAULT_GOAL := help
PYTHON := .venv/bin/python

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## /\1\t/' | expand -t 14

setup: ## install what is missing: system packages, Python and npm dependencies, reference data
	@bash deploy/local/setup.sh

run: setup ## the whole system on this machine until Ctrl-C; PORT and INBOX_PORT change its two addresses
	@exec $(PYTHON) -m deploy.local run

status: ## what of the system runs, and is it ready
	@$(PYTHON) -m deploy.local status

stop: ## end the system that runs elsewhere, or what was left of it
	@$(PYTHON) -m deploy.local stop

test: setup lint ## everything that must hold: lint, then all tests on real servers
	$(PYTHON) -m pytest

lint: ## style, types, architecture, published contracts
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy libs services deploy tests conftest.py --exclude "services/[a-z]+-[a-z]+/tests"
	.venv/bin/mypy services/ctn-verification/tests
	.venv/bin/mypy services/documents-pdf/tests
	.venv/bin/lint-imports
	$(PYTHON) -m contracts.publication check

contracts: ## write the schemas and the AsyncAPI document of the events again
	$(PYTHON) -m contracts.publication write

k8s: ## write the derived manifests again: queues and rights, the gateway's files, the alerts
	$(PYTHON) -m deploy.k8s write

screenshots: setup ## every page, on a desk and on a telephone, into .local/captures
	@mkdir -p .local/captures
	@CAPTURES=$(CURDIR)/.local/captures $(PYTHON) -m pytest tests/e2e/pages/test_visites.py -q

precision: setup ## how often the image engine is right
	$(PYTHON) -m tests.precision

bench: setup ## how fast it is
	$(PYTHON) -m tests.bench

bench-system: setup ## how many whole demandes a second; BENCH="--rate 2 --duration 60" and the like (--help)
	$(PYTHON) -m tests.bench.systeme $(BENCH)

chaos: setup ## all faults, one after the other
	$(PYTHON) -m tests.chaos

fuzz: setup ## hundreds of generated requests to every route of every service
	@FUZZ_CASES=50 $(PYTHON) -m pytest tests/e2e/test_contrats_http.py -q

lock: ## resolve the dependencies of all members again, with hashes and without any index address
	@.venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	    --no-emit-index-url --no-emit-find-links --no-emit-package permis-contracts --group pyproject.toml:dev \
	    libs/*/pyproject.toml services/*/pyproject.toml -o requirements.lock
	@for image in services tools; do \
	    .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	        --no-emit-index-url --no-emit-find-links --no-emit-package permis-contracts -c requirements.lock \
	        $$([ $$image = services ] || echo --group pyproject.toml:tools) \
	        libs/*/pyproject.toml services/*/pyproject.toml -o deploy/images/$$image.lock || exit 1; done

compose: ## write deploy/compose.yml again
	$(PYTHON) -m deploy.compose write

images: ## build the images of this repository; PYTHON_IMAGE, NODE_IMAGE and EXTRA_CA_FILE change what from
	@bash deploy/compose/engine.sh docker compose -f deploy/compose.yml build

images-from-debian: ## make stand-ins for the official images, where no registry can be reached
	@bash deploy/compose/engine.sh bash deploy/images/debian/make.sh

test-compose: setup ## the end-to-end tests on a stack of containers; installs an engine where there is none
	@bash deploy/compose/engine.sh bash deploy/compose/test.sh

verify: setup ## do the invariants hold over the data of `make run`
	@$(PYTHON) -m deploy.verify

faults: setup ## all faults of a stack of containers, one after the other, while demandes flow
	@PATIENCE=$${PATIENCE:-180} bash deploy/compose/engine.sh $(PYTHON) -m tests.chaos.conteneurs

clean: ## remove the data of the system and what tests and tools keep; installed packages stay
	@[ ! -x $(PYTHON) ] || $(PYTHON) -m deploy.local stop
	@rm -rf .local .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

.PHONY: k8s screenshots help setup run status stop test lint contracts precision bench bench-system chaos fuzz lock compose images images-from-debian test-compose verify faults clean
