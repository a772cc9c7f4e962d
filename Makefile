# The two commands: `make run` and `make test`. Everything they need is Python 3.11 and make.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
COFFRET := $(BIN)/coffret
ADDRESS ?= 127.0.0.1:8000

# Behind a proxy with its own authority, the machine's certificates are the ones to trust.
ifneq ($(wildcard /etc/ssl/certs/ca-certificates.crt),)
export UV_SYSTEM_CERTS := 1
endif

.PHONY: run test test-fast test-postgresql check setup setup-dev lock docs bench clean messages journeys
.DEFAULT_GOAL := help

help:
	@echo "make run    installe, prépare la collection de démonstration et sert http://$(ADDRESS)"
	@echo "make test   installe et lance les tests"
	@echo "make test-fast  les mêmes, sans navigateur ni démonstration entière"
	@echo "make test-postgresql  les mêmes sur un serveur PostgreSQL commencé pour eux, puis retiré (Debian : postgresql)"
	@echo "make check  style, types, gabarits, contrats, migrations et pages de référence"
	@echo "make bench  mesure l’entrée des notices, le contrôle, le site et les chiffres sur la démonstration ; les autres"
	@echo "            mesures de bench/ demandent des fichiers ou des logiciels voisins : l’en-tête de chacune le dit"
	@echo "make bench N=1000000  fait un catalogue de N notices, le verse et le cherche à côté d’autres moteurs, et écrit"
	@echo "            bench/results.json, bench/README.md et docs/growth.svg (long ; RESUME=1 reprend)"

run: export COFFRET_BASE_URL ?= http://$(ADDRESS)
run: setup
	@$(COFFRET) demo --base-url http://$(ADDRESS)
	@$(COFFRET) serve --bind $(ADDRESS)

# Half of the time tests wait for a browser, a server, another process: three at once, even on two processors. Files
# in their order: those of few tests, which come last otherwise, are often the longest.
test: setup-dev
	@$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder -q

test-fast: setup-dev
	@$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder -q -m "not journey and not external"

test-postgresql: setup-dev
	@$(BIN)/python tests/postgresql.py $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder -q

check: setup-dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/djlint coffret/templates --lint --quiet
	@$(BIN)/lint-imports
	@$(COFFRET) manage makemigrations --check --dry-run
	@$(COFFRET) docs --check
	@$(COFFRET) messages --check

docs: setup-dev
	@$(COFFRET) docs

messages: setup-dev
	@$(COFFRET) messages

ifdef N
# A made catalogue of N records: how it grows, then what is measured on it, one measure at a time. Results are kept. The
# made catalogues and their data directories stay in var/bench/<size>. The way in step by step is that of a hundred
# thousand at most: how it grows tells the rest.
BENCH_LARGE := $(wildcard bench/search.py bench/freshness.py bench/search_peers.py)
BENCH_STEPS := $(shell test $(N) -lt 100000 && echo $(N) || echo 100000)

bench: setup
	@$(BIN)/python bench/growth.py $(N) --folder $(CURDIR)/var/bench --keep $(if $(RESUME),--resume)
	@$(BIN)/python bench/spine.py $(BENCH_STEPS) --folder $(CURDIR)/var/bench/$(BENCH_STEPS)
	@for measure in $(BENCH_LARGE); do \
	  COFFRET_DATA=$(CURDIR)/var/bench/$(N)/data $(BIN)/python $$measure --keep || exit 1; done
	-@$(BIN)/python bench/promises.py --keep
else
# What needs nothing but the demonstration; nothing is published (--keep does, or leaving --dry out).
bench: export COFFRET_DATA := $(CURDIR)/var/bench
bench: setup
	@$(COFFRET) demo
	@$(COFFRET) export open_data -o $(COFFRET_DATA)/notices.csv
	@$(BIN)/python bench/spine.py 4000 --dry
	@$(BIN)/python bench/preflight.py $(COFFRET_DATA)/notices.csv --dry
	@$(BIN)/python bench/site.py
	@$(BIN)/python bench/figures.py
endif

setup: $(VENV)/.runtime
setup-dev: $(VENV)/.development

$(VENV)/bin/uv:
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 est introuvable : installez-le, ou donnez son chemin (make PYTHON=/chemin/python3.11)."; exit 2; }
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-uv.lock

$(VENV)/.runtime: $(VENV)/bin/uv requirements.lock pyproject.toml
	@$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements.lock
	@$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.development: $(VENV)/.runtime requirements-dev.lock
	@$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements-dev.lock
	@touch $@

# The lock files name no index: they are read through whichever one the machine is set up for.
lock: $(VENV)/bin/uv
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header requirements.in -o requirements.lock
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header -c requirements.lock requirements-dev.in -o requirements-dev.lock

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache
