# Hindcast. `make` alone lists what can be made.

HINDCAST := .build/release/hindcast
PIPELINE ?= pipelines/history-widths.yaml

.PHONY: help setup build backtest bench bench-night bench-peers check-deb cluster-bench cluster-test deb faults lab test lint clean
.DEFAULT_GOAL := help

help:           ## list these targets
	@sed -n 's/^\([a-z-]*\):[^#]*## /  make \1\t/p' Makefile | expand -t 22

setup:          ## install the libraries the build needs, where they are missing
	@scripts/setup.sh

build: setup    ## build the command line in release mode
	@swift build -c release --product hindcast >&2

backtest: build ## which history width pays? Runs all stages and prints the leaderboard (PIPELINE=FILE for another)
	@$(HINDCAST) run $(PIPELINE)

bench: build    ## how fast training, streaming, a backtest and an ingest are: a line of JSON a work, within 3 minutes
	@swift build -c release --package-path Benchmarks >&2
	@Benchmarks/.build/release/Bench
	@if [ "$$(uname -m)" = x86_64 ]; then HINDCAST_CPU=avx2 Benchmarks/.build/release/Bench peak tanh W1 W2 W3 W6; fi

bench-peers: build ## the same works in PyTorch, JAX and NumPy; ingest in pandas, DuckDB, polars, sqlite3: beside ours
	@swift build -c release --package-path Benchmarks >&2
	@Benchmarks/peers/run

cluster-bench: build ## shards beside one run, two Slurm nodes beside one, a plan of a million trials
	@Benchmarks/scale/measure.sh

cluster-test: build ## a real, private Slurm and all that goes wrong on clusters; skipped where there is no Slurm
	@cluster/test/run

bench-night: build ## how long a night of 500 series takes, with 5, 15 and 30 years in the store
	@Benchmarks/night/bench.py $(HINDCAST)

faults: build   ## break nights in every way, within 10 minutes, and see whether the morning's file is right
	@Tests/Faults/faults.py $(HINDCAST)

deb: setup      ## build the Debian package: binary, man pages, completions, systemd units
	@packaging/deb.sh

check-deb: deb  ## install the package on a clean Debian 12 and run a night there (root and a Debian mirror)
	@packaging/check-deb.sh hindcast_*.deb

lab: build      ## run the sequence lab and write reports/lab.txt
	@mkdir -p reports
	@scripts/lab.sh >reports/lab.txt.tmp && mv reports/lab.txt.tmp reports/lab.txt && cat reports/lab.txt

test: setup     ## run all tests
	@swift test

lint:           ## check the style of all Swift files
	@swift format lint --strict -r Sources Tests Package.swift

clean:          ## remove what was built; reports and stores stay
	@rm -rf .build
