#!/usr/bin/env bash
# Runs a backtest as an array of Slurm jobs: a plan, its shards, a sweep of what failed, the merge.
#
#   cluster/slurm/submit.sh PIPELINE SHARDS FOLDER [options of sbatch for the shards]
#
# FOLDER must be seen by all nodes. It gets plan.sqlite, shards/, logs/, hindcast.sqlite and reports/. To give the
# same command again is safe: shards that are there are not made again. Prints the numbers of the two jobs.
#   HINDCAST          the binary, seen by all nodes (default: the one in the PATH)
#   HINDCAST_DB       the store (default: FOLDER/hindcast.sqlite; may hold other runs)
#   HINDCAST_REPORTS  the folder of reports (default: FOLDER/reports)
set -euo pipefail

if (($# < 3)); then
    sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "$0" >&2
    exit 64
fi
pipeline=$1 shards=$2
mkdir -p "$3/shards" "$3/logs"
folder=$(cd "$3" && pwd)
shift 3

HINDCAST=$(command -v "${HINDCAST:-hindcast}") || { echo "submit.sh: no hindcast in the PATH; set HINDCAST" >&2; exit 64; }
export HINDCAST
HINDCAST_SCRIPTS=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
export HINDCAST_SCRIPTS HINDCAST_FOLDER=$folder
export HINDCAST_DB=${HINDCAST_DB:-$folder/hindcast.sqlite} HINDCAST_REPORTS=${HINDCAST_REPORTS:-$folder/reports}
export HINDCAST_ROUND=0

"$HINDCAST" plan "$pipeline" --shards "$shards" --output "$folder/plan.sqlite" >&2
array=$(sbatch --parsable --array="0-$((shards - 1))" --output="$folder/logs/shard-%a.%A.log" "$@" \
    "$HINDCAST_SCRIPTS/backtest.sbatch")
array=${array%%;*} # with several clusters: JOB;CLUSTER
finish=$(sbatch --parsable --dependency="afterany:$array" --output="$folder/logs/finish.%j.log" \
    "$HINDCAST_SCRIPTS/finish.sbatch" "$@")
echo "$array ${finish%%;*}"
