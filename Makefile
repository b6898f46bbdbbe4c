PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/.installed

TORCH ?= torch>=2.8,<3
PIP_ARGS ?=

.PHONY: run test lint check campaign small bundle test-bundle clean

run: $(INSTALLED)  ## open the pad
	@$(BIN)/inkling

test: $(INSTALLED)  ## run all tests, a process a core; those of one file in one of them
	OMP_NUM_THREADS=1 $(BIN)/pytest --numprocesses auto --dist loadfile

lint: $(INSTALLED)  ## formatting, lint, types, and who may import whom
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports

check: lint test  ## everything

campaign: $(INSTALLED)  ## thousands of damaged files, random events and kills; some half an hour
	$(BIN)/python -m tools.campaign

small:  ## an install in .small, without training, that takes a twentieth of the room
	@tools/qt-libraries
	$(PYTHON) tools/small_install.py .small

bundle:  ## a program that needs nothing, for Linux, in dist: docs/bundle.md has TORCH and PIP_ARGS
	@tools/qt-libraries
	@PYTHON="$(PYTHON)" packaging/build "$(TORCH)" $(PIP_ARGS)

test-bundle:  ## install it in a bare root, as a stranger would, and use it; builds what is not there
	@ls dist/inkling-pad_*.deb >/dev/null 2>&1 || $(MAKE) bundle
	@packaging/test-bundle dist/inkling-pad_*.deb

$(INSTALLED): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Inkling needs Python 3.11 or newer; name one: make PYTHON=python3.12"; exit 1; }
	@tools/qt-libraries
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $@

clean:
	rm -rf .venv .small build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
