#!/usr/bin/env bash
# Measures what docs/scale.md builds on: a plan of a million trials, the rate of a merge, the overhead of shards, and,
# where Slurm is installed, two nodes beside one. Wants a quiet machine. HINDCAST: the binary, by default the release
# build.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
export PATH=$PATH:/usr/sbin:/sbin HINDCAST=${HINDCAST:-$PWD/.build/release/hindcast}
# shellcheck source=../../cluster/test/slurm.sh
. cluster/test/slurm.sh
scratch=$(mktemp -d)
trap 'slurm_down; rm -rf "$scratch"' EXIT

now() { date +%s.%N; }
since() { awk -v a="$1" -v b="$(now)" 'BEGIN { printf "%.2f", b - a }'; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.3f", a / b }'; }
million() { # a pipeline of a million trials: 105 widths, 100 seeds, 96 months
    cat <<END
name: million
kind: backtest
data: {prices: $PWD/data/prices, symbols: [AAPL, JPM, SP500], from: 2000-01-01, to: 2022-12-28, first_dates: $PWD/data/first-dates.csv}
models:
  - tdnn: {widths: [$(seq -s ', ' 2 106)]}
seeds: 100
evaluation: {test: {from: 2014-01-01, to: 2021-12-31}, refit: monthly, training: expanding, validation: 1 year}
output: {store: x.sqlite, reports: x}
END
}
median() { # a pipeline whose trials are of one kind, long enough for shards of more than 10 s
    cat <<END
name: shards
kind: backtest
data:
  prices: $PWD/data/prices
  from: 1990-01-02
  to: 2022-12-28
  first_dates: $PWD/data/first-dates.csv
models:
  - random-walk
  - tdnn: {widths: [5, 10, 20, 60, 120, 250]}
  - rnn: {hidden: [16, 32]}
seeds: 2
evaluation: {test: {from: 2015-01-01, to: 2022-12-31}, refit: yearly, training: expanding, validation: 1 year}
output: {store: x.sqlite, reports: x}
END
}

million >"$scratch/million.yaml"
start=$(now)
python3 - "$HINDCAST" plan "$scratch/million.yaml" --shards 1000 -o "$scratch/million.sqlite" -q <<'END'
import resource, subprocess, sys, time
begin = time.time()
out = subprocess.run(sys.argv[1:], check=True, capture_output=True, text=True).stdout.splitlines()[-1]
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(f"plan: {out}: {time.time() - begin:.1f} s, {used.ru_utime + used.ru_stime:.1f} s of a processor, "
      f"{used.ru_maxrss / 1024:.0f} MB")
END

# Seconds of the clock, and of the processor: the second also tells the truth on a machine that is not quiet.
timed() { # NAME COMMAND…: writes "clock processor" to the file NAME
    local TIMEFORMAT='%R %U %S'
    local name=$1
    shift
    { time "$@" >/dev/null 2>"$scratch/stderr-$name"; } 2>"$scratch/time-$name" ||
        { cat "$scratch/stderr-$name" >&2; return 1; }
    awk '{ printf "%.2f %.2f\n", $1, $2 + $3 }' "$scratch/time-$name" >"$scratch/$name"
}
whole() { # PROCESSOR
    taskset -c "$1" "$HINDCAST" run "$scratch/shards.yaml" --db "$scratch/whole.sqlite" --reports "$scratch/r" --jobs 1 -q
}
sharded() { # PROCESSOR
    taskset -c "$1" "$HINDCAST" plan "$scratch/shards.yaml" --shards 4 -o "$scratch/plan.sqlite" -q
    local shard
    for shard in 0 1 2 3; do
        taskset -c "$1" "$HINDCAST" shard --plan "$scratch/plan.sqlite" --shard "$shard" --out "$scratch/shards" --jobs 1 -q
    done
    taskset -c "$1" "$HINDCAST" merge --plan "$scratch/plan.sqlite" --out "$scratch/shards" \
        --db "$scratch/merged.sqlite" --reports "$scratch/rs"
}
# Processors are not equally fast from minute to minute: both run at the same moment, on one each, and change places.
median >"$scratch/shards.yaml"
for pair in 0 1 2 3; do
    rm -rf "$scratch"/{whole,merged,plan}.sqlite "$scratch"/{r,rs,shards}
    # Each in the background: what a shell waits for while it times something is timed, too.
    timed one whole $((pair % 2)) & one=$!
    timed parts sharded $((1 - pair % 2)) & parts=$!
    wait "$one"
    wait "$parts"
    "$HINDCAST" dump --db "$scratch/whole.sqlite" >"$scratch/whole.dump"
    "$HINDCAST" dump --db "$scratch/merged.sqlite" | cmp - "$scratch/whole.dump"
    paste "$scratch/one" "$scratch/parts" >>"$scratch/pairs"
done
awk '{ printf "pair %d: a run %s s, plan, 4 shards and merge %s s: %.3f by the clock, %.3f of a processor; dumps equal\n",
        NR, $1, $3, $3 / $1, $4 / $2
      clock += $3 / $1; processor += $4 / $2 }
    END { printf "mean: %.3f by the clock, %.3f of a processor\n", clock / NR, processor / NR }' "$scratch/pairs"
grep merged "$scratch/stderr-parts"
rm "$scratch/merged.sqlite"
timed again "$HINDCAST" merge --plan "$scratch/plan.sqlite" --out "$scratch/shards" --db "$scratch/merged.sqlite" \
    --reports "$scratch/r"
echo "merge with judging and report: $(awk '{ print $1 " s, " $2 " s of a processor" }' "$scratch/again")"

command -v slurmctld >/dev/null || exit 0
elapsed() { # NODES: the seconds from submission to the last of 4 shards
    slurm_up "$scratch/slurm$1" "$1"
    local folder=$scratch/nodes$1 start
    start=$(now)
    HINDCAST_PAUSE=0 timeout 60 cluster/slurm/submit.sh "$scratch/shards.yaml" 4 "$folder" >/dev/null 2>&1
    last_is_there() { [[ $(find "$folder/shards" -name 'shard-*' | wc -l) == 4 ]]; }
    AWAIT_SECONDS=600 await "all shards" last_is_there
    since "$start"
    slurm_down
}
one=$(elapsed 1)
two=$(elapsed 2)
echo "Slurm, 4 shards: one node $one s, two nodes $two s, $(ratio "$one" "$two") times as fast"
