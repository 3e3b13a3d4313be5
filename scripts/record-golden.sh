#!/usr/bin/env bash
# Records the report that .ci/run compares with. Ends non-zero, so that no check passes by recording.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

golden=Tests/Golden/ci-report.txt
make --no-print-directory build
mkdir -p "$(dirname "$golden")"
recorded=$(mktemp)
trap 'rm -f "$recorded"' EXIT
scripts/ci-report.sh >"$recorded"
cat "$recorded" >"$golden"
echo "recorded $golden; read its diff, then run again" >&2
exit 1
