#!/bin/sh
# What ranges add to HAR and to the networks: two backtests and the tables of docs/ranges.md.
#
#   Benchmarks/ranges/measure.sh PRICES [FROM TO]
#
# PRICES holds SPY.csv, IBM.csv, AAPL.csv, BAC.csv, QQQ.csv and IWM.csv; FROM and TO are the dates judged, 2015-01-01 and
# 2021-03-31 where they are not given. HINDCAST names the program, JOBS how many trials run at a time.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
prices=$(cd "$1" && pwd)
from=${2:-2015-01-01}
to=${3:-2021-03-31}
program=${HINDCAST:-$here/../../.build/release/hindcast}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$here/first-dates.csv" "$work"
for name in ranges closes; do
    sed -e "s|^  prices: PRICES|  prices: \"$prices\"|" -e "s|{from: 2015-01-01, to: 2021-03-31}|{from: $from, to: $to}|" \
        "$here/$name.yaml" > "$work/$name.yaml"
    "$program" run "$work/$name.yaml" --jobs "${JOBS:-2}" > /dev/null 2> "$work/$name.log" || { cat "$work/$name.log" >&2; exit 1; }
done
python3 "$here/compare.py" "$work/ranges.sqlite" "$work/closes.sqlite"
