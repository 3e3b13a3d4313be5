"""What ranges add, from the stores of two backtests: differences with Diebold and Mariano's test, by series and pooled.

    compare.py ranges.sqlite closes.sqlite

Losses are those of returns in percent: NLL, and QLIKE = log v + r^2 / v with v the forecast variance. A network's loss is the mean over its
seeds. Pooled: the mean over the series that have a session. The t is that of docs/metrics.md: a Bartlett window of
floor(4 (n / 100)^(2/9)) lags and the correction of Harvey, Leybourne and Newbold for a horizon of one session. Negative: ranges are
better.
"""

import math
import sqlite3
import sys


def losses(path):
    """{model: {symbol: {date: (nll, qlike)}}}"""
    rows = sqlite3.connect(f"file:{path}?mode=ro", uri=True).execute(
        """SELECT trial.model, series.symbol, target_date, mean, scale, shape, standard_deviation, actual FROM forecast
           JOIN trial ON trial.id = trial_id JOIN series ON series.id = series_id WHERE actual IS NOT NULL"""
    )
    sums = {}
    for model, symbol, date, mean, scale, shape, deviation, actual in rows:
        z = (actual - mean) / scale
        if shape is None:
            log_density = -0.5 * math.log(2 * math.pi) - 0.5 * z * z
        else:
            log_density = (
                math.lgamma((shape + 1) / 2)
                - math.lgamma(shape / 2)
                - 0.5 * math.log(shape * math.pi)
                - (shape + 1) / 2 * math.log1p(z * z / shape)
            )
        variance = 1e4 * deviation * deviation
        loss = (math.log(100 * scale) - log_density, math.log(variance) + 1e4 * actual * actual / variance)
        sums.setdefault(model, {}).setdefault(symbol, {}).setdefault(date, []).append(loss)
    return {
        model: {
            symbol: {date: [sum(part) / len(part) for part in zip(*found)] for date, found in dates.items()}
            for symbol, dates in symbols.items()
        }
        for model, symbols in sums.items()
    }


def test(differences):
    """The mean of a series of differences and its t."""
    n = len(differences)
    mean = sum(differences) / n
    centred = [value - mean for value in differences]
    lags = int(4 * (n / 100) ** (2 / 9))
    variance = sum(value * value for value in centred) / n
    for lag in range(1, lags + 1):
        covariance = sum(a * b for a, b in zip(centred, centred[lag:])) / n
        variance += 2 * (1 - lag / (lags + 1)) * covariance
    return mean, mean / math.sqrt(variance / n) * math.sqrt((n - 1) / n)


def row(label, with_ranges, without, part):
    """A line of a table: the differences of one loss, pooled and series by series."""
    by_date = {}
    cells = []
    for symbol in sorted(with_ranges):
        pairs = {
            date: loss[part] - without[symbol][date][part]
            for date, loss in with_ranges[symbol].items()
            if date in without[symbol]
        }
        cells.append(test([pairs[date] for date in sorted(pairs)]))
        for date, value in pairs.items():
            by_date.setdefault(date, []).append(value)
    pooled = test([sum(by_date[date]) / len(by_date[date]) for date in sorted(by_date)])
    return f"| {label} | " + " | ".join(f"{mean:+.4f} ({t:+.1f})" for mean, t in [pooled] + cells) + " |"


def main(with_ranges, without):
    ranges, closes = losses(with_ranges), losses(without)
    pairs = [(f"`har-range` less `{other}`", ranges["har-range"], ranges[other]) for other in ("har", "garch-t")]
    pairs += [(f"`{model}` less itself on closes", ranges[model], closes[model]) for model in closes if model != "random-walk"]

    print("| | NLL | QLIKE |\n|---|---|---|")
    for source, losses_of in (("", ranges), (" on closes alone", closes)):
        for model, symbols in losses_of.items():
            if model == "random-walk":
                continue
            cells = [loss for dates in symbols.values() for loss in dates.values()]
            means = [sum(part) / len(part) for part in zip(*cells)]
            print(f"| `{model}`{source} | {means[0]:.4f} | {means[1]:.4f} |")
    for part, name in enumerate(("NLL", "QLIKE")):
        print(f"\n| {name} | pooled | " + " | ".join(sorted(ranges["har"])) + " |")
        print("|---|---|" + "---|" * len(ranges["har"]))
        for label, one, other in pairs:
            print(row(label, one, other, part))


main(*sys.argv[1:])
