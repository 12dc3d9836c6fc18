# Everything a contributor runs. `make` alone lists the targets.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help demo test test-setup test-rust test-web test-browser test-onnx web lint bench bench-peers bench-store bench-weigh train soak fuzz
.PHONY: release lexicon-release wheel test-python test-r batch test-batch bench-batch

CARGO ?= cargo
# The demonstration's address: make demo PORT=8750
PORT ?= 8745
# Seconds per target of `make fuzz`.
FUZZ_SECONDS ?= 60
# Benchmark sets that cannot be given away stand outside this repository; see bench/README.md.
MARSAD_SHARED ?= ../shared

# `$(call LOUD,words)`: what was left out must not be overlooked.
LOUD = printf '\n!!! %s\n\n' "$(1)" >&2
HAVE_NODE = { command -v npm >/dev/null && node -e 'process.exit(+process.versions.node.split(".")[0] >= 20 ? 0 : 1)'; }
CHROMIUM = /usr/bin/chromium
# The program with the features that the tests' build gives its libraries: built alone (`-p marsad`) most of them would be built again.
AS_TESTED = $(CARGO) build -q --bin marsad --test floors

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 16

demo: web ## build the program and serve the demonstration
	$(CARGO) build --release -p marsad
	target/release/marsad demo --port $(PORT)

web: ## build the web page's script, when Node 20 or newer is there
	@if $(HAVE_NODE); then .ci/npm.sh && npm --prefix web run build; \
	else $(call LOUD,Node 20 or newer is missing: the pages are built without their script. They work; keys and highlighting do not.); fi

test: test-setup test-web test-rust test-browser ## every test; what cannot run here is named loudly

test-setup:
	@if [ ! -x $(CHROMIUM) ] && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  apt-get update -q && apt-get install -y -q --no-install-recommends chromium fonts-noto-core; fi
	@if ! command -v pdftotext >/dev/null && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  apt-get update -q && apt-get install -y -q --no-install-recommends poppler-utils; fi
	@if ! ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 && ! command -v initdb >/dev/null && [ "$$(id -u)" = 0 ] \
	  && command -v apt-get >/dev/null; then apt-get update -q && apt-get install -y -q --no-install-recommends postgresql; fi

test-web:
	@if $(HAVE_NODE); then .ci/npm.sh && npm --prefix web run build && npm --prefix web run check; \
	else $(call LOUD,LEFT OUT: the checks of web/. Node 20 or newer is missing.); fi

test-rust:
	@if $(CARGO) nextest --version >/dev/null 2>&1; then \
	  code=0; $(CARGO) nextest run --no-fail-fast || code=1; \
	  $(CARGO) test --doc --no-fail-fast || code=1; exit $$code; \
	else $(CARGO) test --no-fail-fast; fi

test-browser:
	@if ! $(HAVE_NODE); then $(call LOUD,LEFT OUT: the browser tests. Node 20 or newer is missing.); \
	elif [ ! -x $(CHROMIUM) ]; then $(call LOUD,LEFT OUT: the browser tests. $(CHROMIUM) is missing and only root can install it.); \
	else $(AS_TESTED) && npm --prefix web test; fi

wheel: ## build the Python package; it lies in python/dist
	python/build.sh

test-python: ## build the Python package, install it into a fresh environment, run its tests and notebook
	@if python3 -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))' 2>/dev/null; then python/test.sh; \
	else $(call LOUD,LEFT OUT: the Python package. Python 3.10 or newer with venv is missing: apt-get install python3-venv.); fi

test-r: ## run the R of docs/r.md over the sample dispatches; needs R and a built program
	tools/r.sh target/release/marsad
# `batch/` has a query engine in it, which takes longer to build than all the rest: its own profile, and where wanted its own folder.
BATCH = CARGO_TARGET_DIR="$${MARSAD_BATCH_TARGET:-$(CURDIR)/target}"

batch: ## build marsad-batch, to which `marsad batch` and `marsad sql` hand their work; 20 minutes the first time
	$(BATCH) $(CARGO) build --profile batch -p marsad-batch $(if $(BATCH_FEATURES),--features $(BATCH_FEATURES))

test-batch: ## the tests of batch/, and its lints
	$(BATCH) $(CARGO) clippy --profile batch -p marsad-batch --all-targets -- -D warnings
	@if $(CARGO) nextest --version >/dev/null 2>&1; then \
	  $(BATCH) $(CARGO) nextest run --cargo-profile batch -p marsad-batch --no-fail-fast; \
	else $(BATCH) $(CARGO) test --profile batch -p marsad-batch --no-fail-fast; fi

lint: ## formatting, clippy, lexicon, licences
	$(CARGO) fmt --all --check
	$(CARGO) clippy --all-targets -- -D warnings
	$(AS_TESTED) && "$${CARGO_TARGET_DIR:-target}"/debug/marsad lint
	@.ci/lint-scripts.sh
	@if $(CARGO) deny --version >/dev/null 2>&1; then $(CARGO) deny check bans licenses sources && \
	  { $(CARGO) deny check advisories || $(call LOUD,LEFT OUT: advisories. Their list cannot be fetched or names a package; see above.); }; \
	else $(call LOUD,LEFT OUT: licences and advisories. Install with: cargo install cargo-deny --locked); fi

test-onnx: ## the reader of names with a model that the test writes; builds what runs ONNX models first
	$(CARGO) test -p marsad-second --features onnx

soak: ## a simulated web and a collector killed 20 times; figures to bench/results/soak.tsv
	MARSAD_SOAK_TABLE="$(CURDIR)/bench/results/soak.tsv" $(CARGO) test --release -p marsad-collect --test soak -- \
	  --ignored --exact a_long_run_loses_and_doubles_nothing_and_stays_polite --nocapture

bench: ## measure, and write the figures to bench/results
	MARSAD_SHARED="$(MARSAD_SHARED)" bench/run.sh

train: ## grow the forests under lexicon/ar/learned anew from bench/own/reports
	bench/train.sh

bench-store: ## a store of a million reports on both databases: size, speed, times of questions
	bench/store.sh

bench-weigh: ## a store of 100,000 documents weighed as they come in: time, memory, size
	bench/weigh.sh

bench-peers: ## every peer that installs beside this program: one table, charts, docs/benchmarks.md
	MARSAD_SHARED="$(MARSAD_SHARED)" bench/side-by-side.sh

release: ## the static program, the Debian package, the list of what is in it, the lexicon, checksums: dist/
	packaging/release.sh dist

lexicon-release: ## the lexicon by itself, with its version and licences: dist/lexicon-VERSION.tar.gz
	$(CARGO) build -q --release -p marsad
	mkdir -p dist && packaging/lexicon.sh target/release/marsad dist
bench-batch: ## whole archives into tables: speed, memory, ten kills; figures to bench/results/batch.tsv
	MARSAD_SHARED="$(MARSAD_SHARED)" bench/batch.sh

fuzz: ## run every fuzz target for FUZZ_SECONDS; figures to bench/results/fuzz.tsv
	@$(CARGO) +nightly fuzz --version >/dev/null 2>&1 || { $(call LOUD,cargo-fuzz is missing. Install with: rustup toolchain install nightly && cargo install cargo-fuzz); exit 1; }
	CARGO="$(CARGO)" bench/fuzz.sh $(FUZZ_SECONDS)
