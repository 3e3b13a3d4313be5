#!/usr/bin/env python3
"""What a large backtest would take on a cluster: docs/scale.md's numbers, computed from measured ones.

    python3 Benchmarks/scale/simulate.py                          # 100,000 symbols, 12 widths, 5 seeds, 8 folds
    python3 Benchmarks/scale/simulate.py --store hindcast.sqlite  # with the trial times of a run of your own
    python3 Benchmarks/scale/simulate.py --nodes 20 --panel 1000

A backtest of so many symbols is cut into panels, each a pipeline of its own: a trial reads all symbols of its panel.
Every trial of every panel is drawn around its measured mean, shards are cut from the *estimated* costs (longest first,
as `hindcast plan` does), nodes take shards in order, nodes die at random, and what they took with them is made again
in a sweep after the array has ended. Standard library only; the seed is fixed.
"""
import argparse
import heapq
import random
import sqlite3

# Measured; docs/scale.md says how.
SYMBOLS = 21                        # pipelines/history-widths.yaml
SECONDS = {5: .153, 10: .167, 20: .194, 60: .301, 120: .447, 250: .781}    # a trial of a TDNN of that width, mean of 16
SPREAD = 0.12                       # a trial's standard deviation around its mean, relative
SESSIONS = 2013                     # forecasts a symbol in eight years
ROW_BYTES = 148                     # a forecast in the store, indexes and all
START_SECONDS = 0.053               # reading one symbol's prices when a shard starts; a run's whole ingestion, so at most
BASE_MEGABYTES = 37                 # memory of a shard without symbols
SYMBOL_MEGABYTES = 2.2              # of a symbol's prices, returns, features and windows of 250
WORKER_MEGABYTES = 0.05             # of a symbol in each further trial in the making
MERGE_ROWS = 400_000                # rows a second
NODE_HOURS_BETWEEN_FAILURES = 2_000


def main():
    options = arguments()
    seconds = stored(options.store) if options.store else SECONDS
    generator = random.Random(1)
    widths = even_widths(options.widths)
    panels = -(-options.symbols // options.panel)
    mean = {width: at(seconds, width) / SYMBOLS * options.panel for width in widths}
    trials = [(mean[width], width) for width in widths for _ in range(options.seeds * options.folds)]

    shards = balanced([cost for cost, _ in trials], options.shards)
    start = START_SECONDS * options.panel
    lengths, work = [], 0.0
    for _ in range(panels):
        for shard in shards:
            drawn = [max(0.0, generator.gauss(trials[t][0], SPREAD * trials[t][0])) for t in shard]
            work += sum(drawn)
            lengths.append(start + makespan(drawn, options.cores))
    wall, lost, failures, rounds = cluster(lengths, options.nodes, generator)
    cores = options.nodes * options.cores
    rows = options.symbols * options.widths * options.seeds * SESSIONS
    panel_rows = rows / panels
    memory = BASE_MEGABYTES + options.panel * (SYMBOL_MEGABYTES + options.cores * WORKER_MEGABYTES)
    print(f"""| | |
|---|---|
| symbols, widths, seeds, folds | {options.symbols:,}, {options.widths}, {options.seeds}, {options.folds} |
| panels of {options.panel} symbols, each a pipeline | {panels:,} |
| trials (a model, seed and fold on a panel) | {panels * len(trials):,} |
| shards, {options.shards} a panel, {options.cores} workers each | {len(lengths):,} |
| core-hours of the trials alone | {work / 3600:,.0f} |
| a shard, mean and longest | {sum(lengths) / len(lengths):,.0f} s and {max(lengths):,.0f} s |
| {options.nodes} nodes of {options.cores} cores: from start to last shard | {wall / 3600:,.1f} h |
| of the cores' time spent on trials that count | {work / (wall * cores):.0%} |
| nodes that died, work lost with them, sweeps | {failures}, {lost * options.cores / 3600:,.1f} core-hours, {rounds} |
| memory a shard | {memory / 1024:,.1f} GB |
| forecasts | {rows / 1e9:,.1f} billion, {rows * ROW_BYTES / 1e12:,.2f} TB |
| merge of one panel | {panel_rows / 1e6:,.0f} million rows, {panel_rows * ROW_BYTES / 1e9:,.1f} GB, {panel_rows / MERGE_ROWS:,.0f} s |
| merge of all panels, {options.merges} at once | {rows / MERGE_ROWS / options.merges / 3600:,.1f} h |
| merge of all into one store | {rows / MERGE_ROWS / 3600:,.1f} h |""")


def arguments():
    parser = argparse.ArgumentParser()
    for name, value in [("symbols", 100_000), ("widths", 12), ("seeds", 5), ("folds", 8), ("panel", 500),
                        ("shards", 1), ("nodes", 40), ("cores", 16), ("merges", 20)]:
        parser.add_argument(f"--{name}", type=int, default=value)
    parser.add_argument("--store", help="a store with a run of pipelines/history-widths.yaml")
    return parser.parse_args()


def stored(path):
    """Mean seconds of a trial by width, from a run that was made on a quiet machine."""
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as db:
        return dict(db.execute("SELECT width, avg(train_seconds) FROM trial WHERE model LIKE 'tdnn%' GROUP BY width"))


def even_widths(count):
    """So many widths from a week to a year, evenly spaced in their logarithm."""
    return [round(5 * (250 / 5) ** (i / max(count - 1, 1))) for i in range(count)]


def at(seconds, width):
    """The seconds of a width between two that were measured."""
    known = sorted(seconds)
    below = max((w for w in known if w <= width), default=known[0])
    above = min((w for w in known if w >= width), default=known[-1])
    share = 0 if above == below else (width - below) / (above - below)
    return seconds[below] + share * (seconds[above] - seconds[below])


def balanced(costs, count):
    """The trials of each shard: the longest first, each to the shard with the least."""
    heap, shards = [(0.0, shard) for shard in range(count)], [[] for _ in range(count)]
    for trial in sorted(range(len(costs)), key=lambda t: (-costs[t], t)):
        load, shard = heapq.heappop(heap)
        shards[shard].append(trial)
        heapq.heappush(heap, (load + costs[trial], shard))
    return shards


def makespan(lengths, workers):
    """The time until the last worker has ended, the longest first."""
    free = [0.0] * workers
    for length in sorted(lengths, reverse=True):
        heapq.heapreplace(free, free[0] + length)
    return max(free)


def cluster(lengths, nodes, generator, repair=3600.0, launch=1.0):
    """Wall-clock seconds of all shards with the sweeps, seconds lost, failures and sweeps."""
    wall = lost = 0.0
    failures = rounds = 0
    waiting = lengths
    while waiting:
        free = [(wall, node) for node in range(nodes)]
        heapq.heapify(free)
        missing = []
        for length in waiting:
            begin, node = heapq.heappop(free)
            until = generator.expovariate(1 / (NODE_HOURS_BETWEEN_FAILURES * 3600))
            if until < length:
                failures, lost = failures + 1, lost + until
                missing.append(length)
                heapq.heappush(free, (begin + until + repair, node))
            else:
                heapq.heappush(free, (begin + launch + length, node))
                wall = max(wall, begin + launch + length)
        waiting, rounds = missing, rounds + bool(missing)
    return wall, lost, failures, rounds


main()
