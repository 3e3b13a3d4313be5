#!/usr/bin/env bash
# Measures each form of a report of thirty models, twenty-one symbols and eight years: a line of JSON a form, the median of five.
#
#   Benchmarks/reports/measure.sh [STORE]      STORE: a store of Benchmarks/reports/thirty-models.yaml, instead of a new run
#
# Seconds are of the whole command: opening the store, reading it, rendering, writing the file. Needs `make build` before, and
# GNU time. Ends with 1 where a bar is missed: text 1 s, page 3 s and 2 MB, 200 MB of memory.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
store=${1:-$scratch/thirty.sqlite}
hindcast=.build/release/hindcast
if [[ ! -f $store ]]; then
    $hindcast run Benchmarks/reports/thirty-models.yaml --db "$store" --reports "$scratch/reports" --quiet >/dev/null
fi
missed=0
for form in text html json; do
    for _ in 1 2 3 4 5; do
        # Processor time beside the time that passes: the one is the work, the other also what else the machine does.
        command time -f '%e %U %S %M' -o "$scratch/time" "$hindcast" report --db "$store" --format $form --out "$scratch/out.$form"
        cat "$scratch/time"
    done | sort -n | sed -n 3p >"$scratch/median"
    read -r seconds user system kilobytes <"$scratch/median"
    bytes=$(wc -c <"$scratch/out.$form")
    echo "{\"work\":\"report\",\"form\":\"$form\",\"seconds\":$seconds,\"processor_seconds\":$(awk "BEGIN { print $user + $system }")," \
        "\"megabytes_of_memory\":$((kilobytes / 1024)),\"bytes\":$bytes}"
    case $form in
        text) limit=1 most=100000000 ;;
        html) limit=3 most=2000000 ;;
        json) continue ;;
    esac
    if (($(awk "BEGIN { print ($user + $system > $limit) }"))) || ((bytes > most)) || ((kilobytes > 200 * 1024)); then
        echo "report: $form misses its bar" >&2
        missed=1
    fi
done
exit $missed
