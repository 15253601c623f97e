# make         lists the targets
# make book    environment, all notebooks, site
# make test    environment, all tests, all notebooks

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

PYTHON ?= python3
VENV ?= .venv
PORT ?= 8000
# How many tests, or notebooks, run at a time: one per core.
JOBS ?= auto

BIN := $(VENV)/bin
READY := $(VENV)/.ready
SITE := _build/html

# Small matrices run fastest on one thread, and the tests already use every core.
export OMP_NUM_THREADS := 1
export OPENBLAS_NUM_THREADS := 1
export MKL_NUM_THREADS := 1
# The build and the tests never touch the learner's progress and draw no bars.
book test site-test notebooks: export LSTMCOURSE_PROGRESS := off
book test site-test notebooks: export LSTMCOURSE_BAR := off
book test site-test notebooks: export PYTHONHASHSEED := 0

.PHONY: help env book serve lab test site-test notebooks lint dist pins screenshots clean distclean

help:  ## list the targets
	@echo "make TARGET [PYTHON=python3.12] [VENV=.venv]"
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 14

env: $(READY)  ## create or update the environment

# The stamp is written last, so an interrupted installation is simply taken up again.
$(READY): requirements.txt pyproject.toml
	@rm -f $@
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "The course needs Python 3.11 or newer; '$(PYTHON)' is $$($(PYTHON) --version 2>&1 | head -n 1 || true)." >&2; \
	  echo "Name another one, for example: make $(or $(MAKECMDGOALS),book) PYTHON=python3.12" >&2; exit 1; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV)
	@echo "Installing into $(VENV) (about a minute) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

book: $(READY)  ## execute the notebooks, build the site, print where it is
	$(BIN)/python tools/outputs.py --jobs $(JOBS)
	$(BIN)/jupyter-book build . --all -W --keep-going
	@echo
	@echo "The book is built. Open it with"
	@echo "    make serve"
	@echo "or straight from the disk:"
	@echo "    file://$(CURDIR)/$(SITE)/index.html"

serve: book  ## build, then serve the site on this machine
	@echo "Serving http://127.0.0.1:$(PORT)/ (stop with Ctrl+C)"
	@$(BIN)/python -m http.server --bind 127.0.0.1 --directory $(SITE) $(PORT)

lab: $(READY)  ## open the notebooks in JupyterLab
	$(BIN)/jupyter lab book/how-to-use.ipynb

test: $(READY)  ## run all tests, and every notebook from top to bottom
	$(BIN)/python -m pytest tests book \
	  --nbval-lax --nbval-cell-timeout 300 -n $(JOBS) --dist loadfile

site-test: $(READY)  ## test the built site: links, alt texts, and every page in Chromium
	$(BIN)/python -m pytest tests/book -n $(JOBS) --dist loadfile

notebooks: $(READY)  ## execute every notebook in place and store its outputs
	$(BIN)/python tools/notebooks.py execute
	$(BIN)/python tools/notebooks.py check

lint: $(READY)  ## ruff over package, tests, tools and notebooks
	$(BIN)/ruff check .

dist: $(READY)  ## build the wheel into dist/
	$(BIN)/python -m hatchling build -t wheel -d dist

screenshots: $(READY)  ## pictures of every page of the built site, into build/screenshots
	$(BIN)/python tools/screenshots.py build/screenshots

# A fresh environment from requirements.in, then what pip put there. "+cpu" and the like name a
# build of one machine, not a version; this project itself is not a requirement.
pins:  ## make requirements.txt anew from requirements.in
	rm -rf build/pins && $(PYTHON) -m venv build/pins
	build/pins/bin/python -m pip install --quiet --disable-pip-version-check -r requirements.in
	build/pins/bin/python -m pip check
	{ echo "# Everything the course needs, pinned. Made from requirements.in by 'make pins'; do not edit."; \
	  build/pins/bin/python -m pip freeze --local | grep -E '^[A-Za-z0-9._-]+==' | sed -E 's/\+[a-z0-9.]+$$//'; \
	} > requirements.txt
	rm -rf build/pins

clean:  ## remove what was built, keep the environment
	rm -rf _build build dist .pytest_cache .ruff_cache .hypothesis

distclean: clean  ## remove the environment as well
	rm -rf $(VENV)
