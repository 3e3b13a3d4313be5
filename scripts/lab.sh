#!/usr/bin/env bash
# Runs every lab with its default arguments; the tables go to stdout, the time each takes to stderr.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

for lab in parity addition adding shapes charlm ngram impulse; do
    printf '== hindcast lab %s ==\n\n' "$lab"
    # The last line of a lab's log is how long it took.
    { .build/release/hindcast lab "$lab" 2>&1 >&3 | tail -n 1 >&2; } 3>&1
    echo
done
