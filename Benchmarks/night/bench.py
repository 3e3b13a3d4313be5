#!/usr/bin/env python3
"""How long a night takes: many series with years of history in the store, one new session each.

    Benchmarks/night/bench.py .build/release/hindcast [--series 500 5000] [--years 5 15 30] [--nights 3]
        [--python Benchmarks/.venv/bin/python] [--record docs/nights.md]

For each size a store is made once: price files, a first night that fits the models, and nights that grow every file by a line. What
is measured is the whole command by the clock, and its largest memory; of the nights the median. With --python the same files also
go through python_way.py, in the same nights.
"""

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "Tests", "Faults"))
from market import HEADER, rows, sessions  # noqa: E402

PIPELINE = """name: bench
kind: nightly
data: {prices: prices}
models: [ewma, rnn: {hidden: 16, epochs: 1}]
evaluation: {training: {rolling: 500 sessions}, validation: 60 sessions}
nightly: {retrain: never}
output: {store: s.sqlite, reports: reports}
"""


def measured(command, folder):
    """Wall-clock seconds, largest memory in MB, stderr."""
    start = time.monotonic()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    log = process.stderr.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.monotonic() - start
    assert status == 0, log
    return seconds, usage.ru_maxrss / 1024, log


def night(binary, series, years, nights, keep_log, python):
    folder = tempfile.mkdtemp(prefix="hindcast-bench-", dir=os.environ.get("TMPDIR"))
    try:
        os.makedirs(f"{folder}/prices")
        with open(f"{folder}/n.yaml", "w") as file:
            file.write(PIPELINE)
        days = sessions(years * 252 + nights)
        pending = {}
        for index in range(series):
            symbol = f"S{index:05d}"
            lines = rows(symbol, days)
            with open(f"{folder}/prices/{symbol}.csv", "w") as file:
                file.write(HEADER + "".join(lines[:-nights]))
            pending[symbol] = lines[-nights:]
        measured([binary, "run", "n.yaml"], folder)
        peer = [python, os.path.join(os.path.dirname(os.path.abspath(__file__)), "python_way.py"), folder] if python else None
        if peer:
            measured(peer, folder)
        size = os.path.getsize(f"{folder}/s.sqlite") / 1e6
        results, peers = [], []
        for place in range(nights):
            for symbol, lines in pending.items():
                with open(f"{folder}/prices/{symbol}.csv", "a") as file:
                    file.write(lines[place])
            time.sleep(0.2)
            results.append(measured([binary, "run", "n.yaml"], folder))
            if peer:
                peers.append(measured(peer, folder))
        results.sort()
        seconds, memory, log = results[len(results) // 2]
        if keep_log:
            print(log, file=sys.stderr)
        again, _, _ = measured([binary, "run", "n.yaml"], folder)
        cells = [f"{size:.0f}", f"{seconds:.2f}", f"{memory:.0f}", f"{again:.2f}"]
        if peer:
            peer_seconds, peer_memory, _ = sorted(peers)[len(peers) // 2]
            cells += [f"{peer_seconds:.2f}", f"{peer_memory:.0f}"]
        return cells
    finally:
        shutil.rmtree(folder)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("--series", type=int, nargs="+", default=[500])
    parser.add_argument("--years", type=int, nargs="+", default=[5, 15, 30])
    parser.add_argument("--nights", type=int, default=3)
    parser.add_argument("--python", help="an interpreter with pandas and torch, to do the same nights the Python way")
    parser.add_argument("--log", action="store_true")
    parser.add_argument("--record")
    arguments = parser.parse_args()
    heads = ["series", "years", "store MB", "night s", "memory MB", "second run s"]
    if arguments.python:
        heads += ["Python s", "Python MB"]
    lines = ["| " + " | ".join(heads) + " |", "| " + " | ".join(["---:"] * len(heads)) + " |"]
    for series in arguments.series:
        for years in arguments.years:
            cells = night(
                os.path.abspath(arguments.binary), series, years, arguments.nights, arguments.log,
                arguments.python and os.path.abspath(arguments.python))
            lines.append("| " + " | ".join([f"{series:,}", str(years)] + cells) + " |")
            print(lines[-1], flush=True)
    if arguments.record:
        with open(arguments.record) as file:
            text = file.read()
        start, end = "<!-- nights: begin -->\n", "<!-- nights: end -->"
        head, rest = text.split(start)
        with open(arguments.record, "w") as file:
            file.write(head + start + "\n" + "\n".join(lines) + "\n\n" + end + rest.split(end)[1])


if __name__ == "__main__":
    main()
