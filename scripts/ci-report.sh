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
.build/release/hindcast report --db "$scratch/ci.sqlite" --index --reports "$scratch/reports" >/dev/null
scripts/check-html.sh "${report%.txt}.html" "$scratch/reports/index.html" reports/sample/report.html >&2
.build/release/hindcast report --db "$scratch/ci.sqlite" --format json --out "$scratch/report.json" >&2
.build/release/hindcast report --db "$scratch/ci.sqlite" --format csv --out "$scratch/tables" >&2
if command -v python3 >/dev/null; then
    scripts/check-tables.py "$scratch/report.json" "$scratch/tables" >&2
else
    echo "check-tables: skipped, there is no python3 here" >&2
fi
scripts/mask-report.sh <"$report" | sed "s|$scratch|<scratch>|g"
