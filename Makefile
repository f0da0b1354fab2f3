# Two commands on a fresh machine: make demo, make test. Both fetch what they need.
PYTHON ?= python3
UV = $(shell command -v uv 2>/dev/null || echo .tools/bin/uv)
RUN = $(UV) run --frozen --no-sync

.PHONY: demo serve test types sqlite postgres cases check setup browser bench clean

demo: setup  ## assess the made-up estates of 47 fictional bodies, and fill a register with them
	$(RUN) custodes demo

serve: setup  ## open the register that make demo filled (PORT=8001 for another port)
	$(RUN) custodes serve --demo $(if $(PORT),--port $(PORT))

test: setup browser  ## style, types, and every test; those of the service on both databases
	$(RUN) ruff check .
	$(RUN) ruff format --check .
	@$(MAKE) --no-print-directory -j 3 types sqlite postgres

types:  ## that everything fits together, as far as types tell
	CUSTODES_SECRET_KEY=types $(RUN) mypy

sqlite:  ## every test; beside those on PostgreSQL, as both wait for processes and browsers half of the time
	$(RUN) pytest -n auto

postgres:  ## those of the service
	$(RUN) pytest -n auto -m service --database postgres

cases: setup  ## accuracy by category on labelled cases (../shared/cases, or CASES=folder)
	$(RUN) python benchmarks/cases.py $(or $(CASES),../shared/cases)

bench: setup  ## speed beside its floors (BENCH="engine intake names ..." and SIZES=...)
	$(UV) run --frozen --no-sync --with-requirements benchmarks/requirements.txt python benchmarks/run.py $(BENCH)

setup:
	@command -v uv >/dev/null 2>&1 || test -x .tools/bin/uv || $(MAKE) --no-print-directory uv
	@$(UV) sync --frozen --quiet --inexact
	@$(RUN) python styles/build.py

# uv goes where this Python puts its commands; where the system keeps its Python closed, into .tools
uv:
	@echo "Installing uv, which installs everything else"
	@$(PYTHON) -m pip install --quiet --root-user-action=ignore uv 2>/dev/null && command -v uv >/dev/null \
	  || ($(PYTHON) -m venv .tools && .tools/bin/pip install --quiet uv \
	      && echo "uv is in .tools/bin: use .tools/bin/uv run custodes, or put it on your PATH")

# The report is looked at in a real browser. Without one (and without the right to install one) those tests are skipped.
browser:
	@command -v chromium >/dev/null 2>&1 || ( test "$$(id -u)" = 0 && command -v apt-get >/dev/null 2>&1 \
	  && apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null ) \
	  || echo "No chromium: the browser tests will be skipped"

clean:
	rm -rf .venv .tools demo out styles/node_modules src/custodes/web/static/build
