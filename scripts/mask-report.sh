#!/usr/bin/env bash
# Reads a text report and prints it without what differs between two good runs: times and machine facts.
set -euo pipefail

# The section "Machine and times" is the last one. Blanks before a number go too: they depend on its width.
sed -E \
    -e '/^[#0-9. ]*Machine and times/,$d' \
    -e 's/^Machine.*/Machine <masked>/' \
    -e 's/ *\b[0-9]+(\.[0-9]+)? s([^[:alnum:]]|$)/ <time> s\2/g'
