#!/usr/bin/env bash
# Runs the small pipeline in a folder of its own and prints the masked report. Needs `make build` before.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

.build/release/hindcast run pipelines/ci.yaml --db "$scratch/ci.sqlite" --reports "$scratch/reports" \
    >"$scratch/stdout" 2>"$scratch/stderr" </dev/null || {
    cat "$scratch/stdout" "$scratch/stderr" >&2
    exit 1
}
report=$(sed -n 's/^Report: //p' "$scratch/stdout" | tail -n 1)
if [[ ! -f $report ]]; then
    cat "$scratch/stdout" "$scratch/stderr" >&2
    echo "hindcast run did not say on a line 'Report: PATH' where its report is" >&2
    exit 1
fi
scripts/check-page.sh "${report%.txt}.html" >&2
scripts/mask-report.sh <"$report" | sed "s|$scratch|<scratch>|g"
