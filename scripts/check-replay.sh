#!/usr/bin/env bash
# Whether the nights of the spring of 2020, made one after the other, give the forecasts of the backtest to the bit.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

hindcast=${HINDCAST:-.build/release/hindcast}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

"$hindcast" run pipelines/nightly-replay-2020.yaml --from 2020-01-02 --to 2020-06-30 --quiet \
    --db "$scratch/nights.sqlite" --reports "$scratch/reports" >/dev/null
"$hindcast" run pipelines/nightly-replay-2020-backtest.yaml --quiet \
    --db "$scratch/backtest.sqlite" --reports "$scratch/reports" >/dev/null

counts=$(sqlite3 "$scratch/nights.sqlite" "
    ATTACH '$scratch/backtest.sqlite' AS other;
    CREATE TEMP TABLE night AS SELECT model, symbol, cutoff, target_date, mean, scale, shape, q05, q95, actual FROM main.forecast_vs_actual;
    CREATE TEMP TABLE past AS SELECT model, symbol, cutoff, target_date, mean, scale, shape, q05, q95, actual FROM other.forecast_vs_actual;
    SELECT (SELECT count(*) FROM night), (SELECT count(*) FROM past),
        (SELECT count(*) FROM night JOIN past USING (model, symbol, cutoff)
            WHERE night.mean = past.mean AND night.scale = past.scale AND night.shape IS past.shape
                AND night.q05 = past.q05 AND night.q95 = past.q95),
        -- The outcome of the last night's forecasts is not known to it.
        (SELECT count(*) FROM night JOIN past USING (model, symbol, cutoff)
            WHERE night.actual IS NOT NULL AND (night.actual <> past.actual OR night.target_date <> past.target_date));")
IFS='|' read -r nights past equal wrong <<<"$counts"
echo "forecasts of the nights: $nights; of the backtest: $past; equal to the bit: $equal; outcomes that differ: $wrong"
[[ $nights -gt 0 && $nights == "$past" && $nights == "$equal" && $wrong == 0 ]]
