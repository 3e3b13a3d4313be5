#!/usr/bin/env bash
# Kills an ingest at random moments, takes the files in again, and compares the stores:
# scripts/kill-ingest.sh FOLDER [TIMES, 200 by default]. Needs the sqlite3 shell and a build: the release one, or the
# program that HINDCAST names.
set -euo pipefail
hindcast=${HINDCAST:-$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)/.build/release/hindcast}
folder=$1
times=${2:-200}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Row numbers and times of day are the store's own; everything else has to be equal.
dump() {
    sqlite3 "$1" "
        SELECT 'bar', s.symbol, b.date, b.open, b.high, b.low, b.close, b.adjusted_close, b.volume, f.path, f.version
            FROM bar b JOIN series s ON s.id = b.series_id JOIN source_file f ON f.id = b.source_file_id ORDER BY 2, 3;
        SELECT 'file', s.symbol, path, version, sha256, bytes, format, lines, header, blank, accepted, rejected
            FROM source_file JOIN series s ON s.id = series_id ORDER BY 2, 3, 4;
        SELECT 'rejected', f.path, f.version, r.number, r.line, r.raw_text, r.reason, r.detail
            FROM rejected_row r JOIN source_file f ON f.id = source_file_id ORDER BY 2, 3, 4;
        SELECT 'revision', count(*) FROM bar_revision; SELECT 'rebase', count(*) FROM rebase;
        SELECT 'session', * FROM session ORDER BY date;
        SELECT 'health', * FROM data_health ORDER BY symbol;
        PRAGMA integrity_check; PRAGMA foreign_key_check;" | sha256sum
}
milliseconds() { date +%s%3N; }

start=$(milliseconds)
"$hindcast" ingest "$folder" --db "$work/whole.sqlite" >/dev/null 2>&1 || true
span=$(($(milliseconds) - start))
expected=$(dump "$work/whole.sqlite")

for ((run = 1; run <= times; run++)); do
    rm -f "$work"/killed.sqlite*
    "$hindcast" ingest "$folder" --db "$work/killed.sqlite" >/dev/null 2>&1 &
    moment=$((RANDOM * span / 32768))
    sleep "$((moment / 1000)).$(printf '%03d' $((moment % 1000)))"
    kill -9 $! 2>/dev/null || true
    wait $! 2>/dev/null || true
    "$hindcast" ingest "$folder" --db "$work/killed.sqlite" >/dev/null 2>&1 || true
    if [[ $(dump "$work/killed.sqlite") != "$expected" ]]; then
        echo "run $run: the store differs from that of an ingest that was not killed" >&2
        exit 1
    fi
done
echo "$times kills within $span ms of work; every store came out the same"
