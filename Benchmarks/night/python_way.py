#!/usr/bin/env python3
"""The night as a Python stack does it: pandas reads the files, PyTorch steps an RNN, sqlite3 keeps what came out.

    python_way.py FOLDER       FOLDER/prices has the files; the store is FOLDER/python.sqlite

The first call fills the store; its weights are not trained, which costs nothing a night. A later one inserts the new bars, scores
the forecasts whose session has come, steps an EWMA and an RNN of 16 units for all symbols at once, stores two forecasts a symbol,
and writes a report. It checks no more than it has to: no revision of old bars, no lock, no interrupted run.
"""

import glob
import math
import os
import sqlite3
import sys

import numpy as np
import pandas as pd
import torch

SCHEMA = """
CREATE TABLE IF NOT EXISTS bar (symbol TEXT, date TEXT, open, high, low, close, adjusted, volume, PRIMARY KEY (symbol, date)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS state (symbol TEXT PRIMARY KEY, date TEXT, close REAL, variance REAL, hidden BLOB);
CREATE TABLE IF NOT EXISTS forecast (symbol TEXT, model TEXT, cutoff TEXT, mean REAL, scale REAL, actual REAL,
    PRIMARY KEY (symbol, model, cutoff)) WITHOUT ROWID;
"""


def main():
    folder = sys.argv[1]
    torch.manual_seed(1)
    cell, head = torch.nn.RNNCell(2, 16), torch.nn.Linear(16, 2)
    store = sqlite3.connect(f"{folder}/python.sqlite")
    store.executescript(SCHEMA)
    known = {symbol: row for symbol, *row in store.execute("SELECT * FROM state")}
    symbols, news, bars = [], [], []
    for path in sorted(glob.glob(f"{folder}/prices/*.csv")):
        symbol = os.path.basename(path)[:-4]
        table = pd.read_csv(path)
        new = table[table.Date > known[symbol][0]] if symbol in known else table
        if len(new) == 0:
            continue
        bars += [(symbol, *row) for row in new.itertuples(index=False, name=None)]
        symbols.append(symbol)
        news.append(new[["Date", "Close"]].tail(250))
    with store:
        store.executemany("INSERT INTO bar VALUES (?, ?, ?, ?, ?, ?, ?, ?)", bars)
        if not symbols:
            return
        dates = [new.Date.iloc[-1] for new in news]
        hidden, inputs, variances, scores = [], [], [], []
        for symbol, new in zip(symbols, news):
            before = known.get(symbol, (None, new.Close.iloc[0], 1e-4, bytes(64)))
            closes = np.concatenate([[before[1]], new.Close.to_numpy()])
            changes, variance = np.diff(np.log(closes)), before[2]
            for change in changes:
                variance = 0.94 * variance + 0.06 * change * change
            scores.append((changes[-1], symbol, before[0]))
            variances.append(variance)
            inputs.append((changes[-1] / math.sqrt(variance), math.log(variance)))
            hidden.append(np.frombuffer(before[3], np.float32))
        with torch.no_grad():
            state = cell(torch.tensor(inputs, dtype=torch.float32), torch.tensor(np.array(hidden)))
            outputs = head(state).numpy()
        store.executemany("UPDATE forecast SET actual = ? WHERE symbol = ? AND cutoff = ?", scores)
        forecasts = []
        for symbol, date, variance, output in zip(symbols, dates, variances, outputs):
            forecasts.append((symbol, "ewma", date, 0.0, math.sqrt(variance)))
            forecasts.append((symbol, "rnn", date, float(output[0]), math.sqrt(variance) * math.exp(float(output[1]))))
        store.executemany("INSERT INTO forecast VALUES (?, ?, ?, ?, ?, NULL)", forecasts)
        store.executemany(
            "INSERT OR REPLACE INTO state VALUES (?, ?, ?, ?, ?)",
            [
                (symbol, date, float(new.Close.iloc[-1]), variance, row.tobytes())
                for symbol, date, new, variance, row in zip(symbols, dates, news, variances, state.numpy())
            ])
    table = pd.read_sql("SELECT * FROM forecast WHERE actual IS NOT NULL", store)
    losses = ((table.actual - table["mean"]) / table.scale) ** 2 / 2 + np.log(table.scale)
    with open(f"{folder}/python.txt", "w") as file:
        file.write(losses.groupby(table.model).agg(["mean", "count"]).to_string() + "\n")


main()
