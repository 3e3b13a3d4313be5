#!/usr/bin/env bash
# Makes the tables of docs/horizons.md: which way pays beyond the next session, on 2007-2014, and what came out on
# 2015-2022 with the models as they are. Prints the section “Horizons” of each run's report. Takes half an hour on two
# processors. HINDCAST: the binary, by default the release build.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
hindcast=${HINDCAST:-$PWD/.build/release/hindcast}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

measured() { # NAME FIRST-YEAR LAST-YEAR PATHS SINGLE-SESSIONS MODELS: pipelines/horizons.yaml with these
    sed -e "s|\.\./data|$PWD/data|g" -e "s|\.\./||g" -e "s/^name: .*/name: $1/" -e '/^models:/,/^$/d' \
        -e "s/test: {from: 2015-01-01, to: 2022-12-31}/test: {from: $2-01-01, to: $3-12-31}/" \
        -e "s/horizon_paths: .*/horizon_paths: $4/" -e "s/^  horizons: .*/&\n  sessions_ahead: [$5]/" \
        -e 's/^  shock: .*//; s/^report:$//' pipelines/horizons.yaml >"$scratch/$1.yaml"
    printf '\nmodels: [random-walk, garch-t, %s]\n' "$6" >>"$scratch/$1.yaml"
    "$hindcast" run "$scratch/$1.yaml" --db "$scratch/$1.sqlite" --reports "$scratch/$1" --quiet >/dev/null 2>&1
    echo "== $1"
    sed -n '/^Horizons/,/^Calibration/p' "$scratch/$1"/*/report.txt | sed '$d'
}

both() { echo "{$1: {horizon_method: $2}}, {$1: {horizon_method: $3}}"; }
measured which-way 2007 2014 500 '5, 20' \
    "$(both har direct scaled), $(both har-x direct scaled), $(both tdnn direct scaled), {recalibrated: {of: garch-t}}, {recalibrated: {of: tdnn}}"
measured which-way-blend 2007 2014 500 '5, 20' blend
measured which-way-rnn 2007 2014 200 '5, 20' "$(both rnn simulated direct)"
measured what-came-out 2015 2022 500 '5, 20' \
    "ewma, {ewma: {errors: student-t}}, gjr-t, har-x, tdnn, $(both rnn simulated direct), gru, blend, {recalibrated: {of: tdnn}}"
measured classical 2015 2022 500 '2, 5, 10, 20' ewma
