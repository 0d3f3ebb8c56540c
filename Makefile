# Every target does its own set-up: Debian packages that are missing (root or sudo), then a virtual environment from the
# lock file. A second run costs nothing. `make` alone tells what there is.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RETRY := installer/linux/retry.sh
PIP := $(RETRY) $(BIN)/python -m pip --disable-pip-version-check --retries 8 --timeout 60 install --quiet
STAMPS := build/stamps
PRACTICE := build/practice
OFFSCREEN := QT_QPA_PLATFORM=offscreen
AS_ROOT := $(if $(filter 0,$(shell id -u)),,sudo --preserve-env=QT_QPA_PLATFORM)

.PHONY: help run ocr test practice bench forensics fuzz pictures lint lock format fonts full linux-package \
    windows-installer clean

help:
	@echo 'make run                open the program; without a display: walk the practice case and name the papers'
	@echo 'make ocr                add the part that reads pictures and scans (265 MB; Python 3.11 or 3.12)'
	@echo 'make practice           walk the practice case without a window, into $(PRACTICE)'
	@echo 'make test               ruff, mypy, import-linter, pytest'
	@echo 'make forensics          erase on real file systems and try to recover (root)'
	@echo 'make fuzz               ten thousand damaged files for every reader'
	@echo 'make bench              speed, as ratios'
	@echo 'make pictures           every page and paper as PNG under build/pictures'
	@echo 'make linux-package      a .deb'
	@echo 'make windows-installer  a Setup.exe'
	@echo 'make full               all of the above'
	@echo 'make lint format lock fonts clean'

# --- set-up -----------------------------------------------------------------------------------------------------------

$(STAMPS)/apt-%: installer/linux/setup.sh
	@mkdir -p $(STAMPS)
	PYTHON=$(PYTHON) installer/linux/setup.sh $*
	@touch $@

$(BIN)/python: | $(STAMPS)/apt-run
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)

# The stamps of the environment lie in it, so that they go with it.
$(VENV)/.locked: requirements-test.lock | $(BIN)/python
	$(PIP) --require-hashes --no-deps -r requirements-test.lock
	@touch $@

$(VENV)/.project: pyproject.toml $(VENV)/.locked
	$(PIP) --no-deps --no-build-isolation --no-index -e .
	@touch $@

$(VENV)/.build: requirements-build.lock | $(VENV)/.project
	$(PIP) --require-hashes --no-deps -r requirements-build.lock
	@touch $@

.PHONY: ready ready-test ready-forensics
ready: $(STAMPS)/apt-run $(VENV)/.project
ready-test: ready $(STAMPS)/apt-test
ready-forensics: ready-test $(STAMPS)/apt-forensics

# --- the program ------------------------------------------------------------------------------------------------------

run: ready
	@if [[ -n "$${DISPLAY:-}$${WAYLAND_DISPLAY:-}" ]]; then \
	    $(BIN)/pharmacy-closeout; \
	else \
	    echo 'No display here: walking the practice case instead of opening the window.'; \
	    $(MAKE) --no-print-directory practice; \
	fi

ocr: $(VENV)/.ocr
$(VENV)/.ocr: requirements-ocr.lock | ready
	$(PIP) --require-hashes --no-deps -r requirements-ocr.lock
	@touch $@

practice: ready
	@rm -rf $(PRACTICE)
	@mkdir -p $(dir $(PRACTICE))
	$(OFFSCREEN) $(BIN)/pharmacy-closeout practice --to $(PRACTICE)
	@echo
	@echo 'Papers (certificate, register, letters):'
	@find $(PRACTICE) -type f -iname '*.pdf' | sort | sed 's/^/    /'
	@echo 'Archives (sealed and transferred records; their codes are in practice.json):'
	@find $(PRACTICE) -type f \( -iname '*.7z' -o -iname 'practice.json' \) | sort | sed 's/^/    /'

# --- checks -----------------------------------------------------------------------------------------------------------

lint: ready-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: lint
	$(OFFSCREEN) $(BIN)/python -m pytest --ignore=tests/forensics -m 'not full'

forensics: ready-forensics
	@if compgen -G 'tests/forensics/test_*.py' >/dev/null; then \
	    $(AS_ROOT) env $(OFFSCREEN) $(BIN)/python -m pytest tests/forensics; \
	else \
	    echo 'tests/forensics holds no test yet'; \
	fi

bench: ready-test
	$(OFFSCREEN) $(BIN)/python -m tests.bench

pictures: ready-test
	@rm -rf build/pictures
	env -u WAYLAND_DISPLAY XDG_CURRENT_DESKTOP=GNOME QT_QPA_PLATFORM=xcb \
	    xvfb-run -a -s '-screen 0 1920x1200x24' $(BIN)/python -m tests.pictures --to build/pictures
	@find build/pictures -name '*.png' | sort

# What is measured runs alone; the rest is long and goes two ways at once.
full: lint bench ready-forensics $(VENV)/.build $(STAMPS)/apt-package $(STAMPS)/apt-windows
	$(MAKE) --no-print-directory pictures linux-package windows-installer >build/packages.log 2>&1 & packages=$$!; \
	    failed=0; $(MAKE) --no-print-directory test forensics fuzz || failed=1; \
	    wait $$packages || failed=1; tail -n 40 build/packages.log; exit $$failed

fuzz: ready-test
	$(OFFSCREEN) $(BIN)/python -m pytest --ignore=tests/forensics -m full || [[ $$? == 5 ]]

# --- what a shop PC can install ---------------------------------------------------------------------------------------

linux-package: ready-test $(VENV)/.build
	installer/linux/package.sh

windows-installer: ready-test $(VENV)/.build
	installer/windows/build.sh

# --- upkeep -----------------------------------------------------------------------------------------------------------

format: ready-test
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: ready $(VENV)/.build
	$(BIN)/python installer/lock.py

fonts: ready-test
	$(BIN)/python installer/fonts.py

clean:
	rm -rf build dist
