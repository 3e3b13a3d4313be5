"""Runs the works in ours and in the peers, work by work in turns, and prints tables of ratios in Markdown.

The lines of JSON go to standard error as they come, and to `.build/peers.jsonl`. Arguments name works, peers and
numbers of threads, for example `compare.py W1 W5 torch 1`; without any, all are run, which takes about twenty minutes.
"""

import json
import os
import platform
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
BUILD = os.path.join(HERE, "..", ".build")
BENCH = os.path.join(BUILD, "release", "Bench")
WORKS = ["W1", "W2", "W3", "W5", "W6", "tanh"]
PEERS = {"torch": "PyTorch", "jax": "JAX", "numpy": "NumPy"}


def lines_of(command, log):
    """The JSON lines that a command prints, shown and kept as they come."""
    found = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        for text in process.stdout:
            print(text, end="", file=sys.stderr, flush=True)
            log.write(text)
            found.append(json.loads(text))
    if process.returncode:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}")
    return found


def row_of(line):
    """What a line is about, as a row is named."""
    words = [line["work"], line.get("model"), line.get("pass")]
    words += [f"{key} {line[key]}" for key in "NHT" if key in line]
    return " ".join(word for word in words if word)


def cost(line):
    """Seconds of whatever the line counts, and how a reader wants to see them."""
    # Other programs lengthen the time that passes; its shortest is the nearest to what two threads can do.
    best = "best_" if line["clock"] == "wall" and "peer" in line else ""
    if "per_second" in line:
        rate = line[best + "per_second"]
        return 1 / rate, f"{rate:,.0f}/s"
    for unit, short in [("microseconds", "µs"), ("nanoseconds", "ns")]:
        if unit in line:
            return line[best + unit], f"{line[best + unit]:.2f} {short}"
    return line["seconds"], f"{line['seconds']:.2f} s, {line['peak_megabytes']:.0f} MB"


def table(ours, theirs, threads):
    """A row for each work: ours, then each peer with how many times longer it takes."""
    peers = [peer for peer in PEERS if any(line["peer"] == peer for line in theirs)]
    print(f"\n### {'One thread' if threads == 1 else f'{threads} threads'}\n")
    print(f"| work | Hindcast | {' | '.join(PEERS[peer] for peer in peers)} |")
    print(f"|---|---|{'---|' * len(peers)}")
    for row in dict.fromkeys(row_of(line) for line in ours):
        of_row = [line for line in ours if row_of(line) == row]
        mine = next((line for line in of_row if line["threads"] == threads), of_row[0])
        mine_cost, mine_text = cost(mine)
        if mine["threads"] != threads:
            mine_text += f" ({mine['threads']} thread)"
        cells = []
        for peer in peers:
            found = [
                line for line in theirs
                if line["peer"] == peer and line["threads"] == threads and row_of(line) == row]
            if found:
                their_cost, their_text = cost(found[0])
                cells.append(f"{their_text} (**{their_cost / mine_cost:.1f}×**)")
            else:
                cells.append("")
        if any(cells):
            print(f"| {row} | {mine_text} | {' | '.join(cells)} |")


def processor():
    try:
        for line in open("/proc/cpuinfo"):
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def main():
    for argument in sys.argv[1:]:
        if argument not in [*WORKS, *PEERS, "1", "2"]:
            sys.exit(f"there is no work or peer {argument}; there are {' '.join([*WORKS, *PEERS])} and 1 or 2 threads")
    works = [work for work in WORKS if work in sys.argv] or WORKS
    peers = [peer for peer in PEERS if peer in sys.argv] or list(PEERS)
    counts = [threads for threads in [1, 2] if str(threads) in sys.argv] or [1, 2]
    ours, theirs = [], []
    with tempfile.TemporaryDirectory() as folder, open(os.path.join(BUILD, "peers.jsonl"), "w") as log:
        cases, prices = os.path.join(folder, "cases"), os.path.join(folder, "prices")
        subprocess.run([BENCH, "cases", cases], check=True)
        subprocess.run([BENCH, "prices", prices], check=True)
        for peer in peers:
            lines_of([sys.executable, os.path.join(HERE, f"peer_{peer}.py"), "--cases", cases], log)
        for work in works:
            ours += lines_of([BENCH, work], log)
            for peer in peers:
                for threads in counts:
                    script = os.path.join(HERE, f"peer_{peer}.py")
                    theirs += lines_of(
                        [sys.executable, script, "--threads", str(threads), "--prices", prices, work], log)
    path = next((line["path"] for line in ours if "path" in line), "")
    print(f"On {processor()}, {os.cpu_count()} processors, {path}. In brackets: how many times longer the peer takes.")
    print("One thread is timed by the processor's clock (median), more threads by the wall's (peers' best).")
    for threads in counts:
        table(ours, theirs, threads)


main()
