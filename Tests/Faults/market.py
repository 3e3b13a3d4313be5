"""A small made-up market: price files that grow by a session, the same for the same seed."""

import datetime
import os
import random


def sessions(count, end=datetime.date(2021, 6, 30)):
    days, day = [], end
    while len(days) < count:
        if day.weekday() < 5:
            days.append(day)
        day -= datetime.timedelta(days=1)
    return list(reversed(days))


def rows(symbol, days, seed=1):
    """The lines of a price file, one a session."""
    draw, price, scale = random.Random(f"{seed} {symbol}"), 50.0, 0.015
    lines = []
    for day in days:
        scale = 0.94 * scale + 0.06 * 0.015 * (0.5 + draw.random())
        before, price = price, max(1.0, price * (1 + scale * draw.gauss(0, 1)))
        high, low = max(before, price) * 1.002, min(before, price) * 0.998
        lines.append(f"{day},{before:.4f},{high:.4f},{low:.4f},{price:.4f},{price:.4f},{draw.randrange(1000, 99999)}\n")
    return lines


HEADER = "Date,Open,High,Low,Close,Adj Close,Volume\n"


class Market:
    """Series whose files can be written as they are after any session."""

    def __init__(self, symbols, count, seed=1):
        self.days = sessions(count)
        self.lines = {symbol: rows(symbol, self.days, seed) for symbol in symbols}

    def write(self, folder, until):
        """Writes all files with the first `until` sessions, each whole or not at all."""
        os.makedirs(folder, exist_ok=True)
        for symbol, lines in self.lines.items():
            temporary = f"{folder}/.{symbol}.tmp"
            with open(temporary, "w") as file:
                file.write(HEADER + "".join(lines[:until]))
            os.rename(temporary, f"{folder}/{symbol}.csv")
