PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/.installed

.PHONY: run test lint check campaign small clean

run: $(INSTALLED)  ## open the pad
	@$(BIN)/inkling

test: $(INSTALLED)  ## run all tests, a process a core; those of one file in one of them
	$(BIN)/pytest --numprocesses auto --dist loadfile

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

$(INSTALLED): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Inkling needs Python 3.11 or newer; name one: make PYTHON=python3.12"; exit 1; }
	@tools/qt-libraries
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $@

clean:
	rm -rf .venv .small build *.egg-info .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
