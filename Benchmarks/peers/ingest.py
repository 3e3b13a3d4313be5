"""Reads 500 price files of 7,560 rows in ours and in the peers, in the same run on two processors.

Prints a table of Markdown: to typed columns in memory beside pandas, DuckDB and polars; into SQLite beside
`sqlite3 .import` of the same rows, into a bare table and into one with our columns, key and bounds. Processor seconds stand
beside the seconds that passed: on a busy machine only the former mean something.
"""

import glob
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
BENCH = os.path.join(HERE, "..", ".build", "release", "Bench")
ROWS = 500 * 7560
BARS = {"pandas": 5, "duckdb": 2, "polars": 1.2, "sqlite3 .import": 1.25}


def timed(work, times):
    """The shortest of several runs: seconds passed, and processor seconds of this process and its children."""
    best = (float("inf"), float("inf"))
    for _ in range(times):
        cpu, wall = sum(os.times()[:4]), time.perf_counter()
        work()
        best = (min(best[0], time.perf_counter() - wall), min(best[1], sum(os.times()[:4]) - cpu))
    return best


def pandas_rows(paths):
    import pandas

    frames = [pandas.read_csv(path, engine="c", parse_dates=["Date"]) for path in paths]
    return sum(map(len, frames))


def peer(name, folder):
    """Runs one peer and prints its line of JSON; a process of its own, so that none has the memory of another."""
    paths = sorted(glob.glob(f"{folder}/*.csv"))
    if name == "pandas":
        import multiprocessing

        with multiprocessing.Pool(2) as pool:
            # The processes and their imports are not counted.
            pool.map(pandas_rows, [paths[:2], paths[2:4]])

            def work():
                assert sum(pool.map(pandas_rows, [paths[:250], paths[250:]], chunksize=1)) >= ROWS

            wall, _ = timed(work, 3)
        # The processes are children that have not ended: their time is asked for by a run of half the files in one.
        cpu = 2 * timed(lambda: pandas_rows(paths[:250]), 1)[1]
    elif name == "duckdb":
        import duckdb

        connection = duckdb.connect()
        connection.execute("SET threads = 2")

        def work():
            connection.execute(f"CREATE OR REPLACE TEMP TABLE bar AS SELECT * FROM read_csv('{folder}/*.csv')")

        wall, cpu = timed(work, 5)
        assert connection.execute("SELECT count(*) FROM bar").fetchone()[0] >= ROWS
    elif name == "polars":
        import polars

        def work():
            assert len(polars.scan_csv(f"{folder}/*.csv", try_parse_dates=True).collect()) >= ROWS

        wall, cpu = timed(work, 5)
    report(name, wall, cpu)


def report(name, wall, cpu):
    print(json.dumps({"work": "ingest", "peer": name, "seconds": round(wall, 4), "cpu_seconds": round(cpu, 4)}), flush=True)


TABLES = {
    "bare": "CREATE TABLE bar (date TEXT, open REAL, high REAL, low REAL, close REAL, volume REAL);",
    "ours": """CREATE TABLE bar (series_id INTEGER NOT NULL, date TEXT NOT NULL
        CHECK (date GLOB '[0-9][0-9][0-9][0-9]-[0-1][0-9]-[0-3][0-9]'),
        open REAL CHECK (open BETWEEN -1e308 AND 1e308), high REAL CHECK (high BETWEEN -1e308 AND 1e308),
        low REAL CHECK (low BETWEEN -1e308 AND 1e308), close REAL NOT NULL CHECK (close > 0 AND close < 1e308),
        volume REAL CHECK (volume >= 0 AND volume < 1e308), source_file_id INTEGER NOT NULL,
        PRIMARY KEY (series_id, date)) WITHOUT ROWID;""",
}


def sqlite_import(table, folder):
    """One transaction of the sqlite3 shell; a file for a series, or one file with the numbers of the series."""
    paths = sorted(glob.glob(f"{folder}/*.csv"))
    with tempfile.TemporaryDirectory() as work_folder:
        if table == "ours":
            whole = f"{work_folder}/rows.csv"
            with open(whole, "w") as rows:
                for number, path in enumerate(paths, 1):
                    lines = open(path).read().splitlines()[1:]
                    rows.writelines(f"{number},{line},{number}\n" for line in lines)
            imports = [f".import --csv {whole} bar"]
        else:
            imports = [f".import --csv --skip 1 {path} bar" for path in paths]
        script = "\n".join(
            ["PRAGMA journal_mode = WAL;", "PRAGMA synchronous = NORMAL;", TABLES[table], "BEGIN;", *imports, "COMMIT;"])

        def work():
            for name in glob.glob(f"{work_folder}/peer.sqlite*"):
                os.remove(name)
            subprocess.run(
                ["sqlite3", f"{work_folder}/peer.sqlite"], input=script, text=True, check=True, stdout=subprocess.DEVNULL)

        wall, cpu = timed(work, 2)
    report(f"sqlite3 .import, {table} table", wall, cpu)
    return {"peer": f"sqlite3 .import, {table} table", "seconds": wall, "cpu_seconds": cpu}


def lines_of(command):
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    print(output, end="", file=sys.stderr, flush=True)
    return [json.loads(line) for line in output.splitlines()]


def main():
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[-2:])
    os.environ["POLARS_MAX_THREADS"] = "2"
    with tempfile.TemporaryDirectory() as folder:
        files = os.path.join(folder, "files")
        subprocess.run([BENCH, "files", files], check=True)
        peers = []
        for name in ["pandas", "duckdb", "polars"]:
            peers += lines_of([sys.executable, os.path.abspath(__file__), "peer", name, files])
        if shutil.which("sqlite3"):
            peers += [sqlite_import("bare", files), sqlite_import("ours", files)]
        ours = {line["part"]: line for line in lines_of([BENCH, "ingest", files])}
    print("\n### Reading 500 files of 7,560 rows on two processors\n")
    print("| to | Hindcast | peer | its seconds | times longer | by processor time | asked for |")
    print("|---|---|---|---|---|---|---|")
    for line in peers:
        part = "store" if line["peer"].startswith("sqlite3") else "columns"
        mine = ours[part]
        bar = BARS[line["peer"].split(",")[0]]
        print(
            f"| {part} | {mine['seconds']:.3f} s, {mine['cpu_seconds']:.2f} s CPU | {line['peer']} | "
            f"{line['seconds']:.3f} s, {line['cpu_seconds']:.2f} s CPU | **{line['seconds'] / mine['seconds']:.2f}×** | "
            f"{line['cpu_seconds'] / mine['cpu_seconds']:.2f}× | {bar}× |")
    print(
        f"\nNothing changed: {1000 * ours['unchanged']['seconds']:.0f} ms (at most 50); one row more in each file: "
        f"{1000 * ours['appended']['seconds']:.0f} ms (at most 250); memory: {ours['store']['peak_megabytes']:.0f} MB "
        "(at most 150).")


if sys.argv[1:2] == ["peer"]:
    peer(*sys.argv[2:])
else:
    main()
