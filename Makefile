# Works with GNU make 3.81, which macOS has.

PORT ?= 8501
BIN := .venv/bin

# Tried by running each, because a version manager leaves commands that only say they are missing.
PYTHON = $(or $(shell \
	for python in python3 python3.14 python3.13 python3.12 python3.11; do \
		$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
			&& echo $$python && break; \
	done),$(error Contamos needs Python 3.11 or newer))

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' Makefile

run: .venv/.runtime ## Set everything up and serve on PORT (8501)
	@$(BIN)/python manage.py init
	@$(BIN)/python -m streamlit run app.py --server.port $(PORT) --server.headless true

demo: .venv/.runtime ## Serve a throwaway home with made-up people
	@PORT=$(PORT) $(BIN)/python manage.py demo

test: .venv/.dev browser ## Run every test; ARGS="-k press" picks some
	@$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(ARGS)

check: .venv/.dev ## Lint, types and the direction of imports
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

bench: .venv/.dev browser ## Measure, into bench/results.json
	@$(BIN)/python -m bench

pictures: .venv/.dev browser ## Take the screenshots that the docs show
	@$(BIN)/python -m tests.browser.pictures

messages: .venv/.dev ## Bring the translation catalogues up to date with the code
	@$(BIN)/pybabel -q extract --keyword Message --no-wrap --sort-output --add-location=file \
		--omit-header --ignore-dirs ".* bench deploy docs tests" -o locales/contamos.pot .
	@$(BIN)/pybabel -q update --domain contamos --no-wrap --no-fuzzy-matching --ignore-obsolete \
		--ignore-pot-creation-date -i locales/contamos.pot -d locales

lock: .venv/.dev ## Pin requirements again; LOCK=--upgrade moves every pin
	@for part in requirements requirements-dev; do \
		$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
			--no-annotate --custom-compile-command "make lock" $(LOCK) $$part.in -o $$part.txt \
			|| exit; \
	done

clean: ## Remove what the commands above made, but never data/
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis

browser: .venv/.dev
	@$(BIN)/python -m tests.browser.chromium

.venv/.runtime: requirements.txt deploy/setup.py
	@$(PYTHON) deploy/setup.py requirements.txt
	@touch $@

.venv/.dev: requirements-dev.txt .venv/.runtime
	@$(PYTHON) deploy/setup.py requirements-dev.txt
	@touch $@

.PHONY: bench browser check clean demo help lock messages pictures run test
